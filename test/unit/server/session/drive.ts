/** Drives the session reducer in tests: events in, effects out, the service's events through the real parser. */

import { createMicrophone } from '../../../../server/relay/audio.ts'
import { reduce } from '../../../../server/session/reduce.ts'
import {
  type SessionEffect,
  type SessionEvent,
  type SessionOptions,
  type SessionState,
  startSession,
} from '../../../../server/session/state.ts'
import type { Closure } from '../../../../server/upstream/port.ts'
import type { ClientEvent } from '../../../../server/voicelive/client-events.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import type { RequestSession } from '../../../../server/voicelive/session.ts'
import type { ClientMessage } from '../../../../shared/client-messages.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'

export const update: RequestSession = {
  modalities: ['text', 'audio'],
  instructions: 'Be brief.',
  turn_detection: { type: 'server_vad', create_response: true, auto_truncate: false },
}

export const options: SessionOptions = {
  call: 'call-1',
  ticket: 'ticket-1',
  resumeWithinMs: 30_000,
  reconnectWithinMs: 180_000,
  seed: 0.3,
  unixAtZeroMs: 1_900_000_000_000,
  update,
  limits: { idle: 300_000, limit: 3_600_000 },
  notices: { idle: { instructions: 'Ask whether they are there.' }, limit: { instructions: 'Say that time is up.' } },
}

type Untimed = SessionEvent extends infer E
  ? E extends unknown
    ? Omit<E, 'atMs' | 'signAtMs' | 'soundAtMs'>
    : never
  : never

/** `samples` samples of sound as base64. */
export const sound = (samples: number): string => Buffer.alloc(samples * 2, 1).toString('base64')

export function drive(changes: Partial<typeof options> = {}) {
  let state: SessionState = startSession({ ...options, ...changes }, 0)
  let atMs = 0
  const push = (event: Untimed): readonly SessionEffect[] => {
    if (event.type === 'page.message') microphone.pageActive()
    if (event.type === 'page.resumed') microphone.welcomeBack()
    const ofSound = { signAtMs: microphone.signAtMs(), soundAtMs: microphone.soundAtMs() }
    const [next, effects] = reduce(state, { ...event, atMs, ...ofSound } as SessionEvent)
    state = next
    for (const effect of effects)
      if (effect.type === 'setTimer' && !(effect.afterMs >= 0))
        throw new RangeError(`The timer ${effect.timer} was set to ${effect.afterMs} ms.`)
    return effects
  }
  // As the relay has it, with a service that takes everything.
  let sent = 0
  let effectsOfFrame: SessionEffect[] = []
  const microphone = createMicrophone({
    service: () => ({
      send: () => {
        sent += 1
        return true
      },
      close: () => {},
    }),
    state: () => state,
    pageActive: () => effectsOfFrame.push(...push({ type: 'page.active' })),
    faulted: (fault) => effectsOfFrame.push(...push({ type: 'page.faulted', fault })),
    nowMs: () => atMs,
  })
  const driver = {
    state: () => state,
    /** A frame makes no event, and so the session learns of this time with the next that is one. */
    nowMs: () => atMs,
    push,
    pass: (ms: number) => {
      atMs += ms
    },
    say: (message: ClientMessage) => push({ type: 'page.message', text: JSON.stringify(message) }),
    hear: (byteLength = 1920): readonly SessionEffect[] => {
      effectsOfFrame = []
      if (state.phase !== 'ended') microphone.onAudio(new Uint8Array(byteLength))
      return effectsOfFrame
    },
    /** Whether a frame goes on to the service. */
    passes: (byteLength = 1920): boolean => {
      const before = sent
      driver.hear(byteLength)
      return sent > before
    },
    frames: microphone.counts,
    /** Signals come from the current connection unless another is named. */
    upstreamOpened: (connection = state.link.current) =>
      push({ type: 'upstream', connection, signal: { type: 'opened' } }),
    serve: (event: { type: string; [field: string]: unknown }, connection = state.link.current) =>
      push({
        type: 'upstream',
        connection,
        signal: { type: 'event', event: parseServerEvent(JSON.stringify(event)) },
      }),
    lose: (closure: Closure, connection = state.link.current) =>
      push({ type: 'upstream', connection, signal: { type: 'closed', closure } }),
    /** From nothing to a live session. */
    live: () => {
      push({ type: 'page.opened' })
      driver.say({ type: 'session.start' })
      driver.ready()
      return driver
    },
    /** The newest connection has a session that is ready. */
    ready: (connection = state.link.newest): readonly SessionEffect[] => [
      ...driver.upstreamOpened(connection),
      ...driver.serve({ type: 'session.updated', session: {} }, connection),
    ],
    created: (id: string) => driver.serve({ type: 'response.created', response: { id } }),
    audio: (response: string, item: string, samples = 2400) =>
      driver.serve({ type: 'response.audio.delta', response_id: response, item_id: item, delta: sound(samples) }),
    text: (response: string, item: string, delta: string) =>
      driver.serve({ type: 'response.audio_transcript.delta', response_id: response, item_id: item, delta }),
    done: (id: string, status = 'completed') => driver.serve({ type: 'response.done', response: { id, status } }),
    toolCall: (response: string, call: string, name = 'calculate', argumentsJson = '{}') =>
      driver.serve({
        type: 'response.output_item.done',
        response_id: response,
        item: {
          id: `item-${call}`,
          type: 'function_call',
          status: 'completed',
          name,
          call_id: call,
          arguments: argumentsJson,
        },
      }),
  }
  return driver
}

export const told = (effects: readonly SessionEffect[]): ServerMessage[] =>
  effects.flatMap((effect) => (effect.type === 'tell' ? [effect.message] : []))

export const commands = (effects: readonly SessionEffect[]): ClientEvent[] =>
  effects.flatMap((effect) => (effect.type === 'command' ? [effect.event] : []))

export const typesOf = (list: readonly { type: string }[]): string[] => list.map(({ type }) => type)

export const played = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'play' ? [effect] : []))

export const ended = (effects: readonly SessionEffect[]) => effects.find((effect) => effect.type === 'end')

export const errorsIn = (effects: readonly SessionEffect[]): (readonly [string, boolean])[] =>
  told(effects).flatMap((message) => (message.type === 'error' ? [[message.code, message.fatal] as const] : []))
