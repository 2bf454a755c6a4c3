/** Says of a path of an event whether the relay acts on it, by the table itself. */

import { actedOn } from '../../server/voicelive/acted-on.ts'
import type { Part, Shape } from '../../server/voicelive/event-parts.ts'

export type Path = readonly (string | number)[]

const shapes: ReadonlyMap<string, Shape> = new Map(Object.entries(actedOn))

/** Another value at `path` of `event` changes something that is read: the place itself, what is in it, or what it is in. */
export function isActedOn(event: { type: string } & Record<string, unknown>, [name, ...rest]: Path): boolean {
  if (name === 'type') return true
  const part = shapes.get(event.type)?.[String(name)]
  return part !== undefined && isRead(part, event[String(name)], rest)
}

function isRead(part: Part, value: unknown, [name, ...rest]: Path): boolean {
  if (part.part === 'value' || name === undefined) return true
  const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  switch (part.part) {
    case 'fields':
      return isReadIn(part.fields, inner, name, rest)
    case 'kinds': {
      if (name === 'type') return true
      const kind = (value as { type?: unknown } | null)?.type
      const shape = typeof kind === 'string' && Object.hasOwn(part.kinds, kind) ? part.kinds[kind] : undefined
      return shape !== undefined && isReadIn(shape, inner, name, rest)
    }
    case 'each':
      // A list that becomes an object of numbers is no list any more; one with a further element has more to read.
      return !Array.isArray(value) || !(Number(name) < value.length) || isRead(part.of, inner, rest)
  }
}

function isReadIn(shape: Shape, inner: unknown, name: string | number, rest: Path): boolean {
  const part = Object.hasOwn(shape, name) ? shape[name] : undefined
  return part !== undefined && isRead(part, inner, rest)
}
