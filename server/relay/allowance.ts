/** How much of a kind may still pass: so much at once, and then so much in time. */

export type Allowance = Readonly<{ left: number; atMs: number }>
export type Rate = Readonly<{ burst: number; everyMs: number }>

/** Takes one; false when there is none left. */
export function takeOne(
  allowance: Allowance | undefined,
  nowMs: number,
  { burst, everyMs }: Rate,
): readonly [Allowance, boolean] {
  const passedMs = allowance ? Math.max(0, nowMs - allowance.atMs) : 0
  const left = allowance ? Math.min(burst, allowance.left + passedMs / everyMs) : burst
  return left < 1 ? [{ left, atMs: nowMs }, false] : [{ left: left - 1, atMs: nowMs }, true]
}

/** How much of what the service complains of was passed on, and the kinds of oddities that were logged, each once. */
export type Complaints = Readonly<{
  lines: Allowance | undefined
  page: Allowance | undefined
  oddities: readonly string[]
}>

export const noComplaints: Complaints = { lines: undefined, page: undefined, oddities: [] }
