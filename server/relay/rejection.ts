/** Which errors of the service say that it does not accept the session that we asked for. */

import type { PrintedError } from '../voicelive/acted-on.ts'

/** What the service is known to say of a session that is over; its connection closes by itself. */
export const SESSION_EXPIRED = 'session_expired'

/**
 * An error names the command that it answers, but the service may leave that out (protocol reference 6: a wrong agent). Before the
 * session is updated, an invalid request without a name can only be our update; any other error concerns something else.
 */
export function rejectsUpdate({ event_id, type, code }: PrintedError): boolean {
  if (event_id) return event_id.startsWith('update-')
  // A refusal of which every field is null was seen: who else could be meant?
  if (type === undefined && code === undefined) return true
  return code !== SESSION_EXPIRED && (type ?? code) === 'invalid_request_error'
}
