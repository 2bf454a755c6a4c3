/** Where text from a client of the emulator becomes a typed event; it never throws. */

import type * as z from 'zod'
import type { EventIssue } from './acted-on.ts'
import { clientEvent, type LooseClientEvent, looseClientEvent } from './client-events.ts'
import { type Fields, isFields } from './fields.ts'
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
  const checked = strict ? clientEvent.safeParse(withoutClearing(raw)) : undefined
  const result = checked?.success === false ? checked : looseClientEvent.safeParse(raw)
  if (result.success) return result.data
  return fault(name, raw.event_id, result.error.issues.slice(0, ISSUES_MAX).map(describe))
}

/** Null clears these, though neither docs nor SDK say that they take it (public clients, and the Python SDK for None). */
const CLEARED: readonly string[] = ['tools', 'tool_choice', 'instructions', 'temperature']

function withoutClearing(raw: Fields): Fields {
  const { session } = raw
  if (raw.type !== 'session.update' || !isFields(session)) return raw
  const kept = Object.entries(session).filter(([name, value]) => value !== null || !CLEARED.includes(name))
  return { ...raw, session: Object.fromEntries(kept) }
}

export const UNKNOWN_KEY = 'is no field of the service'

function describe(issue: z.core.$ZodIssue): EventIssue {
  const { path, issue: cause } = closest({ path: issue.path, issue })
  if (cause.code === 'unrecognized_keys') return { path: [...path, cause.keys[0]].join('.'), message: UNKNOWN_KEY }
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
