/** The playback queue, case by case: when it starts, runs dry, ends and is cut. */

import { describe, expect, test } from 'vitest'
import { floatsFromInt16 } from '../../../../shared/pcm.ts'
import { resample } from '../../../../shared/resampler.ts'
import { createRig, ramp, sounded } from './playback.ts'

const constant = (samples: number) => new Int16Array(samples).fill(16_384)

describe('pre-roll', () => {
  test('an answer waits for 60 ms of itself, then starts at once and without a fade', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 1439))
    expect(sounded(rig.pull(512))).toEqual([])
    rig.play(1, 1439, ramp(1440, 1))
    expect(sounded(rig.pull(128))).toEqual(Array.from(ramp(1, 128)))
    expect(rig.reports()).toEqual([{ type: 'playback.started', answer: 1 }])
  })

  test('a finished answer shorter than the pre-roll plays, ends and is reported', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 200))
    rig.finish(1, 200)
    const output = rig.pull(256)
    expect(sounded(output)).toEqual(Array.from(ramp(1, 200)))
    expect(output.subarray(200)).toEqual(new Float32Array(56))
    expect(rig.reports()).toEqual([
      { type: 'playback.started', answer: 1 },
      { type: 'playback.drained', answer: 1 },
    ])
  })

  test('the next answer follows in the same quantum, with its own start and its own resampling', () => {
    const rig = createRig(48_000)
    rig.play(1, 0, ramp(1, 333))
    rig.play(2, 0, ramp(9000, 222))
    rig.finish(1, 333)
    rig.finish(2, 222)
    const parts = [ramp(1, 333), ramp(9000, 222)].map((part) => resample(floatsFromInt16(part), 24_000, 48_000))
    expect(rig.pull(1110)).toEqual(Float32Array.from(parts.flatMap((part) => Array.from(part))))
    expect(rig.reports()).toEqual([
      { type: 'playback.started', answer: 1 },
      { type: 'playback.drained', answer: 1 },
      { type: 'playback.started', answer: 2 },
      { type: 'playback.drained', answer: 2 },
    ])
  })

  test('a later answer completes the one before, which nobody finished', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 100))
    expect(sounded(rig.pull(128))).toEqual([])
    rig.play(2, 0, ramp(5000, 100))
    rig.finish(2, 100)
    expect(sounded(rig.pull(256))).toEqual([...ramp(1, 100), ...ramp(5000, 100)])
  })

  test('an answer without sound is drained, so that nobody waits for it', () => {
    const rig = createRig(24_000)
    rig.finish(1, 0)
    expect(rig.pull(128)).toEqual(new Float32Array(128))
    expect(rig.reports()).toEqual([{ type: 'playback.drained', answer: 1 }])
  })
})

describe('underrun', () => {
  test('what ran dry sinks to silence, waits for more than before, and returns by a fade of 8 ms', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, constant(1440))
    const dry = rig.pull(1440 + 512)
    expect(rig.reports()).toContainEqual({ type: 'playback.underran', answer: 1, preRollMs: 80 })
    const tail = dry.subarray(1440, 1440 + 192)
    expect(tail).toEqual(Float32Array.from({ length: 192 }, (_, i) => 0.5 * (1 - (i + 1) / 192)))
    expect(dry.subarray(1440 + 192)).toEqual(new Float32Array(320))

    rig.play(1, 1440, constant(1919))
    expect(sounded(rig.pull(128))).toEqual([])
    rig.play(1, 3359, constant(1))
    const back = rig.pull(256)
    for (let i = 0; i < 192; i++) expect(back[i]).toBeCloseTo(0.5 * ((i + 1) / 192), 6)
    expect(back.subarray(192)).toEqual(new Float32Array(64).fill(0.5))
    expect(rig.reports()).toEqual([])
  })

  test('an answer that ends where it ran dry is drained when its end is told', () => {
    const rig = createRig(48_000)
    const answer = ramp(1, 1440)
    rig.play(1, 0, answer)
    rig.pull(4096)
    rig.reports()
    rig.finish(1, 1440)
    rig.pull(512)
    expect(rig.reports()).toEqual([{ type: 'playback.drained', answer: 1 }])
    rig.play(2, 0, constant(1920))
    expect(rig.pull(128)).toEqual(resample(floatsFromInt16(constant(1920)), 24_000, 48_000).slice(0, 128))
  })
})

