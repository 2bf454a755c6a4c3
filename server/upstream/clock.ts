/** Time as the connection to the service sees it; tests turn a clock of their own. */

export type Clock = Readonly<{
  /** monotonic */
  nowMs: () => number
  /** Calls `work` once, `ms` later; what it returns calls that off. */
  after: (ms: number, work: () => void) => () => void
}>

export const realClock: Clock = {
  nowMs: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}
