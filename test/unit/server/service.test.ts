/** The voice service as calls are given it: dialled in turn where it counts, and at once where it does not. */

import { expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { connectTo } from '../../../server/service.ts'

test.each([
  [1, 1],
  [2, 2],
  [undefined, 4],
])('with %j dials a minute, four calls dial %i at once', (dialsPerMinute, expected) => {
  let dialled = 0
  const target = () => {
    dialled += 1
    return new Promise<never>(() => {})
  }
  const connect = connectTo(
    target,
    { clock: systemClock, random: Math.random, unixMs: Date.now },
    { service: { type: 'emulator' }, dialsPerMinute },
    () => {},
  )
  const calls = Array.from({ length: 4 }, () => connect(() => {}))
  expect(dialled).toBe(expected)
  for (const { close } of calls.reverse()) close()
})
