/** Reads an event of the service by the table of what the relay acts on. */

import { actedOn, type EventIssue, passedBy, type ServiceEvent } from './acted-on.ts'
import type { Part, Shape } from './event-parts.ts'
import { type Fields, isFields } from './fields.ts'

/** An event without something that it needs. */
export const refused = Symbol('refused')

/** Enough to mend an event by; a peer's event can be wrong in a million places. */
const ISSUES_MAX = 8

const shapes = new Map<string, Shape>(Object.entries(actedOn))
const passing = new Map<string, ServiceEvent>(passedBy.map((type) => [type, { type }]))

/** Undefined for a type that no one has told us of. `issues` receives what is wrong, the cause of a refusal last. */
export function readEvent(name: string, raw: Fields, issues: EventIssue[]): ServiceEvent | typeof refused | undefined {
  const shape = shapes.get(name)
  if (!shape) return passing.get(name)
  const read = readShape(shape, raw, '', issues)
  if (read === refused) return refused
  const odd = issues.length > 0 ? { issues } : {}
  return { type: name, ...read, ...odd } as ServiceEvent
}

type Issues = EventIssue[]

function readShape(shape: Shape, value: unknown, path: string, issues: Issues): object | typeof refused {
  const source = objectAt(value, path, issues)
  const read: Record<string, unknown> = {}
  for (const name in shape) {
    const part = shape[name] as Part
    const got = readPart(part, source[name], path === '' ? name : `${path}.${name}`, issues)
    if (got === refused) return refused
    read[name] = got
  }
  return read
}

function readPart(part: Part, value: unknown, path: string, issues: Issues): unknown {
  switch (part.part) {
    case 'value':
      return readValue(part, value, path, issues)
    case 'fields':
      return part.nullable && value === null ? null : readShape(part.fields, value, path, issues)
    case 'kinds': {
      const source = objectAt(value, path, issues)
      const kind = source.type
      if (kind != null && typeof kind !== 'string') note(issues, `${path}.type`, 'Invalid input: expected string')
      const shape = typeof kind === 'string' && Object.hasOwn(part.kinds, kind) ? part.kinds[kind] : undefined
      if (!shape) return undefined
      const read = readShape(shape, source, path, issues)
      return read === refused ? refused : { type: kind, ...read }
    }
    case 'each': {
      if (value != null && !Array.isArray(value)) note(issues, path, 'Invalid input: expected array')
      const list: readonly unknown[] = Array.isArray(value) ? value.slice(0, part.max) : []
      // One element that means nothing does not take the others with it.
      return list
        .map((element, index) => readPart(part.of, element, `${path}.${index}`, issues))
        .filter((element) => element !== refused && element !== undefined)
    }
  }
}

function readValue(
  { schema, required }: Extract<Part, { part: 'value' }>,
  value: unknown,
  path: string,
  issues: Issues,
): unknown {
  if (value == null && !required) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  note(issues, path, result.error.issues[0]?.message ?? 'Invalid input')
  return required ? refused : undefined
}

function objectAt(value: unknown, path: string, issues: Issues): Fields {
  if (isFields(value)) return value
  if (value != null) note(issues, path, 'Invalid input: expected object')
  return {}
}

/** A full list keeps its last place for the newest, which may be why the event is refused. */
function note(issues: Issues, path: string, message: string): void {
  if (issues.length === ISSUES_MAX) issues.pop()
  issues.push({ path, message })
}
