/** Faults of a whole session: it closes, falls silent, or says what no one expects. */

import { type Expected, type FaultCase, type Phase, phases } from '../case.ts'
import { dropsAll, ends, goesOn, movesOn } from '../outcomes.ts'

/** What becomes of a call when the fault happens while it connects, and later. */
const faults: Readonly<Record<string, Readonly<{ connecting: Expected; live: Expected }>>> = {
  'close-1001': { connecting: goesOn(), live: movesOn },
  'close-1006': { connecting: goesOn(), live: movesOn },
  'close-1008': { connecting: ends('upstream_closed_early'), live: ends('upstream_policy') },
  'close-1011': { connecting: goesOn(), live: movesOn },
  'session-expired': { connecting: goesOn(), live: movesOn },
  'output-overflow': { connecting: ends('upstream_closed_early'), live: movesOn },
  stall: { connecting: ends('upstream_timeout'), live: movesOn },
  'stall-without-pongs': { connecting: ends('upstream_timeout'), live: movesOn },
  error: { connecting: goesOn(), live: goesOn('upstream_error') },
  // It says nothing of what it concerns; while the session is being set up, that is taken for a refusal.
  'error-null-fields': { connecting: ends('upstream_rejected'), live: goesOn('upstream_error') },
  'error-burst': { connecting: goesOn(), live: goesOn('upstream_error') },
  warning: { connecting: goesOn(), live: goesOn() },
  'warning-flood': { connecting: goesOn(), live: goesOn() },
  'unknown-event': { connecting: goesOn(), live: goesOn() },
  'invalid-json': { connecting: goesOn(), live: goesOn() },
  'deep-json': { connecting: goesOn(), live: goesOn() },
  'frame-2-mib': { connecting: goesOn(), live: goesOn() },
  // Larger than any event that was seen: the connection is given up, and the call goes on with another.
  'frame-8-mib': { connecting: goesOn(), live: movesOn },
  'frame-16-mib': { connecting: goesOn(), live: movesOn },
}

const frozen = (thawMs: number, expected: (phase: Phase) => Expected): FaultCase[] =>
  phases.map((at) => ({
    dials: { fault: 'freeze', thaw: `${thawMs}`, at },
    phase: at,
    expected: expected(at),
  }))

export const sessionCases: readonly FaultCase[] = [
  ...Object.entries(faults).flatMap(([fault, { connecting, live }]) =>
    phases.map(
      (at): FaultCase => ({ dials: { fault, at }, phase: at, expected: at === 'connect' ? connecting : live }),
    ),
  ),
  ...frozen(1000, () => goesOn()),
  ...frozen(8000, () => goesOn()),
  { dials: { updated: 'never' }, phase: 'connect', expected: ends('upstream_timeout') },
  ...(['listening', 'answering', 'tool-call'] as const).map(
    (phase): FaultCase => ({
      // Slow enough that the session expires on the way, and in the middle of the long answer.
      dials: { expires: '8', pace: '0.5' },
      phase,
      expected: { ...goesOn(), moved: true },
    }),
  ),
  {
    dials: { fault: 'close-1011', at: 'answering', 'fault-sessions': 'unlimited' },
    phase: 'answering',
    expected: dropsAll,
  },
]
