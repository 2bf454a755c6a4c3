/** Time as every shell sees it: an argument, so that whole calls can run on a clock that a test turns. */

export type Clock = Readonly<{
  /** monotonic milliseconds */
  nowMs: () => number
  /** Calls `work` once, `ms` later; what it returns calls that off. */
  after: (ms: number, work: () => void) => () => void
}>
