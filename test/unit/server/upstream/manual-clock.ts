/** A clock that the test turns: what is due fires in its order, and at its time. */

import type { Clock } from '../../../../shared/clock.ts'

export function manualClock(startMs = 0): Clock & Readonly<{ pass: (ms: number) => void; waiting: () => number }> {
  let nowMs = startMs
  const timers = new Map<object, Readonly<{ dueMs: number; work: () => void }>>()
  return {
    nowMs: () => nowMs,
    after: (ms, work) => {
      const key = {}
      timers.set(key, { dueMs: nowMs + ms, work })
      return () => timers.delete(key)
    },
    pass: (ms) => {
      const untilMs = nowMs + ms
      for (;;) {
        const next = [...timers]
          .filter(([, { dueMs }]) => dueMs <= untilMs)
          .sort(([, a], [, b]) => a.dueMs - b.dueMs)[0]
        if (!next) break
        const [key, { dueMs, work }] = next
        timers.delete(key)
        nowMs = Math.max(nowMs, dueMs)
        work()
      }
      nowMs = untilMs
    },
    /** Timers that have not fired. */
    waiting: () => timers.size,
  }
}
