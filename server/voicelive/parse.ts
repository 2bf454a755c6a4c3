/** Exists as the one place where text from a Voice Live socket becomes a typed event; it never throws. */
import type * as z from 'zod'
import { clientEvent, type LooseClientEvent, looseClientEvent } from './client-events.ts'
import { type ServerEvent, serverEvent } from './server-events.ts'

/** An event whose type we do not know: the peer may be newer than we are. Count it once by `name`; `raw` is the whole event. */
export type UnknownEvent = { readonly type: 'unknown'; readonly name: string; readonly raw: Record<string, unknown> }

/**
 * Text that is no event, or an event of a known type with wrong fields. `name` is the event's type, `''` when it has none;
 * `eventId` its `event_id`, if it has one. `issues` name paths and expectations, never values, so that they may be logged.
 */
export type EventFault = {
  readonly type: 'fault'
  readonly name: string
  readonly eventId: string | undefined
  readonly issues: readonly EventIssue[]
}

/** `path` is dotted (`session.voice.name`), `''` for the event itself. */
export type EventIssue = { readonly path: string; readonly message: string }

/** Enough to mend an event by; a peer's event can be wrong in a million places. */
const issuesLimit = 8

const serverEventTypes = typesOf(serverEvent)
const clientEventTypes = typesOf(clientEvent)

/** Reads one text frame of the service. */
export function parseServerEvent(text: string): ServerEvent | UnknownEvent | EventFault {
  return parse(text, serverEventTypes, serverEvent)
}

/** Reads one text frame of a client. `strict` refuses unknown keys and values that we would not send ourselves. */
export function parseClientEvent(text: string, strict: boolean): LooseClientEvent | UnknownEvent | EventFault {
  return strict ? parse(text, clientEventTypes, clientEvent) : parse(text, clientEventTypes, looseClientEvent)
}

function parse<Event>(
  text: string,
  known: ReadonlySet<string>,
  schema: z.ZodType<Event>,
): Event | UnknownEvent | EventFault {
  const raw = parseJson(text)
  if (raw === undefined) return fault('', undefined, [{ path: '', message: 'Not a JSON object' }])
  const name = raw.type
  const eventId = typeof raw.event_id === 'string' ? raw.event_id : undefined
  if (typeof name !== 'string') return fault('', eventId, [{ path: 'type', message: 'Expected a string' }])
  if (!known.has(name)) return { type: 'unknown', name, raw }
  const result = schema.safeParse(raw)
  return result.success ? result.data : fault(name, eventId, result.error.issues.slice(0, issuesLimit).map(describe))
}

function fault(name: string, eventId: string | undefined, issues: EventIssue[]): EventFault {
  return { type: 'fault', name, eventId, issues }
}

function describe(issue: z.core.$ZodIssue): EventIssue {
  const { path, issue: cause } = closest({ path: issue.path, issue })
  const tags = 'options' in cause ? cause.options : undefined
  const message = tags === undefined ? cause.message : `Invalid input: expected one of ${tags.map(String).join(', ')}`
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

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typesOf(union: z.ZodDiscriminatedUnion<readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[]>): Set<string> {
  return new Set(union.options.map((option) => option.shape.type.value))
}
