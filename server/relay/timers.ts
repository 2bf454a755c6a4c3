/** The timers of a call, one of a name at a time. */

import type { Timer } from '../session/state.ts'

export function createTimers(ring: (timer: Timer) => void) {
  const timers = new Map<Timer, NodeJS.Timeout>()
  const sleep = (timer: Timer): void => clearTimeout(timers.get(timer))

  return {
    wake: (timer: Timer, afterMs: number): void => {
      sleep(timer)
      timers.set(
        timer,
        setTimeout(() => ring(timer), afterMs),
      )
    },
    sleep,
    clear: (): void => {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
