/** A case of the fault matrix: what goes wrong, when, and what is to become of the call. */

import type { WireFault } from './wire-faults.ts'

/** Where a call is when its fault happens, or how far a call with other dials is taken. */
export const phases = ['connect', 'listening', 'answering', 'tool-call'] as const
export type Phase = (typeof phases)[number]

/** How often, as far as that can be known: from three on it depends on the pauses, which are different in every call. */
export type Times = 0 | 1 | 2 | 'often'
export const timesOf = (count: number): Times => (count === 0 || count === 1 || count === 2 ? count : 'often')

/**
 * What the user sees: `told` are the codes of the errors, in order; `lost` and `resumed` how often the page said that the voice service
 * was away and back; `closed` is the close code, or undefined for a call that goes on. `moved`: it went to another session of the
 * service at least once, seen or unseen.
 */
export type Outcome = Readonly<{
  told: readonly string[]
  lost: Times
  resumed: Times
  moved: boolean
  closed: number | undefined
}>

/** `documented`: whatever becomes of the call, the next question is answered, or it ends and the user is told why. */
export type Expected = Outcome | 'documented'

/** What the user does, when it is not what the moment has them do. */
export type Scene = Phase | 'two-turns' | 'unanswered-turn' | 'tool-answered'

export type FaultCase = Readonly<{
  dials: Readonly<Record<string, string>>
  phase: Phase
  scene?: Scene
  /** what happens to the TCP connection at that moment; the dials of a service cannot do that */
  wire?: WireFault
  expected: Expected
  /** as right as `expected`, for it depends on a clock */
  or?: Outcome
}>

export const nameOf = ({ dials, wire }: Pick<FaultCase, 'dials' | 'wire'>): string =>
  [
    ...(wire === undefined ? [] : [`wire=${wire}`]),
    ...Object.entries(dials)
      .filter(([name]) => name !== 'at')
      .map(([name, value]) => `${name}=${value}`),
  ].join(' ')

export const printOutcome = ({ told, lost, resumed, moved, closed }: Outcome): string =>
  [
    `lost ${lost}, resumed ${resumed}, ${moved ? 'moved' : 'stayed'}`,
    ...told,
    closed === undefined ? 'goes on' : `ends ${closed}`,
  ].join(' · ')

export const printExpected = ({ expected, or }: Pick<FaultCase, 'expected' | 'or'>): string =>
  expected === 'documented'
    ? 'answered, or ended with a reason'
    : [expected, ...(or === undefined ? [] : [or])].map(printOutcome).join(' or ')

/** Whatever a service says, one call writes no more than this to the log of an operator. */
export const LOG_MAX_BYTES = 64 * 1024

/** 1006 is documented nowhere: it is what the driver makes of a call that hangs. */
export const isAsExpected = (seen: Outcome, { expected, or }: Pick<FaultCase, 'expected' | 'or'>): boolean =>
  expected === 'documented'
    ? seen.closed === undefined || (seen.closed !== 1006 && seen.told.length > 0)
    : [expected, ...(or === undefined ? [] : [or])].some((one) => printOutcome(one) === printOutcome(seen))
