/** No cut leaves half a character. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip } from '../../../shared/clip.ts'

describe('clip', () => {
  test.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['longer', 4, 'long'],
    ['a😀b', 2, 'a'],
    ['a😀b', 3, 'a😀'],
    ['😀', 1, ''],
    ['', 0, ''],
  ])('%j to %i is %j', (text, length, expected) => {
    expect(clip(text, length)).toBe(expected)
  })

  test('is a beginning of the text, at most one unit shorter than it may be, and as well formed as the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '👍🏽') }), fc.nat(40), (text, maxLength) => {
        const clipped = clip(text, maxLength)
        expect(text.startsWith(clipped)).toBe(true)
        expect(clipped.length).toBeLessThanOrEqual(maxLength)
        expect(clipped.length).toBeGreaterThanOrEqual(Math.min(text.length, maxLength) - 1)
        expect(clipped).not.toMatch(/\p{Surrogate}/u)
      }),
      { seed: 12 },
    )
  })
})
