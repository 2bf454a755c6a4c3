/** Errors of the service: to the log within bounds, and to the page where the user can do something. */

import { closeCodes } from '../../shared/errors.ts'
import { take } from '../observe/allowance.ts'
import { foreignName } from '../observe/text.ts'
import type { PrintedError } from '../voicelive/acted-on.ts'
import { errorOf } from './answer-errors.ts'
import { endWith, fail } from './ending.ts'
import { waive } from './history.ts'
import { probeAnswered } from './listening.ts'
import { redactConversation } from './redact.ts'
import { rejectsUpdate, SESSION_EXPIRED, SESSION_OVERFLOWED } from './rejection.ts'
import { gateError } from './responses.ts'
import { serviceLost } from './rollover.ts'
import { type CommandKind, chain, count, logged, type SessionState, type SessionStep } from './state.ts'

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

/** A line about something that the service says; beyond the allowance it is only counted, and its words are not even looked at. */
function note(state: SessionState, level: 'debug' | 'warn', event: string, fieldsOf: () => Fields): SessionStep {
  const [lines, passes] = take(state.serviceErrors.lines, state.nowMs, LINES)
  const noted: SessionState = { ...state, serviceErrors: { ...state.serviceErrors, lines } }
  return passes ? [noted, [logged(level, event, fieldsOf())]] : [count(noted, 'unlogged'), []]
}

const nameOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : foreignName(text))

const worded = ({ history, options }: SessionState, message: string | undefined): string | undefined =>
  message === undefined ? undefined : redactConversation(message, history, options.update.instructions)

export const serviceWarned = (
  state: SessionState,
  warning: Pick<PrintedError, 'code' | 'message' | 'param'>,
): SessionStep =>
  note(state, 'warn', 'upstream warning', () => ({
    code: nameOf(warning.code),
    param: nameOf(warning.param),
    message: worded(state, warning.message),
  }))

/** Our event ids tell which command failed. A truncation that was refused harms no one; a session without our settings does. */
export function serviceError(state: SessionState, error: PrintedError): SessionStep {
  const code = error.code ?? ''
  const event = error.event_id ?? ''
  const fields = () => ({
    type: nameOf(error.type),
    code: nameOf(code),
    param: nameOf(error.param),
    command: nameOf(event),
    message: worded(state, error.message),
  })
  const level = benign.has(code) || isOf(state, error, 'probe') ? 'debug' : 'warn'
  const noted = (now: SessionState): SessionStep => note(now, level, 'upstream error', fields)
  if (state.phase === 'connecting') {
    // What else goes wrong now shows in a close, or in a session that does not get ready in time.
    if (!rejectsUpdate(error)) return noted(state)
    return chain(state, noted, (now) => endWith(now, closeCodes.failure, 'upstream_rejected'))
  }
  if (code === SESSION_EXPIRED) return chain(state, noted, sessionExpired)
  // The close that follows is what ends it; until then the answer that was too long may still come to its end.
  if (code === SESSION_OVERFLOWED) return noted({ ...state, link: { ...state.link, overflowed: true } })
  const isQuiet = benign.has(code) || isHarmless(state, error)
  return chain(
    isOf(state, error, 'probe') ? probeAnswered(state) : state,
    noted,
    (now) => {
      if (isQuiet) return [now, []]
      return event !== '' && event === now.gate.asked ? tellRefusal(now, error) : tellProblem(now)
    },
    (now) => gateError(now, code, event),
  )
}

/** The page hears of the first of a row; the others say nothing that the user could act on. */
function tellProblem(state: SessionState): SessionStep {
  const [page, passes] = take(state.serviceErrors.page, state.nowMs, PAGE_ERRORS)
  const noted: SessionState = { ...state, serviceErrors: { ...state.serviceErrors, page } }
  return passes ? fail(noted, 'upstream_error') : [count(noted, 'errors'), []]
}

/** The service refused to answer: no response comes, and so none that failed. Who stopped it before hears nothing of that. */
function tellRefusal(state: SessionState, error: PrintedError): SessionStep {
  const { gate, history } = state
  const why = errorOf(error) ?? 'answer_failed'
  // Whoever was told why there is no answer does not wait for one, unless they have asked for another since.
  const told = gate.queued ? state : { ...state, history: waive(history, gate.cutNext ? 'unwanted' : why) }
  return gate.cutNext ? [told, []] : fail(told, why)
}

/** The service may leave out which command it refuses: then it is the one that was sent last. */
const isOf = ({ lastCommand }: SessionState, { event_id, type }: PrintedError, ...kinds: CommandKind[]): boolean =>
  event_id
    ? kinds.some((kind) => event_id.startsWith(`${kind}-`))
    : type === 'invalid_request_error' && kinds.some((kind) => kind === lastCommand)

/** Of truncations, cancellations, replacements and probes the user knows nothing. The words of a nameless error may say that it is of a truncation. */
function isHarmless(state: SessionState, error: PrintedError): boolean {
  const { event_id, code, param, message } = error
  if (isOf(state, error, 'truncate', 'cancel', 'replace', 'probe')) return true
  return !event_id && /truncat|audio_end_ms|already shorter/i.test([code, param, message].join(' ').slice(0, 1000))
}

/** Nothing more comes of this session, whether the service closes it or not: the call goes on in another. */
const sessionExpired = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'closed', code: 1001, reason: SESSION_EXPIRED }),
  )
