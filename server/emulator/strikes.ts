/** How often faults have struck in each call, so that a client that connects again does not meet the same fault for ever. */

/** Calls remembered; the one that has not been struck for longest is forgotten. */
const KEPT_MAX = 1000

export type Strikes = Readonly<{
  /** Counts a strike in a call, unless it has had `max` of them: then it is false, and nothing is to happen. */
  spend(call: string, max: number): boolean
}>

export function createStrikes(): Strikes {
  const struck = new Map<string, number>()
  return {
    spend(call, max) {
      const before = struck.get(call) ?? 0
      if (before >= max) return false
      struck.delete(call)
      struck.set(call, before + 1)
      const [oldest] = struck.keys()
      if (struck.size > KEPT_MAX && oldest !== undefined) struck.delete(oldest)
      return true
    },
  }
}
