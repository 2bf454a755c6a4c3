/** Chance from a seed: the same seed, the same world. */

export type Random = Readonly<{
  /** from 0 to 1 */
  next(): number
  /** whole, from `least` to `most` */
  between(least: number, most: number): number
  happens(chance: number): boolean
  one<Value>(values: readonly Value[]): Value
  /** A stream of its own, so that what draws from one moves nothing elsewhere. */
  fork(name: string): Random
}>

const hash = (text: string, seed: number): number => {
  let state = seed | 0
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return state ^ (state >>> 15)
}

/** mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    happens: (chance) => next() < chance,
    one: (values) => {
      const value = values[between(0, values.length - 1)]
      if (value === undefined) throw new Error('nothing to choose from')
      return value
    },
    fork: (name) => createRandom(hash(name, seed)),
  }
}
