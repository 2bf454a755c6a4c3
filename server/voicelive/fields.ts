/** JSON whose fields no one has checked yet. */

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined where there is nothing of that name. */
export const inside = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce(inside, value)
