/** Named timers on a clock, one of a name at a time. */

import type { Clock } from './clock.ts'

export type Timers<Name> = Readonly<{
  /** Rings once, `afterMs` later; one of that name that was set before rings no more. */
  wake: (name: Name, afterMs: number) => void
  sleep: (name: Name) => void
  clear: () => void
}>

export function createTimers<Name>(clock: Clock, ring: (name: Name) => void): Timers<Name> {
  const stops = new Map<Name, () => void>()
  const sleep = (name: Name): void => {
    stops.get(name)?.()
    stops.delete(name)
  }

  return {
    wake: (name, afterMs) => {
      sleep(name)
      const work = () => {
        stops.delete(name)
        ring(name)
      }
      stops.set(name, clock.after(afterMs, work))
    },
    sleep,
    clear: () => {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}
