/** One client's connection: performs what the engine decides, and tells it what happens. */

import type { Clock } from '../../shared/clock.ts'
import { createLoop } from '../../shared/loop.ts'
import { messageOf } from '../../shared/message-of.ts'
import { decide } from './agent/brain.ts'
import { type Dials, rulesOf } from './dials.ts'
import type { EngineEffect, EngineEvent } from './engine/events.ts'
import { createIdSeed, drawId, type IdSeed } from './engine/ids.ts'
import { createConversation, reduce } from './engine/reduce.ts'
import { createSession } from './engine/session.ts'
import type { Conversation, Item } from './engine/state.ts'
import type { Engines } from './engines.ts'
import { createConversationFaults } from './faults/conversation.ts'
import { failedWith } from './faults/endings.ts'
import type { Admission } from './handshake.ts'
import type { Journal } from './journal.ts'
import { createListening } from './listening.ts'
import type { Memory } from './memory.ts'
import { readClient, refusalOfFault } from './read-client.ts'
import { createMouth } from './speech/mouth.ts'
import { createWire, type Socket } from './wire.ts'

/** Largest message of a client, in bytes: an append of 15 MiB of audio is the service's limit. */
export const MESSAGE_MAX_BYTES = 16 * 1024 * 1024

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

type Options = Readonly<{
  admission: Admission
  socket: Socket
  engines: Engines
  dials: Dials
  memory: Memory
  /** the fault of the dials is about to happen in this session: whether it may */
  mayFail(sessionId: string): boolean
  journal: Journal
  random: () => Readonly<ArrayLike<number>>
  clock: Clock
  wallClock(): Date
}>

/** Makes a connection for a client that has been let in. */
export function createConnection(options: Options): Connection {
  const { admission, socket, engines, journal, dials, memory, clock } = options
  const seed = createIdSeed(options.random())
  const draw = createDrawing(options.random())
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
  })
  const recalled = agent?.conversationId == null ? [] : memory.recall(threadId)
  let conversation = createConversation(session, seed, rules, recalled ?? [])
  let isClosed = false
  let stopGreeting = () => {}
  /** what arrives while the ear is still being loaded */
  const early: unknown[] = []

  const mouth = createMouth({
    speak: engines.voice.speak,
    pace: dials.pace,
    burstMs: dials.burst,
    clock,
    queuedBytes: () => socket.queuedBytes() + wire.heldBytes(),
    spoke: (responseId, piece) => dispatch({ type: 'spoke', responseId, piece, nowMs: clock.nowMs() }),
    wrote: (responseId, text) => dispatch({ type: 'wrote', responseId, text }),
    finished: (responseId) => dispatch({ type: 'finished', responseId }),
    failed: (responseId, error) => {
      dispatch({ type: 'failed', responseId, ending: failedWith('emulator_failed', messageOf(error)) })
    },
  })
  const follow = (state: Conversation, event: EngineEvent) => {
    const step = reduce(state, event)
    conversation = step[0]
    return step
  }
  const dispatch = createLoop<Conversation, EngineEvent, EngineEffect>(conversation, follow, perform)
  const wire = createWire({
    socket,
    sessionId,
    dials,
    clock,
    newEventId: () => draw('event'),
    journal,
    mayFail: () => options.mayFail(sessionId),
    act: (action) => faults.act(action),
    received: handle,
    ended: letGo,
  })

  const faults = createConversationFaults({ dispatch, conversation: () => conversation, nowMs: clock.nowMs })
  const listening = createListening({ engines, session, dispatch, mishear: faults.mishear, nowMs: clock.nowMs })

  function perform(effect: EngineEffect) {
    if (isClosed) return
    switch (effect.type) {
      case 'send':
        return wire.send(effect.event)
      case 'listen':
        return listening.follow(effect.session)
      case 'recognise':
        return listening.recognise(effect)
      case 'forget':
        return listening.forget(effect.beforeMs)
      case 'think':
        return dispatch({
          type: 'decided',
          responseId: effect.responseId,
          plan: decide(effect.prompt, effect.tools, options.wallClock()),
        })
      case 'speak':
        return mouth.speak(effect.responseId, effect.sentences, effect.format)
      case 'write':
        return mouth.write(effect.responseId, effect.sentences)
      case 'hush':
        return mouth.hush()
    }
  }

  function handle(data: unknown) {
    const text = typeof data === 'string' ? data : data instanceof ArrayBuffer ? new TextDecoder().decode(data) : ''
    if (text.length > MESSAGE_MAX_BYTES) return socket.close(1009, 'message too big')
    const { event, ignored } = readClient(text, dials.strict === 'on')
    for (const { path, message } of ignored) dispatch({ type: 'ignored', path, message })
    if (event.type === 'fault') return dispatch({ type: 'refused', refusal: refusalOfFault(event) })
    journal({ session: sessionId, from: 'client', event })
    if (event.type === 'unknown') {
      const eventId = typeof event.raw.event_id === 'string' ? event.raw.event_id : undefined
      const message = `Invalid value: '${event.name}'. It is no event of this protocol.`
      return dispatch({ type: 'refused', refusal: { code: 'invalid_value', message, param: 'type', eventId } })
    }
    if (event.type === 'input_audio_buffer.append') listening.hear(event.audio, event.event_id)
    else dispatch({ type: 'received', event })
  }

  function letGo() {
    if (isClosed) return
    isClosed = true
    wire.stop()
    stopGreeting()
    mouth.hush()
    listening.stop()
    early.length = 0
    if (agent !== null) memory.keep(threadId, conversation.items)
  }

  /** What a wrong agent meets: an open socket, an error, and the end (seen with a missing project; the code of the close is uncertain). */
  function agentProblem(): string | undefined {
    if (agent === null) return undefined
    if (agent.projectName === null) return 'Missing required agent connection string or project name'
    return recalled === undefined ? `Conversation '${threadId}' not found` : undefined
  }

  return {
    opened() {
      const problem = agentProblem()
      if (problem !== undefined) {
        dispatch({ type: 'refused', refusal: { code: 'invalid_request_error', message: problem } })
        letGo()
        return socket.close(1008, 'invalid agent')
      }
      engines.warmVoice()
      wire.start()
      engines.loadEar().then(
        (createEar) => {
          if (isClosed) return
          const greet = () => {
            listening.open(createEar)
            dispatch({ type: 'connected' })
            for (const data of early.splice(0)) wire.take(data)
          }
          stopGreeting = clock.after(dials.created, greet)
        },
        (error: unknown) => {
          dispatch({ type: 'refused', refusal: { code: 'emulator_failed', message: messageOf(error) } })
          socket.close(1011, 'the emulator could not load its engines')
        },
      )
    },
    received(data) {
      if (isClosed) return
      if (listening.isOpen()) wire.take(data)
      else if (early.push(data) > EARLY_MAX_MESSAGES) socket.close(1008, 'too many messages before session.created')
    },
    closed: letGo,
    items: () => conversation.items,
  }
}

/** Ids that are drawn beside those of the engine, which has a seed of its own. */
function createDrawing(random: Readonly<ArrayLike<number>>): (prefix: string) => string {
  let seed: IdSeed = createIdSeed(random)
  return (prefix) => {
    const [next, id] = drawId(seed, prefix)
    seed = next
    return id
  }
}
