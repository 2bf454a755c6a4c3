/** Changes JSON at a path, for whoever changes a profile piece by piece. */

import { inside, isFields } from '../../voicelive/fields.ts'

export type Path = readonly string[]

/** `value` with what is at `path` replaced, or taken away where `put` gives undefined. */
export function changed(value: unknown, [key, ...rest]: Path, put: (old: unknown) => unknown): unknown {
  if (key === undefined) return put(value)
  const next = changed(inside(value, key), rest, put)
  if (Array.isArray(value))
    return value.flatMap((element, index) => (String(index) === key ? (next === undefined ? [] : [next]) : [element]))
  const { [key]: _, ...others } = isFields(value) ? value : {}
  return next === undefined ? others : { ...others, [key]: next }
}
