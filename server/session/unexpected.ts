/** Events of the service that are unknown, or not as they should be: each kind is logged once in a call. */

import { foreignName } from '../observe/text.ts'
import type { EventIssue } from '../voicelive/acted-on.ts'
import { count, logged, type SessionState, type SessionStep } from './state.ts'

/** More kinds than this are noise. */
const KINDS_MAX = 50

type Fields = Readonly<Record<string, string | undefined>>

/** Something that the relay acts on was wrong. Each kind is logged once; all are counted. */
export function malformed(state: SessionState, type: string, issues: readonly EventIssue[]): SessionStep {
  const counted = count(state, 'malformed')
  const kinds = issues.map(({ path }) => path.replace(/\d+/g, '*'))
  return logOnce(counted, `${type} ${kinds.join(' ')}`, 'warn', 'malformed upstream event', {
    type,
    path: issues.map(({ path }) => path).join(' '),
    issue: issues[0]?.message,
  })
}

/** An event whose type we do not know: the service may be newer than we are. */
export const unknownEvent = (state: SessionState, type: string): SessionStep =>
  logOnce(state, foreignName(type), 'info', 'unknown upstream event', { type: foreignName(type) })

function logOnce(
  state: SessionState,
  kind: string,
  level: 'info' | 'warn',
  event: string,
  fields: Fields,
): SessionStep {
  const { loggedKinds } = state.serviceErrors
  if (loggedKinds.includes(kind) || loggedKinds.length >= KINDS_MAX) return [state, []]
  const serviceErrors = { ...state.serviceErrors, loggedKinds: [...loggedKinds, kind] }
  return [{ ...state, serviceErrors }, [logged(level, event, fields)]]
}
