/** The framer: frames of the right size, count and content, and what is measured on each. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFramer, MICROPHONE_DEAD_MS } from '../../../../client/audio/framer.ts'
import type { CaptureReport } from '../../../../client/audio/worklet-messages.ts'
import { int16FromFloats } from '../../../../shared/pcm.ts'
import { resample } from '../../../../shared/resampler.ts'

function createRig(rateHz: number, frameMs = 40) {
  const reports: CaptureReport[] = []
  const framer = createFramer(rateHz, frameMs, (report) => reports.push(report))
  const take = <Type extends CaptureReport['type']>(type: Type) =>
    reports.filter((report): report is Extract<CaptureReport, { type: Type }> => report.type === type)
  return {
    setMuted: framer.setMuted,
    push: (samples: Float32Array, quantum = 128) => {
      for (let from = 0; from < samples.length; from += quantum) framer.push(samples.subarray(from, from + quantum))
    },
    frames: () => take('frame'),
    samples: () => take('frame').flatMap((frame) => Array.from(new Int16Array(frame.pcm))),
    deaths: () => take('dead').length,
  }
}

const sine = (rateHz: number, samples: number, amplitude = 0.5) =>
  Float32Array.from({ length: samples }, (_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / rateHz))

describe('frames', () => {
  test.each([
    [48_000, 40],
    [48_000, 20],
    [44_100, 40],
    [16_000, 100],
    [96_000, 40],
    [24_000, 40],
  ])('of a %i Hz microphone are %i ms long and join into the resampled input', (rateHz, frameMs) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (quantum) => {
        const rig = createRig(rateHz, frameMs)
        const input = sine(rateHz, rateHz)
        rig.push(input, quantum)
        const expected = Array.from(int16FromFloats(resample(input, rateHz, 24_000)))
        const frames = rig.frames()
        for (const frame of frames) expect(frame.pcm.byteLength).toBe(frameMs * 48)
        // The look-ahead of the resampler holds the last frame of the second back, unless there is none.
        expect(frames.length).toBe(1000 / frameMs - (rateHz === 24_000 ? 0 : 1))
        expect(rig.samples()).toEqual(expected.slice(0, frames.length * frameMs * 24))
      }),
      { numRuns: 4 },
    )
  })

  test('each frame is a buffer of its own, for its receiver to own', () => {
    const rig = createRig(24_000)
    rig.push(sine(24_000, 9600))
    expect(new Set(rig.frames().map((frame) => frame.pcm)).size).toBe(10)
  })
})

describe('measures', () => {
  test('rms is that of the frame', () => {
    const rig = createRig(24_000)
    rig.push(sine(24_000, 24_000, 0.5))
    for (const frame of rig.frames()) expect(frame.rms).toBeCloseTo(0.5 * Math.SQRT1_2, 1)
  })

  test('clipped tells the frames in which the microphone was at its rail, and only them', () => {
    const rig = createRig(24_000)
    const input = sine(24_000, 4800)
    input[1500] = 1
    input[3400] = -1
    input[4400] = 32_766 / 32_768
    rig.push(input)
    expect(rig.frames().map((frame) => frame.clipped)).toEqual([false, true, false, true, false])
  })
})

describe('mute', () => {
  test('sends silence in the same rhythm, and sound again afterwards', () => {
    const rig = createRig(48_000)
    const input = sine(48_000, 48_000, 2)
    rig.push(input.subarray(0, 12_800))
    rig.setMuted(true)
    rig.push(input.subarray(12_800, 32_000))
    rig.setMuted(false)
    rig.push(input.subarray(32_000))
    const levels = rig.frames().map((frame) => frame.rms > 0)
    expect(levels).toEqual(Array.from({ length: 24 }, (_, i) => i < 7 || i > 15))
    // Not a sample of what was said while muted.
    const samples = rig.samples()
    expect(samples.slice(6400, 15_900).every((sample) => sample === 0)).toBe(true)
    expect(rig.frames().map((frame) => frame.clipped)).toEqual(levels)
    expect(rig.deaths()).toBe(0)
  })
})

describe('dead microphone', () => {
  const zeros = (rateHz: number, ms: number) => new Float32Array((rateHz * ms) / 1000)

  test.each([48_000, 44_100])('at %i Hz: reported once after MICROPHONE_DEAD_MS of exact zeros', (rateHz) => {
    const rig = createRig(rateHz)
    rig.push(zeros(rateHz, MICROPHONE_DEAD_MS - 10))
    expect(rig.deaths()).toBe(0)
    rig.push(zeros(rateHz, 10))
    expect(rig.deaths()).toBe(1)
    rig.push(zeros(rateHz, 3 * MICROPHONE_DEAD_MS))
    expect(rig.deaths()).toBe(1)
  })

  test('one sample of the faintest noise starts the count again; a second death is reported too', () => {
    const rig = createRig(48_000)
    rig.push(zeros(48_000, MICROPHONE_DEAD_MS - 10))
    rig.push(Float32Array.of(1 / 32_768))
    rig.push(zeros(48_000, MICROPHONE_DEAD_MS - 10))
    expect(rig.deaths()).toBe(0)
    rig.push(zeros(48_000, 10))
    rig.push(Float32Array.of(1 / 32_768))
    rig.push(zeros(48_000, MICROPHONE_DEAD_MS))
    expect(rig.deaths()).toBe(2)
  })

  test('a microphone that the user muted is not dead while it hears something', () => {
    const rig = createRig(48_000)
    rig.setMuted(true)
    rig.push(sine(48_000, 3 * 48_000))
    expect(rig.deaths()).toBe(0)
  })
})
