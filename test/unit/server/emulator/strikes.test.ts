/** A fault strikes as many sessions of a call as it was told to. */

import { expect, test } from 'vitest'
import { createStrikes } from '../../../../server/emulator/strikes.ts'

test('createStrikes allows each call its own number of strikes', () => {
  const strikes = createStrikes()
  expect([1, 2, 3].map(() => strikes.spend('a', 2))).toEqual([true, true, false])
  expect([1, 2].map(() => strikes.spend('b', 1))).toEqual([true, false])
  for (let strike = 0; strike < 50; strike += 1) expect(strikes.spend('c', Number.POSITIVE_INFINITY)).toBe(true)
})

test('createStrikes forgets the call that was not struck for longest, and only that one', () => {
  const strikes = createStrikes()
  for (let call = 0; call <= 1000; call += 1) strikes.spend(`call ${call}`, 1)
  expect(strikes.spend('call 1', 1)).toBe(false)
  expect(strikes.spend('call 0', 1)).toBe(true)
})
