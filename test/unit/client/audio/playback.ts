/** A playback queue whose reports are collected, and pieces whose every sample can be told from every other. */

import { createPlaybackQueue, playbackTuning } from '../../../../client/audio/playback-queue.ts'
import type { PlayerReport } from '../../../../client/audio/worklet-messages.ts'

export function createRig(rateHz: number, tuning: Partial<typeof playbackTuning> = {}) {
  const reports: PlayerReport[] = []
  const queue = createPlaybackQueue(rateHz, (report) => reports.push(report), { ...playbackTuning, ...tuning })
  return {
    ...queue,
    /** what was reported since the last call */
    reports: (): PlayerReport[] => reports.splice(0),
    pull: (samples: number, quantum = 128): Float32Array => {
      const output = new Float32Array(samples)
      for (let from = 0; from < samples; from += quantum) queue.pull(output.subarray(from, from + quantum))
      return output
    },
  }
}

/** Samples `first`, `first + 1`, …: never zero, so that silence is told apart. */
export const ramp = (first: number, samples: number) => Int16Array.from({ length: samples }, (_, i) => first + i)

/** The samples that were heard, as the numbers of `ramp`, silence left out. */
export const sounded = (output: Float32Array) =>
  Array.from(output)
    .filter((sample) => sample !== 0)
    .map((sample) => sample * 32_768)
