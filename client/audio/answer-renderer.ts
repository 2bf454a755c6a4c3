/** Makes device samples of the answer whose turn it is: resampled, faded in after a gap, and counted. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { createResampler } from '../../shared/resampler.ts'
import type { AnswerQueue } from './answer-queue.ts'
import type { HeldAnswer } from './held-answer.ts'

export type AnswerRenderer = Readonly<{
  /** Writes up to `limit` samples from `from` on, and returns how many; fewer when the answer is over or has run dry. */
  render: (held: HeldAnswer, output: Float32Array, from: number, limit: number) => number
  /** How much of it was played, in samples as they came. */
  playedOf: (held: HeldAnswer) => number
  isOver: (held: HeldAnswer) => boolean
  /** The sample that it made last. */
  lastSample: () => number
  /** What comes next rises from silence. */
  fadeIn: () => void
  /** Another answer begins. */
  reset: () => void
}>

/** Makes a renderer for a device that runs at `rateHz`; it allocates nothing later. */
export function createAnswerRenderer(rateHz: number, fadeSamples: number, queue: AnswerQueue): AnswerRenderer {
  const resampler = createResampler(SAMPLE_RATE_HZ, rateHz)
  const input = new Float32Array(256)
  let produced = 0
  let fadeInLeft = 0
  let lastSample = 0

  /** How many device samples the whole of an answer makes, as far as it came. */
  const dueOf = (held: HeldAnswer) => Math.ceil((held.receivedSamples() * rateHz) / SAMPLE_RATE_HZ)

  function resample(held: HeldAnswer, output: Float32Array, from: number, limit: number): number {
    const complete = queue.isComplete()
    const wanted = complete ? Math.min(limit, dueOf(held) - produced) : limit
    let written = 0
    while (written < wanted) {
      const needed = Math.min(resampler.inputFor(wanted - written), input.length)
      let count = held.read(input, needed)
      if (count < needed && complete) {
        queue.closeCurrent()
        input.fill(0, count, needed)
        count = needed
      }
      const made = resampler.convert(input, count, output, from + written, wanted - written)
      if (made === 0 && count === 0) break
      written += made
    }
    return written
  }

  return {
    render: (held, output, from, limit) => {
      const written = resample(held, output, from, limit)
      for (let i = from; fadeInLeft > 0 && i < from + written; i++) {
        fadeInLeft--
        output[i] = (output[i] ?? 0) * (1 - fadeInLeft / fadeSamples)
      }
      if (written > 0) lastSample = output[from + written - 1] ?? 0
      produced += written
      return written
    },
    playedOf: (held) => Math.min(held.receivedSamples(), Math.floor((produced * SAMPLE_RATE_HZ) / rateHz)),
    isOver: (held) => queue.isComplete() && produced >= dueOf(held),
    lastSample: () => lastSample,
    fadeIn: () => {
      fadeInLeft = fadeSamples
    },
    reset: () => {
      produced = 0
      fadeInLeft = 0
      resampler.reset()
    },
  }
}
