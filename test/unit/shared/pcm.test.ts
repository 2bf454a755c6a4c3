/** PCM16 and floats: every sample there and back, rails, level. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floatsFromInt16, floatToInt16, int16FromFloats, int16ToFloat, rms } from '../../../shared/pcm.ts'

test('floatToInt16 gives back each of the 65 536 samples that int16ToFloat was given', () => {
  const all = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768)
  expect(int16FromFloats(floatsFromInt16(all))).toEqual(all)
})

test.each([
  [1, 32_767],
  [1.5, 32_767],
  [-1, -32_768],
  [-7, -32_768],
  [0.5, 16_384],
  [1 / 65_536 + 1e-9, 1],
  [-0, 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 32_767],
])('floatToInt16 turns %d into %d: rounded, held at the rails', (float, sample) => {
  expect(floatToInt16(float)).toBe(sample)
})

test('floatToInt16 is at most half a step off, for every float in range', () => {
  fc.assert(
    fc.property(fc.float({ min: -1, max: Math.fround(0.9999), noNaN: true }), (float) => {
      expect(Math.abs(int16ToFloat(floatToInt16(float)) - float)).toBeLessThanOrEqual(0.5 / 32_768)
    }),
  )
})

test('rms is 0 for silence and for nothing, 1 at the rail, 0.707 for a full sine', () => {
  expect(rms(new Int16Array(0))).toBe(0)
  expect(rms(new Int16Array(480))).toBe(0)
  expect(rms(new Int16Array(480).fill(-32_768))).toBe(1)
  const sine = Int16Array.from({ length: 480 }, (_, i) => floatToInt16(Math.sin((2 * Math.PI * i) / 48)))
  expect(rms(sine)).toBeCloseTo(Math.SQRT1_2, 3)
})
