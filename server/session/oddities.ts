/** What is odd in what the service sends: each kind is logged once in a call. */

import { foreignName } from '../observe/text.ts'
import type { EventIssue } from '../voicelive/acted-on.ts'
import { count, logged, type SessionState, type SessionStep } from './state.ts'

/** More kinds than this are noise. */
const ODDITIES_MAX = 50

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
export const stranger = (state: SessionState, type: string): SessionStep =>
  logOnce(state, foreignName(type), 'info', 'unknown upstream event', { type: foreignName(type) })

function logOnce(
  state: SessionState,
  kind: string,
  level: 'info' | 'warn',
  event: string,
  fields: Fields,
): SessionStep {
  const { oddities } = state.complaints
  if (oddities.includes(kind) || oddities.length >= ODDITIES_MAX) return [state, []]
  const complaints = { ...state.complaints, oddities: [...oddities, kind] }
  return [{ ...state, complaints }, [logged(level, event, fields)]]
}
