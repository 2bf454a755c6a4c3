/** The loudspeaker without samples: what the page hands it takes its time to sound, and is told of as the real one tells. */

import { createAnswerQueue } from '../../../client/audio/answer-queue.ts'
import { playbackTuning } from '../../../client/audio/playback-queue.ts'
import type { PlayerEvent } from '../../../client/audio/types.ts'
import type { PlaybackFault } from '../../../client/audio/worklet-messages.ts'
import { msToSamples, samplesToMs } from '../../../shared/audio-format.ts'
import type { Process } from './time.ts'

/** So much sounds before it is looked again what comes next. */
const STEP_MS = 50
/** From the audio thread to the page. */
const REPORT_MS = 2

export type SimulatedPlayer = Readonly<{
  play(answer: number, offsetSamples: number, pcm: Int16Array): void
  finish(answer: number, samples: number): void
  flush(): void
  /** Nothing sounds, and nothing is told but what is flushed, until it is woken. */
  setResting(resting: boolean): void
  stop(): void
}>

/** `speaker` goes on while the page is frozen; `sounds` hears which answer is audible. */
export function createSimulatedPlayer(
  speaker: Process,
  page: Process,
  emit: (event: PlayerEvent | PlaybackFault) => void,
  sounds: (answer: number, playedSamples: number) => void,
): SimulatedPlayer {
  const { clock } = speaker
  const queue = createAnswerQueue(msToSamples(playbackTuning.heldMaxMs), (fault) => report(fault))
  const scratch = new Float32Array(msToSamples(STEP_MS))
  let isOver = false
  let isTicking = false
  let isResting = false
  let [started, playing] = [false, false]
  let [played, told] = [0, 0]

  const report = (event: PlayerEvent | PlaybackFault): void => {
    clock.after(REPORT_MS, () => page.run(() => !isOver && emit(event)))
  }
  const forget = (): void => {
    started = false
    playing = false
    played = 0
    told = 0
  }
  const begin = (answer: number, receivedSamples: number): void => {
    playing = true
    if (started || receivedSamples === 0) return
    started = true
    report({ type: 'playback.started', answer })
  }
  const tick = (): void => {
    isTicking = false
    if (isResting) return
    let left = scratch.length
    for (let held = queue.current(); held && left > 0 && !isOver; held = queue.current()) {
      if (!playing) {
        if (!queue.isComplete() && held.unreadSamples() < msToSamples(playbackTuning.preRollMs)) break
        begin(held.answer, held.receivedSamples())
      }
      const read = held.read(scratch, left)
      left -= read
      played += read
      if (read > 0) sounds(held.answer, played)
      if (held.unreadSamples() === 0 && queue.isComplete()) {
        queue.dropCurrent()
        forget()
        report({ type: 'playback.drained', answer: held.answer })
        continue
      }
      if (left > 0) {
        playing = false
        report({ type: 'playback.underran', answer: held.answer, preRollMs: playbackTuning.preRollMs })
        break
      }
      if (samplesToMs(played - told) < playbackTuning.progressMs) continue
      told = played
      report({ type: 'playback.progressed', answer: held.answer, playedSamples: played })
    }
    goOn()
  }
  const goOn = (): void => {
    const held = queue.current()
    if (isTicking || isOver || isResting || !held) return
    // What waits for its pre-roll is woken by the next piece.
    if (!playing && !queue.isComplete() && held.unreadSamples() < msToSamples(playbackTuning.preRollMs)) return
    isTicking = true
    clock.after(STEP_MS, tick)
  }

  return {
    play: (answer, offsetSamples, pcm) => {
      queue.accept(answer, offsetSamples, pcm)
      goOn()
    },
    finish: (answer, samples) => {
      queue.finish(answer, samples)
      goOn()
    },
    flush: () => {
      const current = queue.current()
      const stopped = queue
        .clear()
        .map((held) => ({ answer: held.answer, playedSamples: held === current ? played : 0 }))
      forget()
      report({ type: 'playback.flushed', stopped })
    },
    setResting: (resting) => {
      isResting = resting
      goOn()
    },
    stop: () => {
      isOver = true
    },
  }
}
