/** Turns what the microphone gives, at whatever rate, into frames for the wire, and measures each on the way. */

import { msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { floatToInt16, rms } from '../../shared/pcm.ts'
import { createResampler } from '../../shared/resampler.ts'
import type { CaptureReport } from './worklet-messages.ts'

/** A live microphone always has noise in its last bits; two seconds of exact zeros mean that nothing is connected to it. */
export const MICROPHONE_DEAD_MS = 2000

/** At and above this the converter was at its rail: the largest 16-bit sample, as a float. */
const RAIL = 32_767 / 32_768

/** Samples resampled at a time; a render quantum is usually 128. */
const BLOCK_SAMPLES = 128

export interface Framer {
  /** Takes one render quantum of one channel at the rate of the device. */
  push(samples: Float32Array): void
  /** Muted frames keep coming, as silence. */
  setMuted(muted: boolean): void
}

/**
 * Makes a framer that reports a frame of PCM16LE at 24 kHz each `frameMs`, and once for each run of `MICROPHONE_DEAD_MS` of zeros that
 * the microphone is dead. Each frame is a new buffer, because its receiver owns it; nothing else is allocated.
 */
export function createFramer(rateHz: number, frameMs: number, report: (report: CaptureReport) => void): Framer {
  const resampler = createResampler(rateHz, SAMPLE_RATE_HZ)
  const input = new Float32Array(BLOCK_SAMPLES)
  const resampled = new Float32Array(resampler.outputBound(BLOCK_SAMPLES))
  const frameSamples = msToSamples(frameMs)
  const deadSamples = Math.round((MICROPHONE_DEAD_MS * rateHz) / 1000)
  let frame = new Int16Array(frameSamples)
  let filled = 0
  /** to a block: a peak at the border of two frames may count for the earlier one */
  let clipped = false
  let muted = false
  let zeros = 0

  function inspect(sample: number): void {
    if (!muted && (sample >= RAIL || sample <= -1)) clipped = true
    zeros = sample === 0 ? zeros + 1 : 0
    if (zeros === deadSamples) report({ type: 'dead' })
  }

  function keep(sample: number): void {
    frame[filled++] = floatToInt16(sample)
    if (filled < frameSamples) return
    report({ type: 'frame', pcm: frame.buffer, rms: rms(frame), clipped })
    frame = new Int16Array(frameSamples)
    filled = 0
    clipped = false
  }

  return {
    push: (samples) => {
      for (let from = 0; from < samples.length; from += BLOCK_SAMPLES) {
        const count = Math.min(BLOCK_SAMPLES, samples.length - from)
        for (let i = 0; i < count; i++) {
          const sample = samples[from + i] ?? 0
          inspect(sample)
          input[i] = sample
        }
        const made = resampler.convert(input, count, resampled, 0)
        for (let i = 0; i < made; i++) keep(muted ? 0 : (resampled[i] ?? 0))
      }
    },
    setMuted: (value) => {
      muted = value
    },
  }
}
