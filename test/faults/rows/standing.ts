/** Dials that are in force from the first byte to the last: a call stands each of them at every moment. */

import { type FaultCase, phases } from '../case.ts'
import { goesOn } from '../outcomes.ts'

const standing: readonly FaultCase['dials'][] = [
  { updated: '300' },
  { created: '0' },
  { created: '2000' },
  { pace: '0.8' },
  { burst: '1500' },
  { order: 'native' },
  { order: 'native', transcript: 'before' },
  { order: 'native', transcript: 'after' },
  { 'first-done': 'transcript' },
  { 'previous-ids': 'null' },
  { 'previous-ids': 'absent' },
  { 'previous-ids': 'empty' },
  { strict: 'on' },
  // What the relay does not read may be odd: nothing changes.
  ...['1', '2', '3'].map((odd) => ({ odd, 'odd-scope': 'unread' })),
  { odd: '4', 'odd-scope': 'unread', order: 'native' },
]

/** Seeds that make odd whatever they please. */
const SEEDS = ['11', '12', '13', '14', '15', '16']

export const standingCases: readonly FaultCase[] = [
  ...standing.flatMap((dials) => phases.map((phase): FaultCase => ({ dials, phase, expected: goesOn() }))),
  ...SEEDS.flatMap((odd) => phases.map((phase): FaultCase => ({ dials: { odd }, phase, expected: 'documented' }))),
]
