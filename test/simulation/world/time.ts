/** Virtual time: timers in a heap, and processes that can be suspended, or ended with all of their timers. */

import type { Clock } from '../../../shared/clock.ts'

/** One program on the clock of the world. */
export type Process = Readonly<{
  clock: Clock
  /** Does it now; after it wakes, when it is suspended; never, when it has ended. */
  run(work: () => void): void
  suspend(): void
  wake(): void
  end(): void
  /** timers that have not fired */
  waiting(): number
}>

type Timer = { readonly dueMs: number; readonly order: number; work: (() => void) | undefined }

export type Time = Readonly<{
  nowMs(): number
  start(): Process
  /** Fires the next timer that is due by then; false when there is none. */
  step(untilMs: number): boolean
}>

const isBefore = (a: Timer, b: Timer): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)

export function createTime(): Time {
  let nowMs = 0
  let order = 0
  const heap: Timer[] = []

  function push(timer: Timer): void {
    let at = heap.length
    heap.push(timer)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (!parent || !isBefore(timer, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = timer
  }
  function pop(): void {
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const [left, right] = [heap[below], heap[below + 1]]
      if (left && right && isBefore(right, left)) below += 1
      const child = heap[below]
      if (!child || !isBefore(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
  }

  function start(): Process {
    const timers = new Set<Timer>()
    let held: (() => void)[] | undefined
    let isOver = false
    const run = (work: () => void): void => {
      if (isOver) return
      if (held) held.push(work)
      else work()
    }
    return {
      clock: {
        nowMs: () => nowMs,
        // Whole milliseconds and at least one, as the timers of a browser and of Node have them.
        after: (ms, work) => {
          if (isOver) return () => {}
          // A timer takes it, and Node warns on standard error.
          if (!(ms >= 0)) throw new RangeError(`a timer was set to ${ms} ms`)
          order += 1
          const timer: Timer = { dueMs: nowMs + Math.max(1, Math.trunc(ms)), order, work: undefined }
          let isOff = false
          timer.work = () => {
            timers.delete(timer)
            run(() => {
              if (!isOff) work()
            })
          }
          timers.add(timer)
          push(timer)
          return () => {
            isOff = true
            timer.work = undefined
            timers.delete(timer)
          }
        },
      },
      run,
      suspend: () => {
        held ??= []
      },
      wake: () => {
        const waiting = held ?? []
        held = undefined
        for (const work of waiting) run(work)
      },
      end: () => {
        isOver = true
        for (const timer of timers) timer.work = undefined
        timers.clear()
        held = undefined
      },
      waiting: () => timers.size,
    }
  }

  return {
    nowMs: () => nowMs,
    start,
    step: (untilMs) => {
      for (let next = heap[0]; next && next.dueMs <= untilMs; next = heap[0]) {
        pop()
        if (!next.work) continue
        nowMs = Math.max(nowMs, next.dueMs)
        next.work()
        return true
      }
      nowMs = Math.max(nowMs, untilMs)
      return false
    },
  }
}
