/** How a session ends, and what the user is told: a stable code with its sentence and remedy, never the service's own text. */

import { errors } from '../../shared/error-sentences.ts'
import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import type { Closure } from '../upstream/port.ts'
import { count, logged, type SessionState, type SessionStep, tell } from './state.ts'

export const errorMessage = (code: ErrorCode, fatal: boolean, retryAfterSeconds: number | null = null) =>
  ({ type: 'error', code, ...errors[code], fatal, retryAfterSeconds }) as const

/** Tells of a problem; the session goes on. */
export const fail = (state: SessionState, code: ErrorCode): SessionStep => [
  count(state, 'errors'),
  [tell(errorMessage(code, false))],
]

/** Ends the session. `reason` goes into the close frame: at most 123 bytes, and nothing of the service in it. */
export const end = (state: SessionState, code: number, reason: string): SessionStep => [
  { ...state, phase: 'ended' },
  [{ type: 'end', code, reason }],
]

/** Tells why, then ends the session. */
export function endWith(state: SessionState, code: number, error: ErrorCode): SessionStep {
  const [ended, effects] = end(count(state, 'errors'), code, error)
  return [ended, [tell(errorMessage(error, true)), ...effects]]
}

/** The connection to the service is over, and with it the session. A service that says when it will take a call is quoted. */
export function upstreamClosed(state: SessionState, closure: Closure): SessionStep {
  const error = closureError(closure, state.phase === 'live')
  const [ended, effects] = end(count(state, 'errors'), closeCodes.failure, error)
  const told = tell(errorMessage(error, true, retryAfterOf(closure)))
  return [ended, [logged('warn', 'upstream closed', closure), told, ...effects]]
}

/** Longest time that a user is asked to wait for the service; what says more is no throttle. */
const RETRY_AFTER_MAX_SECONDS = 3600

/** The whole seconds after which the service will take a call again, if it says so, bounded. */
export function retryAfterOf(closure: Closure): number | null {
  const seconds = closure.kind === 'refused' ? closure.retryAfterSeconds : undefined
  return seconds === undefined || seconds < 1 ? null : Math.min(RETRY_AFTER_MAX_SECONDS, Math.ceil(seconds))
}

/** What a session said or had reached before its end, which gives its close code another meaning. */
type Before = Readonly<{
  /** It was full, and closes with the code of its policy (seen by others' clients). */
  overflowed?: boolean
  /** Its time was over; with which code the service closes then, nobody knows (protocol reference 1.6). */
  expired?: boolean
}>

/**
 * The service might take the call back, in a new session: not after a code of ours or its policy, nor with credentials that it refuses.
 * That none could be had, or that TLS failed, ends no call that had both: the network that is away is that of the sign-in, too.
 */
export const isRecoverable = (closure: Closure, { overflowed, expired }: Before = {}): boolean =>
  closure.kind === 'closed'
    ? !deliberate.has(closure.code) ||
      (overflowed === true && closure.code === closeCodes.policy) ||
      (expired === true && (closure.code === closeCodes.policy || closure.code === closeCodes.normal))
    : closure.kind !== 'refused' || isPassingStatus(closure.status)

/** A first connection that came to nothing is tried again when the reason is one that passes; an answer of the service is none. */
export const isPassing = (closure: Closure): boolean =>
  closure.kind === 'refused'
    ? closure.status !== 429 && isPassingStatus(closure.status) && closure.retryAfterSeconds === undefined
    : (closure.kind === 'closed' || closure.kind === 'unreachable' || closure.kind === 'silent') &&
      isRecoverable(closure)

/** Codes that say that the service wanted to end it, or that what we sent was wrong: it would be again (RFC 6455, 7.4.1). */
const deliberate: ReadonlySet<number> = new Set([1000, 1002, 1003, 1007, 1008, 1009])

/** Of a gateway that had no time (408, 425), of too many calls (429), of a service that is out of order. */
const isPassingStatus = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status)

const refusals: Readonly<Record<number, ErrorCode>> = {
  401: 'upstream_unauthorized',
  403: 'upstream_forbidden',
  404: 'upstream_not_found',
  429: 'upstream_throttled',
}

const failures = {
  credentials: 'upstream_no_credentials',
  unresolved: 'upstream_unknown_host',
  untrusted: 'upstream_untrusted',
  unreachable: 'upstream_unreachable',
  timeout: 'upstream_timeout',
} as const satisfies Partial<Record<Closure['kind'], ErrorCode>>

/** The code of a closure. `live`: the session had begun. */
export function closureError(closure: Closure, live: boolean): ErrorCode {
  switch (closure.kind) {
    case 'refused':
      return refusals[closure.status] ?? (closure.status >= 500 ? 'upstream_unavailable' : 'upstream_refused')
    case 'closed':
      if (!live) return 'upstream_closed_early'
      return closure.code === closeCodes.policy ? 'upstream_policy' : 'upstream_lost'
    case 'silent':
      return live ? 'upstream_lost' : 'upstream_timeout'
    default:
      return failures[closure.kind]
  }
}
