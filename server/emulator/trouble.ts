/** What goes wrong in a session on purpose: watches what is sent, and strikes once, at its moment. Pure but for its memory. */

import type { ServerEvent } from '../voicelive/server-events.ts'
import type { Dials } from './dials.ts'

/** What is to be done behind the event that was sent. 1006 is no code to send: the wire is cut. */
export type Strike =
  | Readonly<{ type: 'close'; code: 1001 | 1006 | 1008 | 1011 }>
  | Readonly<{ type: 'expire' }>
  | Readonly<{ type: 'fail' }>
  | Readonly<{ type: 'send'; event: ServerEvent }>
  | Readonly<{ type: 'send-unknown' }>

export type Trouble = Readonly<{
  /** The event as it is to be sent. */
  alter(event: ServerEvent): ServerEvent
  /** What is to happen now that it has been sent. */
  sent(event: ServerEvent): Strike | undefined
}>

const MOMENTS: Readonly<Record<Dials['at'], readonly ServerEvent['type'][]>> = {
  connect: ['session.created'],
  listening: ['input_audio_buffer.speech_started'],
  answering: ['response.audio.delta', 'response.text.delta'],
  'tool-call': ['response.function_call_arguments.done', 'response.mcp_call_arguments.done'],
}

/** The error inside a failed response, as it was seen when an agent failed (recorded). */
export const FAILURE = {
  type: 'invalid_request_error',
  code: 'message_creation_failed',
  message: 'Failed to create message',
  param: null,
  event_id: null,
} as const

/** What the service says of a session that is over is not documented; the name is that of Azure OpenAI Realtime. */
export const EXPIRED: ServerEvent = {
  type: 'error',
  error: {
    type: 'invalid_request_error',
    code: 'session_expired',
    message: 'Your session hit its maximum duration.',
    param: null,
    event_id: null,
  },
}

const strikes: Readonly<Record<Exclude<Dials['fault'], 'none'>, Strike>> = {
  'close-1001': { type: 'close', code: 1001 },
  'close-1006': { type: 'close', code: 1006 },
  'close-1008': { type: 'close', code: 1008 },
  'close-1011': { type: 'close', code: 1011 },
  'session-expired': { type: 'expire' },
  'failed-response': { type: 'fail' },
  error: {
    type: 'send',
    event: {
      type: 'error',
      error: {
        type: 'server_error',
        code: 'emulated_fault',
        message: 'The dial fault asked for this error.',
        param: null,
        event_id: null,
      },
    },
  },
  warning: {
    type: 'send',
    event: {
      type: 'warning',
      warning: { code: 'emulated_fault', message: 'The dial fault asked for this warning.', param: null },
    },
  },
  'unknown-event': { type: 'send-unknown' },
}

/** Watches one session; `mayStrike` is asked at the moment, once. A response that is to fail fails at its moment, or with its last event if that has been decided already. */
export function createTrouble({ fault, at }: Pick<Dials, 'fault' | 'at'>, mayStrike: () => boolean): Trouble {
  let waiting = fault !== 'none'
  let failing = false
  return {
    alter(event) {
      if (!failing || event.type !== 'response.done') return event
      failing = false
      if (event.response.status !== 'completed') return event
      return {
        ...event,
        response: { ...event.response, status: 'failed', status_details: { type: 'failed', error: FAILURE } },
      }
    },
    sent(event) {
      if (failing && event.type === 'response.created') return { type: 'fail' }
      if (fault === 'none' || !waiting || !MOMENTS[at].includes(event.type)) return undefined
      waiting = false
      if (!mayStrike()) return undefined
      failing = fault === 'failed-response'
      return strikes[fault]
    },
  }
}
