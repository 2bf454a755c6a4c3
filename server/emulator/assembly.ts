/** One client's session at work: the engine with its loop, its voice, its input and its wire, each of which tells it what happens. */

import type { Clock } from '../../shared/clock.ts'
import { createLoop } from '../../shared/loop.ts'
import { messageOf } from '../../shared/message-of.ts'
import { decide } from './agent/decide.ts'
import type { Dials } from './dials.ts'
import type { EngineEffect, EngineEvent } from './engine/events.ts'
import { reduce } from './engine/reduce.ts'
import type { Conversation, Item, Session } from './engine/state.ts'
import type { Engines } from './engines.ts'
import { createConversationFaults } from './faults/conversation.ts'
import { failedWith } from './faults/endings.ts'
import type { Admission } from './handshake.ts'
import type { Journal } from './journal.ts'
import { createListening } from './listening.ts'
import type { Memory } from './memory.ts'
import { readClient, refusalOfFault } from './read-client.ts'
import { createAudioOutput } from './speech/audio-output.ts'
import { createWire, type Socket } from './wire.ts'

/** Largest message of a client, in bytes: an append of 15 MiB of audio, the service's limit, has 20 MiB in base64. */
export const MESSAGE_MAX_BYTES = 21 * 1024 * 1024

export type ConnectionOptions = Readonly<{
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

/** A session as it begins; `recalled` are the items that its agent remembers, undefined if it is asked for ones that no one knows. */
export type Beginning = Readonly<{
  sessionId: string
  session: Session
  threadId: string
  recalled: readonly Item[] | undefined
  conversation: Conversation
}>

/** All that an effect may act on. */
type Parts = Readonly<{
  dispatch(event: EngineEvent): void
  wire: ReturnType<typeof createWire>
  listening: ReturnType<typeof createListening>
  output: ReturnType<typeof createAudioOutput>
  wallClock(): Date
}>

function perform(effect: EngineEffect, { dispatch, wire, listening, output, wallClock }: Parts) {
  switch (effect.type) {
    case 'send':
      return wire.send(effect.event)
    case 'listen':
      return listening.follow(effect.session)
    case 'recognise':
      return listening.recognise(effect)
    case 'forget':
      return listening.forget(effect.beforeMs)
    case 'think': {
      const plan = decide(effect.prompt, effect.tools, wallClock())
      return dispatch({ type: 'decided', responseId: effect.responseId, plan })
    }
    case 'speak':
      return output.speak(effect.responseId, effect.sentences, effect.format)
    case 'write':
      return output.write(effect.responseId, effect.sentences)
    case 'hush':
      return output.hush()
  }
}

/** One message of the client, as the engine is told it. */
function take(
  data: unknown,
  sessionId: string,
  { socket, dials, journal }: ConnectionOptions,
  { dispatch, listening }: Parts,
) {
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
  if (event.type === 'input_audio_buffer.append') listening.append(event.audio, event.event_id)
  else dispatch({ type: 'received', event })
}

/** Puts it together. `letGo` is called when the wire has ended the connection. */
export function assemble(
  options: ConnectionOptions,
  { sessionId, session, conversation: first }: Beginning,
  draw: (prefix: string) => string,
  letGo: () => void,
) {
  const { socket, engines, journal, dials, clock, wallClock } = options
  let conversation = first
  const output = createAudioOutput({
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
  let isOver = false
  const dispatch = createLoop<Conversation, EngineEvent, EngineEffect>(conversation, follow, (effect) => {
    if (!isOver) perform(effect, parts)
  })
  const wire = createWire({
    socket,
    sessionId,
    dials,
    clock,
    newEventId: () => draw('event'),
    journal,
    mayFail: () => options.mayFail(sessionId),
    act: (action) => faults.act(action),
    received: (data) => take(data, sessionId, options, parts),
    ended: letGo,
  })
  const faults = createConversationFaults({ dispatch, conversation: () => conversation, nowMs: clock.nowMs })
  const listening = createListening({ engines, session, dispatch, mishear: faults.mishear, nowMs: clock.nowMs })
  const parts: Parts = { dispatch, wire, listening, output, wallClock }
  return {
    ...parts,
    conversation: () => conversation,
    stop: () => {
      isOver = true
      wire.stop()
      output.hush()
      listening.stop()
    },
  }
}
