/** What still sounds after a flush or an underrun: a few milliseconds that sink to silence instead of breaking off. */

export type FadeOut = Readonly<{
  /** Begins one; `fill` writes what would have sounded into `tail`, and returns how many samples that are. */
  begin: (fill: (tail: Float32Array) => number) => void
  /** Writes what is left of it into `output` from `from` on; returns how many samples that were. */
  write: (output: Float32Array, from: number) => number
}>

/** Makes one of at most `maxSamples`; nothing is allocated later. */
export function createFadeOut(maxSamples: number): FadeOut {
  const tail = new Float32Array(maxSamples)
  let at = 0
  let end = 0
  return {
    begin: (fill) => {
      at = 0
      end = fill(tail)
      for (let i = 0; i < end; i++) tail[i] = (tail[i] ?? 0) * (1 - (i + 1) / end)
    },
    write: (output, from) => {
      let written = 0
      while (at < end && from + written < output.length) output[from + written++] = tail[at++] ?? 0
      return written
    },
  }
}
