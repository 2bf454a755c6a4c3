/** Turns held answers into what the speaker gets, one render quantum at a time: pre-roll, underruns, fades, and the count of what was played. */

import { msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { createAnswerQueue } from './answer-queue.ts'
import { createAnswerRenderer } from './answer-renderer.ts'
import { createFadeOut } from './fade-out.ts'
import type { HeldAnswer } from './held-answer.ts'
import { arrive, preRollTuning, settle, startPreRoll, underrun } from './pre-roll.ts'
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
  const toMs = (samples: number) => (samples * 1000) / SAMPLE_RATE_HZ
  const toDeviceSamples = (ms: number) => Math.round((ms * rateHz) / 1000)
  const progressSamples = toDeviceSamples(tuning.progressMs)
  const steadySamples = toDeviceSamples(tuning.steadyMs)
  const fadeSamples = toDeviceSamples(tuning.fadeMs)
  const queue = createAnswerQueue(msToSamples(tuning.heldMaxMs), report)
  const renderer = createAnswerRenderer(rateHz, fadeSamples, queue)
  const fadeOut = createFadeOut(fadeSamples)

  /** of the current answer */
  let started = false
  let playing = false
  let sinceProgress = 0

  let preRoll = startPreRoll(tuning)
  let sinceUnderrun = 0
  /** device samples asked for so far, which is the only clock of an audio thread */
  let pulled = 0

  function render(held: HeldAnswer, output: Float32Array, from: number): number {
    const written = renderer.render(held, output, from, output.length - from)
    sinceProgress += written
    sinceUnderrun += written
    return written
  }

  function begin(held: HeldAnswer): boolean {
    if (!queue.isComplete() && held.unreadSamples() < msToSamples(preRoll.ms)) return false
    playing = true
    if (started || held.receivedSamples() === 0) return true
    started = true
    report({ type: 'playback.started', answer: held.answer })
    return true
  }

  function forgetCurrent(): void {
    started = false
    playing = false
    sinceProgress = 0
    renderer.reset()
  }

  function drain(held: HeldAnswer): void {
    queue.dropCurrent()
    forgetCurrent()
    report({ type: 'playback.drained', answer: held.answer })
  }

  /** Lets the last sample sink to silence instead of breaking off, and waits for a longer pre-roll. */
  function runDry(held: HeldAnswer): void {
    playing = false
    renderer.fadeIn()
    fadeOut.begin((tail) => tail.fill(renderer.lastSample()).length)
    preRoll = underrun(preRoll, tuning)
    sinceUnderrun = 0
    report({ type: 'playback.underran', answer: held.answer, preRollMs: Math.round(preRoll.ms) })
  }

  function afterPull(): void {
    if (sinceUnderrun >= steadySamples) {
      sinceUnderrun = 0
      preRoll = settle(preRoll, tuning)
    }
    const held = queue.current()
    if (!playing || !held || sinceProgress < progressSamples) return
    sinceProgress = 0
    report({ type: 'playback.progressed', answer: held.answer, playedSamples: renderer.playedOf(held) })
  }

  function play(answer: number, offsetSamples: number, pcm: Int16Array): void {
    const [offsetMs, lengthMs] = [toMs(offsetSamples), toMs(pcm.length)]
    const atMs = (pulled * 1000) / rateHz
    preRoll = arrive(preRoll, { answer, offsetMs, lengthMs, atMs, heldMs: toMs(queue.unreadSamples()) }, tuning)
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
      if (renderer.isOver(held)) drain(held)
      else if (filled < output.length) {
        runDry(held)
        filled += fadeOut.write(output, filled)
        break
      }
    }
    output.fill(0, filled)
    pulled += output.length
    afterPull()
  }

  return { play, finish: queue.finish, flush, pull }
}
