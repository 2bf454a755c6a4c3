/** How much of a kind may still pass: so much at once, and then so much in time (a token bucket). */

/** `left` at `atMs`; undefined for one that was never asked. */
export type Allowance = Readonly<{ left: number; atMs: number }>
export type Rate = Readonly<{ burst: number; everyMs: number }>

/** What is left now. A clock that was set back gives nothing. */
export function refilled(allowance: Allowance | undefined, nowMs: number, { burst, everyMs }: Rate): Allowance {
  const earned = allowance ? allowance.left + Math.max(0, nowMs - allowance.atMs) / everyMs : burst
  return { left: Math.min(burst, earned), atMs: nowMs }
}

/** Takes one, or as much as is asked; false, and nothing taken, when there is less left. */
export function take(
  allowance: Allowance | undefined,
  nowMs: number,
  rate: Rate,
  amount = 1,
): readonly [Allowance, boolean] {
  const { left, atMs } = refilled(allowance, nowMs, rate)
  return left < amount ? [{ left, atMs }, false] : [{ left: left - amount, atMs }, true]
}
