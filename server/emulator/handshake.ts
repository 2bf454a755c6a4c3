/** Whether a connection is let in: the checks that the service makes before the upgrade. Pure. */

import type { Dials } from './dials.ts'

/** The dated versions of the service (protocol: api-version); the evergreen `v1` speaks another protocol. */
export const API_VERSIONS: readonly string[] = [
  '2025-05-01-preview',
  '2025-10-01',
  '2026-01-01-preview',
  '2026-04-10',
  '2026-06-01-preview',
  '2026-07-15',
]

/** The header in which clients of Azure name what they do (protocol: headers of the SDK). */
const CALL_HEADER = 'x-ms-client-request-id'

/** The first version that tells when the session expires. */
const FIRST_WITH_EXPIRY = '2026-07-15'

/** What the client asked for. */
export type Admission = Readonly<{
  admitted: true
  apiVersion: string
  model: string
  /** how a deployment of the client's own is called */
  byom?: string | undefined
  agent: Readonly<{ name: string; projectName: string | null; conversationId: string | null }> | null
  /** what the client calls its call: sessions of the same name are one call that connected again */
  call: string | null
  /** unix seconds, or null for a version that does not tell */
  expiresAt: number | null
}>

export type Refused = Readonly<{
  admitted: false
  status: 400 | 401 | 403 | 404 | 429 | 500 | 503
  code: string
  message: string
  /** when to come back, as a header */
  retryAfter?: Readonly<Record<string, string>>
}>

type Handshake = Readonly<{
  query(name: string): string | undefined
  header(name: string): string | undefined
  nowMs: number
  dials: Pick<Dials, 'refuse' | 'retryAfter' | 'retryAfterForm' | 'expires'>
}>

const refused = (status: Refused['status'], code: string, message: string): Refused => ({
  admitted: false,
  status,
  code,
  message,
})

/** Any credential will do, in any of the four places where the service takes one; none will not. */
const hasCredential = ({ query, header }: Handshake): boolean =>
  [header('api-key'), header('authorization'), query('api-key'), query('Authorization')].some(Boolean)

/** The refusals that a dial asks for, in words of the emulator: those of the service are not documented. */
const refusals = {
  '400': refused(400, '400', 'Bad request: the dial refuse asked for it.'),
  '401': refused(401, '401', 'Access denied: the dial refuse asked for it.'),
  '403': refused(403, '403', 'The identity has no role on this resource: the dial refuse asked for it.'),
  '404': refused(404, '404', 'Resource not found: the dial refuse asked for it.'),
  '429': refused(429, '429', 'Too many requests: the dial refuse asked for it.'),
  '500': refused(500, '500', 'Internal server error: the dial refuse asked for it.'),
  '503': refused(503, '503', 'Service unavailable: the dial refuse asked for it.'),
} as const

/** RFC 9110 allows seconds and a date; Azure OpenAI and other services of Azure also send milliseconds, under two names (documented). */
function retryAfterHeader({ nowMs, dials: { retryAfter, retryAfterForm } }: Handshake): Record<string, string> {
  if (retryAfterForm === 'absent') return {}
  if (retryAfterForm === 'seconds') return { 'retry-after': String(Math.ceil(retryAfter)) }
  if (retryAfterForm === 'date') return { 'retry-after': new Date(nowMs + retryAfter * 1000).toUTCString() }
  return { [retryAfterForm]: String(Math.round(retryAfter * 1000)) }
}

/** Checks a handshake in the order of the service: who, which version, then what for. */
export function checkHandshake(handshake: Handshake): Admission | Refused {
  const { query, nowMs, dials } = handshake
  if (dials.refuse === '429' || dials.refuse === '503')
    return { ...refusals[dials.refuse], retryAfter: retryAfterHeader(handshake) }
  if (dials.refuse !== 'nobody') return refusals[dials.refuse]
  if (!hasCredential(handshake))
    return refused(401, '401', 'Access denied: send any api-key, or an Authorization header, to the emulator.')
  const apiVersion = query('api-version') ?? ''
  if (!API_VERSIONS.includes(apiVersion))
    return refused(404, '404', `Unknown api-version '${apiVersion}'. Known are ${API_VERSIONS.join(', ')}.`)
  const [model, agentName] = [query('model'), query('agent-name')]
  if (model && agentName) return refused(400, 'invalid_request_error', 'Give model or agent-name, not both.')
  if (!model && !agentName) return refused(400, 'invalid_request_error', 'Give model or agent-name in the query.')
  return {
    admitted: true,
    apiVersion,
    model: model || 'gpt-4o',
    byom: query('profile'),
    agent: agentName
      ? {
          name: agentName,
          projectName: query('agent-project-name') || null,
          conversationId: query('conversation-id') || null,
        }
      : null,
    call: handshake.header(CALL_HEADER) || null,
    expiresAt: apiVersion >= FIRST_WITH_EXPIRY ? Math.floor(nowMs / 1000 + dials.expires) : null,
  }
}
