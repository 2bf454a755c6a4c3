/** Identifiers like those of the service: a prefix and 22 base62 characters, drawn from a seed so that the engine stays pure. */

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const ID_CHARACTERS = 22

/** State of the generator (sfc32: 128 bits, JSON-safe). */
export type IdSeed = readonly [number, number, number, number]

function next([a, b, c, count]: IdSeed): readonly [IdSeed, number] {
  const value = (((a + b) | 0) + count) | 0
  const seed: IdSeed = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + value) | 0, (count + 1) | 0]
  return [seed, value >>> 0]
}

/** Draws an id such as `item_2Cc8LXQD8RtGe9bX1pcclF`, and the seed for the next one. */
export function drawId(seed: IdSeed, prefix: string): readonly [IdSeed, string] {
  let current = seed
  let id = `${prefix}_`
  for (let index = 0; index < ID_CHARACTERS; index++) {
    const [following, value] = next(current)
    current = following
    id += ALPHABET.charAt(value % ALPHABET.length)
  }
  return [current, id]
}

/** A seed from four random 32-bit numbers, stirred so that alike numbers do not make alike ids. */
export function createIdSeed(random: Readonly<ArrayLike<number>>): IdSeed {
  let seed: IdSeed = [random[0] ?? 0, random[1] ?? 0, random[2] ?? 0, random[3] ?? 1]
  for (let round = 0; round < 12; round++) seed = next(seed)[0]
  return seed
}
