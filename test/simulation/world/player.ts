/** The loudspeaker: the page's own playback queue, pulled by a clock in place of an audio device. */

import { createPlaybackQueue } from '../../../client/audio/playback-queue.ts'
import type { PlayerReport } from '../../../client/audio/worklet-messages.ts'
import { msToSamples, SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import type { Process } from './time.ts'

/** So much is pulled at once. */
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
  emit: (event: PlayerReport) => void,
  sounds: (answer: number, playedSamples: number) => void,
): SimulatedPlayer {
  const { clock } = speaker
  const output = new Float32Array(msToSamples(STEP_MS))
  /** handed over, and neither played to their ends nor flushed */
  const held = new Set<number>()
  let audible: { answer: number; playedSamples: number } | undefined
  let isTicking = false
  let [isOver, isResting] = [false, false]

  const queue = createPlaybackQueue(SAMPLE_RATE_HZ, (event) => {
    note(event)
    clock.after(REPORT_MS, () => page.run(() => !isOver && emit(event)))
  })
  function note(event: PlayerReport): void {
    if (event.type === 'playback.started') audible = { answer: event.answer, playedSamples: 0 }
    if (event.type === 'playback.drained') held.delete(event.answer)
    if (event.type === 'playback.flushed') held.clear()
    if (event.type === 'playback.drained' || event.type === 'playback.flushed') audible = undefined
  }
  function tick(): void {
    isTicking = false
    if (isOver || isResting) return
    const before = audible
    queue.pull(output)
    const silentFrom = output.indexOf(0)
    const samples = silentFrom === -1 ? output.length : silentFrom
    const sounding = audible ?? before
    if (sounding && samples > 0) {
      sounding.playedSamples += samples
      sounds(sounding.answer, sounding.playedSamples)
    }
    goOn()
  }
  function goOn(): void {
    if (isTicking || isOver || isResting || held.size === 0) return
    isTicking = true
    clock.after(STEP_MS, tick)
  }

  return {
    play: (answer, offsetSamples, pcm) => {
      held.add(answer)
      queue.play(answer, offsetSamples, pcm)
      goOn()
    },
    finish: (answer, samples) => {
      held.add(answer)
      queue.finish(answer, samples)
      goOn()
    },
    flush: queue.flush,
    setResting: (resting) => {
      isResting = resting
      goOn()
    },
    stop: () => {
      isOver = true
    },
  }
}