describe('flush', () => {
  test('fades out within 8 ms, forgets what was held, and tells what was played of each answer', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, constant(24_000))
    rig.play(2, 0, constant(500))
    rig.pull(1024)
    rig.reports()
    rig.flush()
    expect(rig.reports()).toEqual([
      {
        type: 'playback.flushed',
        stopped: [
          { answer: 1, playedSamples: 1024 + 192 },
          { answer: 2, playedSamples: 0 },
        ],
      },
    ])
    const output = rig.pull(1024)
    expect(output.subarray(0, 192)).toEqual(Float32Array.from({ length: 192 }, (_, i) => 0.5 * (1 - (i + 1) / 192)))
    expect(output.subarray(192)).toEqual(new Float32Array(832))
    expect(rig.reports()).toEqual([])
  })

  test('answers at once when nothing is held', () => {
    const rig = createRig(24_000)
    rig.flush()
    expect(rig.reports()).toEqual([{ type: 'playback.flushed', stopped: [] }])
  })

  test('says 0 for an answer that waits for its pre-roll, and makes no sound', () => {
    const rig = createRig(24_000)
    rig.play(3, 0, constant(100))
    rig.flush()
    expect(rig.reports()).toEqual([{ type: 'playback.flushed', stopped: [{ answer: 3, playedSamples: 0 }] }])
    expect(sounded(rig.pull(256))).toEqual([])
  })

  test('drops what still comes of a flushed answer, and plays the next one from its first sample', () => {
    const rig = createRig(24_000)
    rig.play(4, 0, constant(4800))
    rig.pull(128)
    rig.flush()
    rig.pull(256)
    rig.reports()
    rig.play(4, 4800, constant(4800))
    rig.finish(4, 9600)
    expect(rig.reports()).toEqual([{ type: 'playback.faulted', fault: 'late', answer: 4, samples: 4800 }])
    rig.play(5, 0, ramp(1, 1440))
    expect(sounded(rig.pull(128))).toEqual(Array.from(ramp(1, 128)))
  })

  test('an answer that is there when the fade ends begins on its very next sample', () => {
    const rig = createRig(24_000)
    rig.play(6, 0, constant(4800))
    rig.pull(128)
    rig.flush()
    rig.play(7, 0, ramp(1, 1440))
    const output = rig.pull(256)
    expect(Array.from(output.subarray(191, 195), (sample) => sample * 32_768)).toEqual([0, 1, 2, 3])
  })

  test('a fade longer than what is left fades over what is left', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, constant(1440))
    rig.pull(1408, 64)
    rig.reports()
    rig.flush()
    expect(rig.reports()).toEqual([{ type: 'playback.flushed', stopped: [{ answer: 1, playedSamples: 1440 }] }])
    expect(rig.pull(64)).toEqual(Float32Array.from({ length: 64 }, (_, i) => (i < 32 ? 0.5 * (1 - (i + 1) / 32) : 0)))
  })
})

describe('reports', () => {
  test('position about each 100 ms of sound, in 24 kHz samples, whatever the device', () => {
    for (const rateHz of [24_000, 44_100, 48_000]) {
      const rig = createRig(rateHz)
      rig.play(1, 0, constant(24_000))
      rig.finish(1, 24_000)
      rig.pull(rateHz)
      const positions = rig
        .reports()
        .flatMap((report) => (report.type === 'playback.progressed' ? [report.playedSamples] : []))
      expect(positions.length).toBe(9)
      positions.forEach((position, i) => {
        const least = 2400 * (i + 1)
        expect(position).toBeGreaterThanOrEqual(least)
        // Each report comes at the end of the render quantum in which it fell due.
        expect(position).toBeLessThan(least + (i + 1) * Math.ceil((128 * 24_000) / rateHz))
      })
    }
  })
})
