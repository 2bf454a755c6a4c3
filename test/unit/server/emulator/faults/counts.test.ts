/** A fault happens in as many sessions of a call as it was told to. */

import { expect, test } from 'vitest'
import { createFaultCounts } from '../../../../../server/emulator/faults/counts.ts'

test('createFaultCounts allows each call its own number of faults', () => {
  const counts = createFaultCounts()
  expect([1, 2, 3].map(() => counts.spend('a', 2))).toEqual([true, true, false])
  expect([1, 2].map(() => counts.spend('b', 1))).toEqual([true, false])
  for (let fault = 0; fault < 50; fault += 1) expect(counts.spend('c', Number.POSITIVE_INFINITY)).toBe(true)
})

test('createFaultCounts forgets the call that had no fault for longest, and only that one', () => {
  const counts = createFaultCounts()
  for (let call = 0; call <= 1000; call += 1) counts.spend(`call ${call}`, 1)
  expect(counts.spend('call 1', 1)).toBe(false)
  expect(counts.spend('call 0', 1)).toBe(true)
})
