/** Random numbers of a call: from its seed, so that the same call dials at the same times again when it is replayed. */

/** The golden ratio: its multiples spread over the numbers from 0 to 1 as evenly as can be, wherever they begin. */
const GOLDEN = 0.6180339887498949

/** The `index`th number of a call, from 0 to 1. */
export const randomAt = (seed: number, index: number): number => (seed + index * GOLDEN) % 1
