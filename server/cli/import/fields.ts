/** Walks in JSON by dotted paths, for whoever changes a profile piece by piece. */

import { isFields } from '../../agent/fields.ts'

export type Path = readonly string[]

export const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  )

/** `value` with what is at `path` replaced, or taken away where `put` gives undefined. */
export function changed(value: unknown, [key, ...rest]: Path, put: (old: unknown) => unknown): unknown {
  if (key === undefined) return put(value)
  const next = changed(at(value, [key]), rest, put)
  if (Array.isArray(value))
    return value.flatMap((element, index) => (String(index) === key ? (next === undefined ? [] : [next]) : [element]))
  const { [key]: _, ...others } = isFields(value) ? value : {}
  return next === undefined ? others : { ...others, [key]: next }
}
