/** What the service complains of: to the log within bounds, and to the page where the user can do something. */

import { closeCodes } from '../../shared/errors.ts'
import { foreignName } from '../observe/foreign.ts'
import type { PrintedError } from '../voicelive/acted-on.ts'
import { takeOne } from './allowance.ts'
import { endWith, fail } from './ending.ts'
import { rejectsUpdate, SESSION_EXPIRED, SESSION_OVERFLOWED } from './rejection.ts'
import { gateError } from './responses.ts'
import { chain, count, logged, type SessionState, type SessionStep } from './state.ts'
import { serviceLost } from './succession.ts'
import { withoutConversation } from './unsaid.ts'

/** A service in trouble repeats itself: so much of it is worth a line, and so much the user's attention. */
const LINES = { burst: 20, everyMs: 5_000 }
const PAGE_ERRORS = { burst: 1, everyMs: 10_000 }

/** Errors that only say that two commands crossed on the wire. */
const benign = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
  'input_audio_buffer_commit_empty',
  'item_already_truncated',
])

type Fields = Readonly<Record<string, string | number | undefined>>

/** A line about something that the service says; beyond the allowance it is only counted. */
function note(state: SessionState, level: 'debug' | 'warn', event: string, fields: Fields): SessionStep {
  const [lines, passes] = takeOne(state.complaints.lines, state.nowMs, LINES)
  const noted: SessionState = { ...state, complaints: { ...state.complaints, lines } }
  return passes ? [noted, [logged(level, event, fields)]] : [count(noted, 'unlogged'), []]
}

const nameOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : foreignName(text))

const worded = ({ history, options }: SessionState, message: string | undefined): string | undefined =>
  message === undefined ? undefined : withoutConversation(message, history, options.update.instructions)

export const serviceWarned = (
  state: SessionState,
  { code, message, param }: Pick<PrintedError, 'code' | 'message' | 'param'>,
): SessionStep =>
  note(state, 'warn', 'upstream warning', {
    code: nameOf(code),
    param: nameOf(param),
    message: worded(state, message),
  })

/** Our event ids tell which command failed. A truncation that was refused harms nobody; a session without our settings does. */
export function serviceError(state: SessionState, error: PrintedError): SessionStep {
  const code = error.code ?? ''
  const event = error.event_id ?? ''
  const fields = {
    type: nameOf(error.type),
    code: nameOf(code),
    param: nameOf(error.param),
    command: nameOf(event),
    message: worded(state, error.message),
  }
  const noted = (now: SessionState): SessionStep =>
    note(now, benign.has(code) ? 'debug' : 'warn', 'upstream error', fields)
  if (state.phase === 'connecting') {
    // What else goes wrong now shows in a close, or in a session that does not get ready in time.
    if (!rejectsUpdate(error)) return noted(state)
    return chain(state, noted, (now) => endWith(now, closeCodes.failure, 'upstream_rejected'))
  }
  if (code === SESSION_EXPIRED) return chain(state, noted, sessionExpired)
  // The close that follows is what ends it; until then the answer that was too long may still come to its end.
  if (code === SESSION_OVERFLOWED) return noted({ ...state, link: { ...state.link, overflowed: true } })
  const isQuiet = benign.has(code) || isOfTruncation(state, error)
  return chain(
    state,
    noted,
    (now) => (isQuiet ? [now, []] : tellProblem(now)),
    (now) => gateError(now, code, event),
  )
}

/** The page hears of the first of a row; the others say nothing that the user could act on. */
function tellProblem(state: SessionState): SessionStep {
  const [page, passes] = takeOne(state.complaints.page, state.nowMs, PAGE_ERRORS)
  const noted: SessionState = { ...state, complaints: { ...state.complaints, page } }
  return passes ? fail(noted, 'upstream_error') : [count(noted, 'errors'), []]
}

/** Refused truncations, cancellations and replacements. The service may leave out which command it means: then its words say it, or what was sent last. */
function isOfTruncation(
  { lastCommand }: SessionState,
  { event_id, type, code, param, message }: PrintedError,
): boolean {
  if (event_id) return /^(truncate|cancel|replace)-/.test(event_id)
  const words = [code, param, message].join(' ').slice(0, 1000)
  if (/truncat|audio_end_ms|already shorter/i.test(words)) return true
  return (
    type === 'invalid_request_error' &&
    (lastCommand === 'truncate' || lastCommand === 'cancel' || lastCommand === 'replace')
  )
}

/** Nothing more comes of this session, whether the service closes it or not: the call goes on in another. */
const sessionExpired = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'closed', code: 1001, reason: SESSION_EXPIRED }),
  )
