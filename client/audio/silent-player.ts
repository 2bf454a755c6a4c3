/** The player where a browser gives the page no audio thread, as on an insecure address: it plays in time, and nobody hears it. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { createPlaybackQueue } from './playback-queue.ts'
import type { Player } from './types.ts'
import type { PlayerReport } from './worklet-messages.ts'

const PULL_EVERY_MS = 20
const quantum = new Float32Array((SAMPLE_RATE_HZ * PULL_EVERY_MS) / 1000)

/** Reports what the audible player reports, so that captions run along and what was shown counts as heard. */
export function createSilentPlayer(emit: (report: PlayerReport) => void): Player {
  const { play, finish, flush, pull } = createPlaybackQueue(SAMPLE_RATE_HZ, emit)
  let pulledMs = performance.now()
  const timer = setInterval(() => {
    // After a sleep it goes on from where it was: there is no hurry to catch up with.
    if (performance.now() - pulledMs > 1000) pulledMs = performance.now() - PULL_EVERY_MS
    for (; pulledMs + PULL_EVERY_MS <= performance.now(); pulledMs += PULL_EVERY_MS) pull(quantum)
  }, PULL_EVERY_MS)
  return { play, finish, flush, stop: () => clearInterval(timer) }
}
