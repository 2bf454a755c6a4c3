/** One client's connection: performs what the engine decides, and tells it what happens. */

import { createLoop } from '../../shared/loop.ts'
import { parseClientEvent } from '../voicelive/parse.ts'
import { decide } from './agent/brain.ts'
import { decodeInput, inputRateHz } from './audio/formats.ts'
import { type Dials, rulesOf } from './dials.ts'
import type { EngineEffect, EngineEvent } from './engine/events.ts'
import { createIdSeed, drawId, type IdSeed } from './engine/ids.ts'
import { createConversation, reduce } from './engine/reduce.ts'
import { createSession } from './engine/session.ts'
import type { Session } from './engine/state.ts'
import type { Engines } from './engines.ts'
import type { Admission } from './handshake.ts'
import { createEar, type Detection, type Ear } from './hearing/ear.ts'
import type { Journal } from './journal.ts'
import { createMouth } from './speech/mouth.ts'

/** Largest message of a client, in bytes: an append of 15 MiB of audio is the service's limit. */
export const MESSAGE_MAX_BYTES = 16 * 1024 * 1024

/** Messages that may arrive before the emulator has spoken first; more is a client that does not wait for anything. */
const EARLY_MAX_MESSAGES = 1000

/** Shortest speech that begins a turn, when the session does not say (documentation, `server_vad`). */
const SPEECH_DURATION_MS = 200

/** The socket as a connection needs it. */
export type Socket = Readonly<{
  send(text: string): void
  close(code: number, reason: string): void
  queuedBytes(): number
}>

export type Connection = Readonly<{
  /** The upgrade is done: the service speaks first. */
  opened(): void
  received(data: unknown): void
  /** The socket is gone: everything that the connection holds is let go. May be called more than once. */
  closed(): void
}>

type Options = Readonly<{
  admission: Admission
  socket: Socket
  engines: Engines
  dials: Dials
  journal: Journal
  random: () => Readonly<ArrayLike<number>>
  nowMs(): number
  wallClock(): Date
}>

function detectionOf({ turn_detection: detection }: Session): Detection | null {
  if (detection == null || detection.type === 'none' || detection.type === 'unknown') return null
  const given = detection.type === 'semantic_vad' ? undefined : detection
  return {
    threshold: given?.threshold ?? 0.5,
    rules: {
      prefixPaddingMs: given?.prefix_padding_ms ?? 300,
      silenceDurationMs: given?.silence_duration_ms ?? 500,
      speechDurationMs: given?.speech_duration_ms ?? SPEECH_DURATION_MS,
    },
  }
}

/** Makes a connection for a client that has been let in. */
export function createConnection(options: Options): Connection {
  const { admission, socket, engines, journal, dials } = options
  let seed: IdSeed = createIdSeed(options.random())
  const draw = (prefix: string): string => {
    const [next, id] = drawId(seed, prefix)
    seed = next
    return id
  }
  const sessionId = draw('sess')
  const rules = rulesOf(dials, admission.model)
  let session: Session = createSession({
    id: sessionId,
    model: admission.model,
    agent: admission.agentName === null ? null : { name: admission.agentName, threadId: draw('conv') },
    expiresAt: admission.expiresAt,
    native: rules.order === 'native',
  })
  let ear: Ear | undefined
  let isClosed = false
  /** what arrives while the ear is still being loaded */
  const early: unknown[] = []

  const mouth = createMouth({
    speak: engines.voice.speak,
    pace: dials.pace,
    nowMs: options.nowMs,
    queuedBytes: socket.queuedBytes,
    spoke: (responseId, piece) => dispatch({ type: 'spoke', responseId, piece, nowMs: options.nowMs() }),
    wrote: (responseId, text) => dispatch({ type: 'wrote', responseId, text }),
    finished: (responseId) => dispatch({ type: 'finished', responseId }),
    failed: (responseId, error) => dispatch({ type: 'failed', responseId, message: messageOf(error) }),
  })
  const dispatch = createLoop<ReturnType<typeof createConversation>, EngineEvent, EngineEffect>(
    createConversation(session, seed, rules),
    reduce,
    perform,
  )

  function perform(effect: EngineEffect) {
    if (isClosed) return
    switch (effect.type) {
      case 'send':
        journal({ session: sessionId, from: 'server', event: effect.event })
        return socket.send(JSON.stringify(effect.event))
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
    const event = parseClientEvent(text, false)
    if (event.type === 'fault')
      return dispatch({
        type: 'refused',
        refusal: {
          code: 'invalid_request_error',
          message: `Invalid event${event.name && ` '${event.name}'`}: ${event.issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}.`,
          param: event.issues[0]?.path,
          eventId: event.eventId,
        },
      })
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
    if (audio instanceof Float32Array) ear?.hear(audio)
    else
      dispatch({
        type: 'refused',
        refusal: { code: 'invalid_value', message: audio.fault, param: 'audio', eventId },
      })
  }

  return {
    opened() {
      engines.warm()
      engines.loadVoiceActivity().then(
        (createVoiceActivity) => {
          if (isClosed) return
          ear = createEar({
            createVoiceActivity,
            written: (writtenMs) => dispatch({ type: 'written', writtenMs }),
            edge: (edge) => dispatch({ type: 'turn', edge, nowMs: options.nowMs() }),
          })
          dispatch({ type: 'connected' })
          for (const data of early.splice(0)) handle(data)
        },
        (error: unknown) => {
          dispatch({ type: 'refused', refusal: { code: 'emulator_failed', message: messageOf(error) } })
          socket.close(1011, 'the emulator could not load its engines')
        },
      )
    },
    received(data) {
      if (isClosed) return
      if (ear !== undefined) handle(data)
      else if (early.push(data) > EARLY_MAX_MESSAGES) socket.close(1008, 'too many messages before session.created')
    },
    closed() {
      isClosed = true
      mouth.hush()
      ear?.stop()
      early.length = 0
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
