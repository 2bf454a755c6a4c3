/** Tells frames with a voice from frames without, by the WebRTC detector (fvad, BSD) behind a gate for what is too quiet to be meant. */

/// <reference path="../fvad.d.ts" />

import { lazily } from '../packages.ts'
import { FRAME_MS } from './turn-detector.ts'

/** The rate at which all listening happens. */
export const LISTENING_RATE_HZ = 16_000

export const FRAME_SAMPLES = (LISTENING_RATE_HZ * FRAME_MS) / 1000

/** Quietest frame that may count as speech, in dB of full scale, at threshold 0 and 1: a quiet room, a close voice. */
const GATE_DB = { lowest: -60, highest: -30 } as const

export type VoiceActivity = Readonly<{
  /** Whether a frame of `FRAME_SAMPLES` has a voice in it. */
  hasVoice(frame: Int16Array): boolean
  /** Gives its memory back; it may not be used afterwards. */
  stop(): void
}>

/** The service's threshold of 0 to 1 as one of the four modes of fvad, from permissive to very aggressive. */
const modeOf = (threshold: number): number => Math.min(3, Math.max(0, Math.floor(threshold * 4)))

function levelDb(frame: Int16Array): number {
  let energy = 0
  for (const sample of frame) energy += sample * sample
  return 10 * Math.log10(energy / frame.length / 2 ** 30 + 1e-12)
}

/** Makes a loader of detectors. `threshold` is that of `turn_detection`: 0 lets everything through, 1 only what is clear and loud. */
export function createVoiceActivityLoader(): () => Promise<(threshold: number) => VoiceActivity> {
  return lazily('voice activity detector (@echogarden/fvad-wasm)', async () => {
    const { default: createModule } = await import('@echogarden/fvad-wasm')
    const fvad = await createModule()
    return (threshold) => {
      const detector = fvad._fvad_new()
      const buffer = fvad._malloc(FRAME_SAMPLES * Int16Array.BYTES_PER_ELEMENT)
      fvad._fvad_set_mode(detector, modeOf(threshold))
      fvad._fvad_set_sample_rate(detector, LISTENING_RATE_HZ)
      const gateDb = GATE_DB.lowest + (GATE_DB.highest - GATE_DB.lowest) * threshold
      return {
        hasVoice(frame) {
          fvad.HEAP16.set(frame, buffer / Int16Array.BYTES_PER_ELEMENT)
          // The detector adapts to the room, so it gets every frame, also those that the gate will not let through.
          const voiced = fvad._fvad_process(detector, buffer, FRAME_SAMPLES) === 1
          return voiced && levelDb(frame) >= gateDb
        },
        stop() {
          fvad._fvad_free(detector)
          fvad._free(buffer)
        },
      }
    }
  })
}
