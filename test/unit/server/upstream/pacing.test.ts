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
  /** What a service that sends without end gets read in one turn of the loop, in messages. */
  const readUntilPaused = (byteLength: number): number => {
    let read = 0
    for (; !isPaused && read < 100_000; read += 1) pacing.read(byteLength)
    return read
  }
  return { clock, pacing, readUntilPaused, isPaused: () => isPaused }
}

const MIB = 1024 * 1024
const TURN_BYTES = MIB / 2

test.each([
  ['of 2 MiB', 2 * MIB, 2 * MIB],
  ['of 64 kB', 64 * 1024, 64 * 1024],
  ['that are tiny, and pings', 2, 1024],
])(
  'messages %s without end: little in a turn, 8 MiB at the pace of a third of a core, and 2 MiB a second',
  (_what, byteLength, countsBytes) => {
    const { clock, readUntilPaused } = setUp()
    /** Reads for so long; returns the bytes by which it counts. */
    const readFor = (ms: number): number => {
      let bytes = 0
      for (let passed = 0; passed < ms; passed += 1) {
        const turn = readUntilPaused(byteLength) * countsBytes
        expect(turn).toBeLessThanOrEqual(TURN_BYTES + countsBytes)
        bytes += turn
        clock.pass(1)
      }
      return bytes
    }
    // To a message, and what a step of the clock is worth.
    const near = (bytes: number, expected: number) =>
      expect(Math.abs(bytes - expected)).toBeLessThanOrEqual(countsBytes + (32 * MIB) / 1_000)
    near(readFor(100), TURN_BYTES + 3.2 * MIB)
    near(readFor(20_000 - 100), 8 * MIB + 40 * MIB - TURN_BYTES - 3.2 * MIB)
    near(readFor(5_000), 10 * MIB)
    clock.pass(60_000)
    near(readFor(300), 8.6 * MIB)
  },
)

test('an hour of speech at twenty times its pace is never held up for long', () => {
  const { clock, pacing, isPaused } = setUp()
  for (let second = 0; second < 180; second += 1) {
    for (let piece = 0; piece < 100; piece += 1) pacing.read(20 * 640)
    clock.pass(30)
    expect(isPaused()).toBe(false)
    clock.pass(970)
  }
})

test('a connection that ends is let go of, and leaves no timer', () => {
  const { clock, pacing, readUntilPaused, isPaused } = setUp()
  readUntilPaused(MIB)
  pacing.stop()
  expect([isPaused(), clock.waiting()]).toEqual([false, 0])
})
