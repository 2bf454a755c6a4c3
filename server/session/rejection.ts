/** Which errors of the service say that it does not accept the session that we asked for, and which that the session is over. */

import type { PrintedError } from '../voicelive/acted-on.ts'

/** What the service is known to say of a session that is over; its connection closes by itself. */
export const SESSION_EXPIRED = 'session_expired'

/** The session has said more than it may; the service closes it with 1008, and takes another (seen by a client of others). */
export const SESSION_OVERFLOWED = 'session_output_overflow'

const ofTheSession: ReadonlySet<string | undefined> = new Set([SESSION_EXPIRED, SESSION_OVERFLOWED])

/**
 * An error names the command that it answers, but the service may leave that out (protocol reference 6: a wrong agent). Before the
 * session is updated, an invalid request without a name can only be our update, and so can an error that says nothing at all of
 * itself (one with all fields null was seen); any other error concerns something else.
 */
export function rejectsUpdate({ event_id, type, code }: PrintedError): boolean {
  if (event_id) return event_id.startsWith('update-')
  if (ofTheSession.has(code)) return false
  return (!type && !code) || (type || code) === 'invalid_request_error'
}
