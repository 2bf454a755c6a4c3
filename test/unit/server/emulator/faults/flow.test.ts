/** A stalled socket loses what passes, a frozen one keeps it in order, and both let go at the end. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../../server/clock.ts'
import { createFlow } from '../../../../../server/emulator/faults/flow.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watch() {
  const seen: string[] = []
  const flow = createFlow({
    clock: systemClock,
    read: (on) => seen.push(on ? 'reads' : 'reads no more'),
    hangUp: (code) => seen.push(`hangs up ${code}`),
  })
  return {
    seen,
    flow,
    pass: (name: string) => flow.pass(name.length, () => seen.push(`sent ${name}`)),
    take: (name: string) => flow.take(() => seen.push(`took ${name}`)),
  }
}

test('an open socket passes at once', () => {
  const { seen, pass, take } = watch()
  pass('a')
  take('b')
  expect(seen).toEqual(['sent a', 'took b'])
})

test('a frozen socket passes all of it after the thaw, in order', () => {
  const { seen, flow, pass, take } = watch()
  flow.freeze(500)
  pass('a')
  take('b')
  pass('c')
  expect([...seen, flow.heldBytes()]).toEqual(['reads no more', 2])
  vi.advanceTimersByTime(500)
  pass('d')
  expect(seen).toEqual(['reads no more', 'sent a', 'sent c', 'took b', 'reads', 'sent d'])
  expect(flow.heldBytes()).toBe(0)
})

test('a frozen socket that gets too much hangs up', () => {
  const { seen, flow, take } = watch()
  flow.freeze(500)
  for (let at = 0; at <= 20_000; at++) take(`${at}`)
  expect(seen.at(-1)).toBe('hangs up 1008')
  expect(seen.filter((each) => each.startsWith('took'))).toHaveLength(20_001)
})

test.each([
  [true, []],
  [false, ['reads no more']],
])('a stalled socket passes nothing (with pongs: %s)', (pongs, expected) => {
  const { seen, flow, pass, take } = watch()
  flow.stall(pongs)
  pass('a')
  take('b')
  vi.advanceTimersByTime(39_999)
  expect(seen).toEqual(expected)
  vi.advanceTimersByTime(1)
  pass('c')
  expect(seen).toEqual(pongs ? [] : ['reads no more', 'reads'])
})

test('what is stopped has no timer, reads to its end, and keeps nothing', () => {
  const { seen, flow, pass } = watch()
  flow.freeze(500)
  pass('a')
  flow.stop()
  vi.advanceTimersByTime(1_000)
  expect(vi.getTimerCount()).toBe(0)
  expect(seen).toEqual(['reads no more', 'reads'])
})
