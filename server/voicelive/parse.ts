/** The one place where text from the service becomes a typed event; it never throws. */

import type { EventIssue, ServiceEvent } from './acted-on.ts'
import { tooDense } from './density.ts'
import { type Fields, isFields } from './fields.ts'
import { readEvent, refused } from './read-event.ts'

/** An event whose type we do not know: the service may be newer than we are. */
export type StrangeEvent = Readonly<{ type: 'unknown'; name: string }>

/**
 * Text that is no event, or an event of a known type with wrong fields. `name` is the event's type, `''` when it has none;
 * `eventId` its `event_id`, if it has one.
 */
export type EventFault = Readonly<{
  type: 'fault'
  name: string
  eventId: string | undefined
  issues: readonly EventIssue[]
}>

/** Reads one text frame of the service. */
export function parseServerEvent(text: string): ServiceEvent | StrangeEvent | EventFault {
  const excess = tooDense(text)
  if (excess !== undefined) return fault('', undefined, [{ path: '', message: excess }])
  const raw = parseObject(text)
  if (raw === undefined) return fault('', undefined, [{ path: '', message: 'Not a JSON object' }])
  const name = raw.type
  if (typeof name !== 'string') return fault('', raw.event_id, [{ path: 'type', message: 'Expected a string' }])
  const issues: EventIssue[] = []
  const event = readEvent(name, raw, issues)
  if (event === undefined) return { type: 'unknown', name }
  return event === refused ? fault(name, raw.event_id, issues) : event
}

export const fault = (name: string, eventId: unknown, issues: readonly EventIssue[]): EventFault => ({
  type: 'fault',
  name,
  eventId: typeof eventId === 'string' ? eventId : undefined,
  issues,
})

/** The JSON object that `text` is; undefined for anything else. */
export function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}
