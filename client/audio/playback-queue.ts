/** Turns held answers into what the speaker gets, one render quantum at a time: pre-roll, underruns, fades, and the count of what was played. */

import { msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { createResampler } from '../../shared/resampler.ts'
import { createAnswerQueue } from './answer-queue.ts'
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
  const queue = createAnswerQueue(msToSamples(tuning.heldMaxMs), report)
  const resampler = createResampler(SAMPLE_RATE_HZ, rateHz)
  const input = new Float32Array(256)
  const toMs = (samples: number) => (samples * 1000) / SAMPLE_RATE_HZ
  const toDeviceSamples = (ms: number) => Math.round((ms * rateHz) / 1000)
  const fadeSamples = toDeviceSamples(tuning.fadeMs)
  const progressSamples = toDeviceSamples(tuning.progressMs)
  const steadySamples = toDeviceSamples(tuning.steadyMs)

  /** what still has to fade away, after a flush or an underrun */
  const tail = new Float32Array(fadeSamples)
  let tailAt = 0
  let tailEnd = 0

  /** of the current answer */
  let started = false
  let playing = false
  let produced = 0
  let fadeInLeft = 0
  let sinceProgress = 0
  let lastSample = 0

  let preRoll = startPreRoll(tuning)
  let sinceUnderrun = 0
  /** device samples asked for so far, which is the only clock of an audio thread */
  let pulled = 0

  /** How many device samples the whole of an answer makes, as far as it came. */
  const dueOf = (held: HeldAnswer) => Math.ceil((held.receivedSamples() * rateHz) / SAMPLE_RATE_HZ)

  const playedOf = (held: HeldAnswer) =>
    Math.min(held.receivedSamples(), Math.floor((produced * SAMPLE_RATE_HZ) / rateHz))

  const isOver = (held: HeldAnswer) => queue.isComplete() && produced >= dueOf(held)

  function playTail(output: Float32Array, from: number): number {
    let written = 0
    while (tailAt < tailEnd && from + written < output.length) output[from + written++] = tail[tailAt++] ?? 0
    return written
  }

  /** Writes up to `limit` samples of the current answer; fewer when it is over or has run dry. */
  function render(held: HeldAnswer, output: Float32Array, from: number, limit: number): number {
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
    for (let i = from; fadeInLeft > 0 && i < from + written; i++) {
      fadeInLeft--
      output[i] = (output[i] ?? 0) * (1 - fadeInLeft / fadeSamples)
    }
    if (written > 0) lastSample = output[from + written - 1] ?? 0
    produced += written
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
    produced = 0
    fadeInLeft = 0
    sinceProgress = 0
    resampler.reset()
  }

  function drain(held: HeldAnswer): void {
    queue.dropCurrent()
    forgetCurrent()
    report({ type: 'playback.drained', answer: held.answer })
  }

  /** Lets the last sample sink to silence instead of breaking off, and waits for a longer pre-roll. */
  function runDry(held: HeldAnswer): void {
    playing = false
    fadeInLeft = fadeSamples
    tail.fill(lastSample)
    fadeOutTail(fadeSamples)
    preRoll = underrun(preRoll, tuning)
    sinceUnderrun = 0
    report({ type: 'playback.underran', answer: held.answer, preRollMs: Math.round(preRoll.ms) })
  }

  function fadeOutTail(samples: number): void {
    for (let i = 0; i < samples; i++) tail[i] = (tail[i] ?? 0) * (1 - (i + 1) / samples)
    tailAt = 0
    tailEnd = samples
  }

  function afterPull(): void {
    if (sinceUnderrun >= steadySamples) {
      sinceUnderrun = 0
      preRoll = settle(preRoll, tuning)
    }
    const held = queue.current()
    if (!playing || !held || sinceProgress < progressSamples) return
    sinceProgress = 0
    report({ type: 'playback.progressed', answer: held.answer, playedSamples: playedOf(held) })
  }

  function play(answer: number, offsetSamples: number, pcm: Int16Array): void {
    preRoll = arrive(
      preRoll,
      {
        answer,
        offsetMs: toMs(offsetSamples),
        lengthMs: toMs(pcm.length),
        atMs: (pulled * 1000) / rateHz,
        heldMs: toMs(queue.unreadSamples()),
      },
      tuning,
    )
    queue.accept(answer, offsetSamples, pcm)
  }

  return {
    play,
    finish: queue.finish,
    flush: () => {
      const current = queue.current()
      // What fades out is played for certain, so it counts as played.
      if (current && playing) fadeOutTail(render(current, tail, 0, fadeSamples))
      const stopped = queue
        .clear()
        .map((held) => ({ answer: held.answer, playedSamples: held === current ? playedOf(held) : 0 }))
      forgetCurrent()
      report({ type: 'playback.flushed', stopped })
    },
    pull: (output) => {
      let filled = playTail(output, 0)
      for (let held = queue.current(); held && filled < output.length; held = queue.current()) {
        if (!playing && !begin(held)) break
        filled += render(held, output, filled, output.length - filled)
        if (isOver(held)) drain(held)
        else if (filled < output.length) {
          runDry(held)
          filled += playTail(output, filled)
          break
        }
      }
      output.fill(0, filled)
      pulled += output.length
      afterPull()
    },
  }
}
