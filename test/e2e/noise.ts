/** The same noise in the test and in the page, so that it need not travel between them. */

/** Noise that never repeats itself, and is never exactly zero: each place in it can be told from every other. */
export function noise(samples: number): Int16Array {
  let seed = 2463534242
  return Int16Array.from({ length: samples }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.round((seed / 2 ** 32 - 0.5) * 8000) || 1
  })
}
