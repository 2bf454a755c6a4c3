/** One client's connection: from the upgrade to the end, with the greeting between. */

import { messageOf } from '../../shared/message-of.ts'
import { assemble, type Beginning, type ConnectionOptions } from './assembly.ts'
import { rulesOf } from './dials.ts'
import { createIdSeed, drawId, type IdSeed } from './engine/ids.ts'
import { createConversation } from './engine/reduce.ts'
import { createSession } from './engine/session.ts'
import type { Item } from './engine/state.ts'
import type { Admission } from './handshake.ts'

/** Messages that may arrive before the emulator has spoken first; more is a client that does not wait for anything. */
const EARLY_MAX_MESSAGES = 1000

export type Connection = Readonly<{
  /** The upgrade is done: the service speaks first. */
  opened(): void
  received(data: unknown): void
  /** The socket is gone: everything that the connection holds is let go. May be called more than once. */
  closed(): void
  /** what the conversation holds now, for whoever checks it */
  items(): readonly Item[]
}>

function begin({ admission, dials, memory }: ConnectionOptions, seed: IdSeed, draw: Draw): Beginning {
  const sessionId = draw('sess')
  const rules = rulesOf(dials, admission)
  const { agent } = admission
  const threadId = agent?.conversationId ?? draw('conv')
  const session = createSession({
    id: sessionId,
    model: admission.model,
    agent: agent === null ? null : { name: agent.name, threadId },
    expiresAt: admission.expiresAt,
    native: rules.order === 'native',
    family: rules.model?.family,
  })
  const recalled = agent?.conversationId == null ? [] : memory.recall(threadId)
  return {
    sessionId,
    session,
    threadId,
    recalled,
    conversation: createConversation(session, seed, rules, recalled ?? []),
  }
}

/** What a wrong agent meets: an open socket, an error, and the end (seen with a missing project; the code of the close is uncertain). */
function agentProblem({ agent }: Admission, { recalled, threadId }: Beginning): string | undefined {
  if (agent === null) return undefined
  if (agent.projectName === null) return 'Missing required agent connection string or project name'
  return recalled === undefined ? `Conversation '${threadId}' not found` : undefined
}

/** Makes a connection for a client that has been let in. */
export function createConnection(options: ConnectionOptions): Connection {
  const { admission, socket, engines, dials, memory, clock } = options
  const seed = createIdSeed(options.random())
  const draw = createDrawing(options.random())
  const beginning = begin(options, seed, draw)
  const { dispatch, wire, listening, conversation, stop } = assemble(options, beginning, draw, letGo)
  let isClosed = false
  let stopGreeting = () => {}
  /** no one takes part in a conversation before being let in */
  let leaveConversation = () => {}
  /** what arrives while the input is still being loaded */
  const early: unknown[] = []

  function letGo() {
    if (isClosed) return
    isClosed = true
    stop()
    stopGreeting()
    early.length = 0
    leaveConversation()
  }
  const announced = () => conversation().items.filter((item) => !item.unannounced)

  function refuse(code: string, message: string) {
    dispatch({ type: 'refused', refusal: { code, message } })
  }
  async function greetWhenReady() {
    const createAudioInput = await engines.loadAudioInput()
    if (isClosed) return
    stopGreeting = clock.after(dials.created, () => {
      listening.open(createAudioInput)
      dispatch({ type: 'connected' })
      for (const data of early.splice(0)) wire.take(data)
    })
  }

  return {
    opened() {
      const problem = agentProblem(admission, beginning)
      if (problem !== undefined) {
        refuse('invalid_request_error', problem)
        letGo()
        return socket.close(1008, 'invalid agent')
      }
      if (admission.agent !== null) leaveConversation = memory.join(beginning.threadId, announced)
      engines.warmVoice()
      wire.start()
      greetWhenReady().catch((error: unknown) => {
        refuse('emulator_failed', messageOf(error))
        socket.close(1011, 'the emulator could not load its engines')
      })
    },
    received(data) {
      if (isClosed) return
      if (listening.isOpen()) wire.take(data)
      else if (early.push(data) > EARLY_MAX_MESSAGES) socket.close(1008, 'too many messages before session.created')
    },
    closed: letGo,
    items: announced,
  }
}

type Draw = (prefix: string) => string

/** Ids that are drawn beside those of the engine, which has a seed of its own. */
function createDrawing(random: Readonly<ArrayLike<number>>): Draw {
  let seed: IdSeed = createIdSeed(random)
  return (prefix) => {
    const [next, id] = drawId(seed, prefix)
    seed = next
    return id
  }
}
