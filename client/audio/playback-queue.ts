/** Turns held answers into what the speaker gets, one render quantum at a time: pre-roll, underruns, fades, and the count of what was played. */

import { msToSamples } from '../../shared/audio-format.ts'
import { createAnswerQueue } from './answer-queue.ts'
import { createAnswerRenderer } from './answer-renderer.ts'
import { createAnswerReports } from './answer-reports.ts'
import { createFadeOut } from './fade-out.ts'
import type { HeldAnswer } from './held-answer.ts'
import { createPreRoll, preRollTuning } from './pre-roll.ts'
import type { PlayerReport } from './worklet-messages.ts'

/** All in milliseconds of audio. */
export const playbackTuning = {
  ...preRollTuning,
  /** long enough to hear no click, short enough to hear no delay */
  fadeMs: 8,
  progressMs: 100,
  /** 29 MB of samples: far beyond any answer, but the page must not grow without end */
  heldMaxMs: 600_000,
}

export interface PlaybackQueue {
  play(answer: number, offsetSamples: number, pcm: Int16Array): void
  finish(answer: number, samples: number): void
  flush(): void
  /** Fills all of `output`, with silence where there is nothing to play. Allocates nothing but what it reports. */
  pull(output: Float32Array): void
}

/**
 * Makes the queue behind a player whose device runs at `rateHz`.
 * The samples of an answer without underruns are exactly those of `resample(answer, 24 000, rateHz)`.
 */
export function createPlaybackQueue(
  rateHz: number,
  report: (report: PlayerReport) => void,
  tuning = playbackTuning,
): PlaybackQueue {
  const fadeSamples = Math.round((tuning.fadeMs * rateHz) / 1000)
  const queue = createAnswerQueue(msToSamples(tuning.heldMaxMs), report)
  const renderer = createAnswerRenderer(rateHz, fadeSamples, queue)
  const fadeOut = createFadeOut(fadeSamples)
  const preRoll = createPreRoll(rateHz, tuning)
  const reports = createAnswerReports(msToSamples(tuning.progressMs), report)
  /** the current answer sounds, and does not wait for its pre-roll */
  let playing = false

  function render(held: HeldAnswer, output: Float32Array, from: number): number {
    const written = renderer.render(held, output, from, output.length - from)
    preRoll.count(written)
    return written
  }

  function begin(held: HeldAnswer): boolean {
    playing = queue.isComplete() || held.unreadSamples() >= preRoll.samples()
    if (playing) reports.sounds(held)
    return playing
  }

  function forgetCurrent(): void {
    playing = false
    reports.reset()
    renderer.reset()
  }

  /** Lets the last sample sink to silence instead of breaking off, and waits for a longer pre-roll. */
  function runDry({ answer }: HeldAnswer): void {
    playing = false
    renderer.fadeIn()
    fadeOut.begin((tail) => tail.fill(renderer.lastSample()).length)
    report({ type: 'playback.underran', answer, preRollMs: preRoll.runDry() })
  }

  function play(answer: number, offsetSamples: number, pcm: Int16Array): void {
    preRoll.take(answer, offsetSamples, pcm.length, queue.unreadSamples())
    queue.accept(answer, offsetSamples, pcm)
  }

  function flush(): void {
    const current = queue.current()
    // What fades out is played for certain, so it counts as played.
    if (current && playing) fadeOut.begin((tail) => render(current, tail, 0))
    const stopped = queue
      .clear()
      .map((held) => ({ answer: held.answer, playedSamples: held === current ? renderer.playedOf(held) : 0 }))
    forgetCurrent()
    report({ type: 'playback.flushed', stopped })
  }

  function pull(output: Float32Array): void {
    let filled = fadeOut.write(output, 0)
    for (let held = queue.current(); held && filled < output.length; held = queue.current()) {
      if (!playing && !begin(held)) break
      filled += render(held, output, filled)
      if (renderer.isOver(held)) {
        queue.dropCurrent()
        forgetCurrent()
        reports.drains(held)
      } else if (filled < output.length) {
        runDry(held)
        filled += fadeOut.write(output, filled)
        break
      }
    }
    output.fill(0, filled)
    preRoll.pass(output.length)
    const held = queue.current()
    if (playing && held) reports.progresses(held, renderer.playedOf(held))
  }

  return { play, finish: queue.finish, flush, pull }
}
