/** How much sound may wait: what comes at once is taken, and what is said behind it; a service that does not read gets no older sound than that. */

import { expect, test } from 'vitest'
import { createAudioQueue } from '../../../../server/upstream/audio-queue.ts'
import { manualClock } from './manual-clock.ts'

/** A tenth of a second as the service takes it. */
const FRAME_BYTES = 6_400

function network() {
  const clock = manualClock()
  let waiting = 0
  const queue = createAudioQueue(clock, () => waiting)
  /** Says so many frames in one turn, or each in its own; returns how many were refused. */
  const say = (frames: number, together: boolean): number => {
    let refused = 0
    for (let said = 0; said < frames; said += 1) {
      if (queue.isFull() && !queue.mayBurst()) refused += 1
      else waiting += FRAME_BYTES
      if (!together) clock.pass(100)
    }
    clock.pass(0)
    return refused
  }
  const drain = (bytes: number) => {
    waiting = Math.max(0, waiting - bytes)
  }
  return { say, drain, waiting: () => waiting }
}

test.each([
  [60, 'six seconds'],
  [300, 'half a minute'],
])('%s frames (%s) that come at once are taken, and those of the next two seconds while nothing drains', (frames) => {
  const { say, drain } = network()
  expect(say(frames, true)).toBe(0)
  expect(say(20, false)).toBe(0)
  expect(say(20, false)).toBeGreaterThan(0)
  drain(Number.POSITIVE_INFINITY)
  expect(say(frames, true)).toBe(0)
})

test('a service that does not read is sent six seconds, and not more with every burst', () => {
  const { say, waiting } = network()
  expect(say(100, false)).toBeGreaterThan(0)
  expect(waiting()).toBeLessThanOrEqual(65 * FRAME_BYTES)
  for (let burst = 0; burst < 5; burst += 1) say(60, true)
  expect(waiting()).toBeLessThanOrEqual(65 * FRAME_BYTES)
})
