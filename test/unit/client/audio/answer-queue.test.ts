/** The answer queue, as it is heard through playback: what arrives odd is reported and never moves what arrives well. */

import { describe, expect, test } from 'vitest'
import { createRig, ramp, sounded } from './playback.ts'

describe('createAnswerQueue', () => {
  test('a gap sounds as silence of its length and is reported, and later samples keep their place', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 100))
    rig.play(1, 150, ramp(151, 50))
    rig.finish(1, 200)
    const output = rig.pull(256)
    expect(Array.from(output.subarray(0, 200), (sample) => sample * 32_768)).toEqual([
      ...ramp(1, 100),
      ...new Array(50).fill(0),
      ...ramp(151, 50),
    ])
    expect(rig.reports()[0]).toEqual({ type: 'playback.faulted', fault: 'gap', answer: 1, samples: 50 })
  })

  test('a duplicate is dropped, an overlap is trimmed, both are reported', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 100))
    rig.play(1, 0, ramp(1, 100))
    rig.play(1, 60, ramp(61, 100))
    rig.finish(1, 160)
    expect(sounded(rig.pull(256))).toEqual(Array.from(ramp(1, 160)))
    expect(rig.reports().slice(0, 2)).toEqual([
      { type: 'playback.faulted', fault: 'duplicate', answer: 1, samples: 100 },
      { type: 'playback.faulted', fault: 'duplicate', answer: 1, samples: 40 },
    ])
  })

  test('samples that the end of an answer promises and that never came are reported as a gap', () => {
    const rig = createRig(24_000)
    rig.play(1, 0, ramp(1, 100))
    rig.finish(1, 130)
    expect(rig.reports()).toEqual([{ type: 'playback.faulted', fault: 'gap', answer: 1, samples: 30 }])
    rig.pull(128)
    expect(rig.reports()).toContainEqual({ type: 'playback.drained', answer: 1 })
  })

  test('answers play in the order of their numbers', () => {
    const rig = createRig(24_000)
    rig.play(2, 0, ramp(5000, 100))
    rig.play(1, 0, ramp(1, 100))
    rig.finish(2, 100)
    expect(sounded(rig.pull(256))).toEqual([...ramp(1, 100), ...ramp(5000, 100)])
  })

  test.each([24_000, 48_000])('at %i Hz: a piece of an answer whose end is being played, or was, is late', (rateHz) => {
    const rig = createRig(rateHz)
    rig.play(1, 0, ramp(1, 480))
    rig.finish(1, 480)
    const late = { type: 'playback.faulted', fault: 'late', answer: 1, samples: 10 }
    // The last half millisecond is made of what came and of the silence behind it.
    rig.pull((rateHz / 1000) * 20 - 12, 12)
    rig.play(1, 480, ramp(481, 10))
    if (rateHz > 24_000) expect(rig.reports()).toContainEqual(late)
    else rig.pull(10)
    rig.pull(128)
    rig.reports()
    rig.play(1, 490, ramp(491, 10))
    expect(rig.reports()).toEqual([late])
  })

  test('what exceeds ten minutes is dropped and reported, and what was held plays on', () => {
    const rig = createRig(24_000, { heldMaxMs: 100 })
    rig.play(1, 0, ramp(1, 2400))
    rig.play(1, 2400, ramp(2401, 1))
    expect(rig.reports()).toEqual([{ type: 'playback.faulted', fault: 'overflow', answer: 1, samples: 1 }])
    rig.pull(128)
    rig.play(1, 2400, ramp(2401, 128))
    rig.finish(1, 2528)
    expect(sounded(rig.pull(2400))).toEqual(Array.from(ramp(129, 2400)))
  })

  test('a gap longer than the player may hold is refused, not filled', () => {
    const rig = createRig(24_000)
    rig.play(1, 2 ** 32 - 1, ramp(1, 10))
    expect(rig.reports()).toEqual([{ type: 'playback.faulted', fault: 'overflow', answer: 1, samples: 10 }])
  })
})
