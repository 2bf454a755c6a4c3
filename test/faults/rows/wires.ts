/** Faults of the TCP connection between server and service. */

import { type FaultCase, type Phase, phases } from '../case.ts'
import { ends, goesOn, movesOn } from '../outcomes.ts'
import type { WireFault } from '../wire-faults.ts'

/** Before a call connects there is no connection to do anything to but to refuse it, or to leave it unanswered. */
const connecting: readonly (readonly [WireFault, FaultCase['expected']])[] = [
  ['refused', ends('upstream_unreachable')],
  ['frozen-8-s', goesOn()],
  ['frozen-45-s', ends('upstream_timeout')],
]

const broken: readonly WireFault[] = [
  'reset',
  'reset-in-frame-down',
  'reset-in-frame-up',
  'cut',
  'half-close-down',
  'half-close-up',
  'away-2-s',
  'frozen-45-s',
  'frozen-down-45-s',
  'frozen-up-45-s',
]

const live = phases.filter((phase) => phase !== 'connect')
const row = (wire: WireFault, phase: Phase, expected: FaultCase['expected']): FaultCase => ({
  dials: {},
  wire,
  phase,
  expected,
})

export const wireCases: readonly FaultCase[] = [
  ...connecting.map(([wire, expected]) => row(wire, 'connect', expected)),
  ...broken.flatMap((wire) => live.map((phase) => row(wire, phase, movesOn))),
  // So long, a freeze is no loss, and not a word of it is lost; a longer one may be taken for a loss.
  ...live.map((phase) => row('frozen-8-s', phase, goesOn())),
  ...live.map((phase) => ({ ...row('frozen-20-s', phase, goesOn()), or: movesOn })),
]
