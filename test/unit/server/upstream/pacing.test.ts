/** How fast a service is read, on a clock that the test turns. */

import { expect, test } from 'vitest'
import { createPacing } from '../../../../server/upstream/pacing.ts'
import { manualClock } from './manual-clock.ts'

function setUp() {
  const clock = manualClock()
  let isPaused = false
  const pacing = createPacing(clock, {
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
    },
  })
  /** How many messages are read before reading stops. */
  const readUntilPaused = (byteLength: number): number => {
    let read = 0
    for (; !isPaused && read < 100_000; read += 1) pacing.read(byteLength)
    return read
  }
  return { clock, pacing, readUntilPaused, isPaused: () => isPaused }
}

const MIB = 1024 * 1024

test.each([
  ['of 2 MiB', 2 * MIB, 5, 1_000],
  ['of 64 kB', 64 * 1024, 129, 32],
  ['that are tiny, and pings', 2, 8_193, 1_000 / 2_048],
])('messages %s: so many at once, and one for each time that passes', (_what, byteLength, atOnce, everyMs) => {
  const { clock, readUntilPaused, isPaused } = setUp()
  expect(readUntilPaused(byteLength)).toBe(atOnce)
  for (let round = 0; round < 3; round += 1) {
    clock.pass(everyMs / 2)
    expect(isPaused()).toBe(true)
    clock.pass(everyMs / 2)
    expect(readUntilPaused(byteLength)).toBe(1)
  }
  clock.pass(60_000)
  expect(readUntilPaused(byteLength)).toBe(atOnce)
})

test('an hour of speech at twenty times its pace is never held up', () => {
  const { clock, pacing, isPaused } = setUp()
  for (let second = 0; second < 180; second += 1) {
    for (let piece = 0; piece < 100; piece += 1) pacing.read(20 * 640)
    expect(isPaused()).toBe(false)
    clock.pass(1_000)
  }
})

test('a connection that ends is let go of, and leaves no timer', () => {
  const { clock, pacing, readUntilPaused, isPaused } = setUp()
  readUntilPaused(MIB)
  pacing.stop()
  expect([isPaused(), clock.waiting()]).toEqual([false, 0])
})
