/** How many sessions of each call a fault has happened in, so that a client that connects again does not meet the same fault for ever. */

/** Calls remembered; the one that has not met a fault for longest is forgotten. */
const KEPT_MAX = 1000

export type FaultCounts = Readonly<{
  /** Counts a fault in a call, unless `max` of its sessions have had one: then it is false, and nothing is to happen. */
  spend(call: string, max: number): boolean
}>

export function createFaultCounts(): FaultCounts {
  const counts = new Map<string, number>()
  return {
    spend(call, max) {
      const before = counts.get(call) ?? 0
      if (before >= max) return false
      counts.delete(call)
      counts.set(call, before + 1)
      const [oldest] = counts.keys()
      if (counts.size > KEPT_MAX && oldest !== undefined) counts.delete(oldest)
      return true
    },
  }
}
