/** Named timers on a clock, one of a name at a time. */

import type { Clock } from './clock.ts'

export type Timers<Name> = Readonly<{
  /** Rings once, `afterMs` later; one of that name that was set before rings no more. */
  set: (name: Name, afterMs: number) => void
  clear: (name: Name) => void
  clearAll: () => void
}>

export function createTimers<Name>(clock: Clock, ring: (name: Name) => void): Timers<Name> {
  const stops = new Map<Name, () => void>()
  const clear = (name: Name): void => {
    stops.get(name)?.()
    stops.delete(name)
  }

  return {
    set: (name, afterMs) => {
      clear(name)
      const work = () => {
        stops.delete(name)
        ring(name)
      }
      stops.set(name, clock.after(afterMs, work))
    },
    clear,
    clearAll: () => {
      for (const stop of stops.values()) stop()
      stops.clear()
    },
  }
}
