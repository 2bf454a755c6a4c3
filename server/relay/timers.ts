/** The timers of a call, one of a name at a time. */

import type { Clock } from '../../shared/clock.ts'
import type { Timer } from '../session/state.ts'

export function createTimers(clock: Clock, ring: (timer: Timer) => void) {
  const stops = new Map<Timer, () => void>()
  const sleep = (timer: Timer): void => {
    stops.get(timer)?.()
    stops.delete(timer)
  }

  return {
    wake: (timer: Timer, afterMs: number): void => {
      sleep(timer)
      const work = () => {
        stops.delete(timer)
        ring(timer)
      }
      stops.set(timer, clock.after(afterMs, work))
    },
    sleep,
    clear: (): void => {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}
