/** What each fault does at its moment. Data only. */

import type { ServerEvent } from '../../voicelive/server-events.ts'
import type { Ending } from '../engine/events.ts'
import type { FaultName } from './catalogue.ts'
import { endings } from './endings.ts'
import { deepJson, largeFrame, notEvents, warningFlood } from './shapes.ts'

/** What the conversation is made to do. */
export type EngineAction =
  /** the response in progress ends, if there is one */
  | Readonly<{ type: 'end-response'; ending: Ending }>
  /** the turn that goes on, or the next one, brings no response */
  | Readonly<{ type: 'ignore-turn' }>
  /** the next turn is transcribed so */
  | Readonly<{ type: 'mishear'; as: 'empty' | 'failure' }>
  /** speech begins and ends, with an empty transcript, and brings no response */
  | Readonly<{ type: 'spurious-turn' }>
  /** speech begins and ends, and nothing comes of it: no item, no transcript, no response */
  | Readonly<{ type: 'spurious-speech' }>

/** What is to be done behind the event that was sent. 1006 is no code to send: the wire is cut. */
export type Action =
  | EngineAction
  | Readonly<{ type: 'close'; code: 1001 | 1006 | 1008 | 1011 }>
  | Readonly<{ type: 'expire' }>
  | Readonly<{ type: 'send'; event: ServerEvent }>
  | Readonly<{ type: 'send-texts'; texts: () => Iterable<string> }>
  | Readonly<{ type: 'stall'; pongs: boolean }>
  | Readonly<{ type: 'freeze' }>

const error = (type: string, code: string, message: string): ServerEvent => ({
  type: 'error',
  error: { type, code, message, param: null, event_id: null },
})

/** What the service says of a session that is over is not documented; the name is that of Azure OpenAI Realtime. */
export const EXPIRED: ServerEvent = error(
  'invalid_request_error',
  'session_expired',
  'Your session hit its maximum duration.',
)

const emulatedError: Action = {
  type: 'send',
  event: error('server_error', 'emulated_fault', 'The dial fault asked for this error.'),
}

const text = (event: object): Action => ({ type: 'send-texts', texts: () => [JSON.stringify(event)] })
const nullFields = { type: null, code: null, message: null, param: null, event_id: null }

/** Faults that change later events only have no action of their own: they are in `injector.ts`. */
export const actions: Readonly<Record<FaultName, readonly Action[]>> = {
  'close-1001': [{ type: 'close', code: 1001 }],
  'close-1006': [{ type: 'close', code: 1006 }],
  'close-1008': [{ type: 'close', code: 1008 }],
  'close-1011': [{ type: 'close', code: 1011 }],
  'session-expired': [{ type: 'expire' }],
  'output-overflow': [
    {
      type: 'send',
      event: error('server_error', 'session_output_overflow', 'The client does not read what the session sends.'),
    },
    { type: 'close', code: 1008 },
  ],
  stall: [{ type: 'stall', pongs: true }],
  'stall-without-pongs': [{ type: 'stall', pongs: false }],
  freeze: [{ type: 'freeze' }],
  'failed-response': [{ type: 'end-response', ending: endings['failed-response'] }],
  'response-rate-limited': [{ type: 'end-response', ending: endings['response-rate-limited'] }],
  'response-quota': [{ type: 'end-response', ending: endings['response-quota'] }],
  'response-server-error': [{ type: 'end-response', ending: endings['response-server-error'] }],
  'response-filtered': [{ type: 'end-response', ending: endings['response-filtered'] }],
  'response-filtered-empty': [],
  'response-max-tokens': [{ type: 'end-response', ending: endings['response-max-tokens'] }],
  'no-response': [{ type: 'ignore-turn' }],
  'empty-transcript': [{ type: 'mishear', as: 'empty' }],
  'null-transcript': [],
  'repeated-transcript': [],
  'failed-transcript': [{ type: 'mishear', as: 'failure' }],
  'spurious-speech': [{ type: 'spurious-speech' }],
  'spurious-turn': [{ type: 'spurious-turn' }],
  error: [emulatedError],
  'error-null-fields': [text({ type: 'error', event_id: null, error: nullFields })],
  'error-burst': Array.from({ length: 50 }, () => emulatedError),
  warning: [
    {
      type: 'send',
      event: {
        type: 'warning',
        warning: { code: 'emulated_fault', message: 'The dial fault asked for this warning.', param: null },
      },
    },
  ],
  'warning-flood': [{ type: 'send-texts', texts: warningFlood }],
  'unknown-event': [text({ type: 'emulator.unknown_event', event_id: 'event_unknown' })],
  'invalid-json': [{ type: 'send-texts', texts: notEvents }],
  'deep-json': [{ type: 'send-texts', texts: deepJson }],
  'frame-2-mib': [{ type: 'send-texts', texts: () => largeFrame(2) }],
  'frame-8-mib': [{ type: 'send-texts', texts: () => largeFrame(8) }],
  'frame-16-mib': [{ type: 'send-texts', texts: () => largeFrame(16) }],
}
