/** One client's connection: performs what the engine decides, and tells it what happens. */

import type { Clock } from '../../shared/clock.ts'
import { createLoop } from '../../shared/loop.ts'
import { messageOf } from '../../shared/message-of.ts'
import { decide } from './agent/brain.ts'
import { decodeInput, inputRateHz } from './audio/formats.ts'
import { type Dials, rulesOf } from './dials.ts'
import type { EngineEffect, EngineEvent } from './engine/events.ts'
import { createIdSeed, drawId, type IdSeed } from './engine/ids.ts'
import { createConversation, reduce } from './engine/reduce.ts'
import { createSession } from './engine/session.ts'
import type { Conversation, Item, Session } from './engine/state.ts'
import type { Engines } from './engines.ts'
import { createConversationFaults } from './faults/conversation.ts'
import { failedWith } from './faults/endings.ts'
import type { Admission } from './handshake.ts'
import { detectionOf } from './hearing/detection.ts'
import type { Ear } from './hearing/ear.ts'
import type { Journal } from './journal.ts'
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
  let session: Session = createSession({
    id: sessionId,
    model: admission.model,
    agent: agent === null ? null : { name: agent.name, threadId },
    expiresAt: admission.expiresAt,
    native: rules.order === 'native',
  })
  const recalled = agent?.conversationId == null ? [] : memory.recall(threadId)
  let conversation = createConversation(session, seed, rules, recalled ?? [])
  let ear: Ear | undefined
  let hasHeard = false
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

  function perform(effect: EngineEffect) {
    if (isClosed) return
    switch (effect.type) {
      case 'send':
        return wire.send(effect.event)
      case 'listen':
        session = effect.session
        return ear?.listen(inputRateHz(session), detectionOf(session))
      case 'recognise':
        return recognise(effect)
      case 'forget':
        return ear?.forget(effect.beforeMs)
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

  function recognise({ itemId, startMs, endMs }: Extract<EngineEffect, { type: 'recognise' }>) {
    if (ear === undefined) return
    const misheard = faults.mishear(itemId, endMs - startMs)
    if (misheard !== undefined) return dispatch(misheard)
    const durationMs = ear.keptFromMs() - startMs
    if (durationMs > 0) dispatch({ type: 'dropped', durationMs })
    engines.recogniser.recognise(ear.stretch(startMs, endMs)).then(
      ({ text, speechMs }) => isClosed || dispatch({ type: 'recognised', itemId, text, speechMs }),
      (error: unknown) => isClosed || dispatch({ type: 'recognition_failed', itemId, message: messageOf(error) }),
    )
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
    if (event.type === 'input_audio_buffer.append') hear(event.audio, event.event_id)
    else dispatch({ type: 'received', event })
  }

  function hear(base64: string, eventId: string | null | undefined) {
    const audio = decodeInput(base64, session)
    if (!(audio instanceof Float32Array))
      return dispatch({
        type: 'refused',
        refusal: { code: 'invalid_value', message: audio.fault, param: 'audio', eventId },
      })
    if (!hasHeard) engines.warmRecogniser()
    hasHeard = true
    ear?.hear(audio)
  }

  function letGo() {
    if (isClosed) return
    isClosed = true
    wire.stop()
    stopGreeting()
    mouth.hush()
    ear?.stop()
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
            ear = createEar({
              written: (writtenMs) => dispatch({ type: 'written', writtenMs }),
              edge: (edge) => dispatch({ type: 'turn', edge, nowMs: clock.nowMs() }),
            })
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
      if (ear !== undefined) wire.take(data)
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
