/** Where text from a client of the emulator becomes a typed event; it never throws. */

import type * as z from 'zod'
import type { EventIssue } from './acted-on.ts'
import { clientEvent, type LooseClientEvent, looseClientEvent } from './client-events.ts'
import { type EventFault, fault, parseObject } from './parse.ts'

/** An event whose type we do not know: the client may be newer than we are. `raw` is the whole event. */
export type UnknownEvent = Readonly<{ type: 'unknown'; name: string; raw: Record<string, unknown> }>

/** Enough to mend an event by; a peer's event can be wrong in a million places. */
const ISSUES_MAX = 8

const types: ReadonlySet<string> = new Set(clientEvent.options.map((option) => option.shape.type.value))

/** Reads one text frame of a client. `strict` refuses unknown keys and values that we would not send ourselves. */
export function parseClientEvent(text: string, strict: boolean): LooseClientEvent | UnknownEvent | EventFault {
  const raw = parseObject(text)
  if (raw === undefined) return fault('', undefined, [{ path: '', message: 'Not a JSON object' }])
  const name = raw.type
  if (typeof name !== 'string') return fault('', raw.event_id, [{ path: 'type', message: 'Expected a string' }])
  if (!types.has(name)) return { type: 'unknown', name, raw }
  const result = strict ? clientEvent.safeParse(raw) : looseClientEvent.safeParse(raw)
  if (result.success) return result.data
  return fault(name, raw.event_id, result.error.issues.slice(0, ISSUES_MAX).map(describe))
}
function describe(issue: z.core.$ZodIssue): EventIssue {
  const { path, issue: cause } = closest({ path: issue.path, issue })
  const tags = 'options' in cause ? cause.options : undefined
  const message =
    tags === undefined
      ? cause.message
      : `Invalid input: expected one of ${tags
          .map(String)
          .filter((tag) => tag !== 'unknown')
          .join(', ')}`
  return { path: path.join('.'), message }
}

type Located = { path: readonly PropertyKey[]; issue: z.core.$ZodIssue }

/** Of the ways in which no member of a union fits, the one that got furthest: that member was meant. */
function closest(at: Located): Located {
  if (at.issue.code !== 'invalid_union') return at
  let best = at
  for (const [first] of at.issue.errors) {
    if (first === undefined) continue
    const candidate = closest({ path: [...at.path, ...first.path], issue: first })
    if (best === at || candidate.path.length > best.path.length) best = candidate
  }
  return best
}
