/** A service that does not let the call in, and every form in which it says when to come back. */

import type { FaultCase } from '../case.ts'
import { ends } from '../outcomes.ts'

const refusals: readonly (readonly [string, string])[] = [
  ['400', 'upstream_refused'],
  ['401', 'upstream_unauthorized'],
  ['403', 'upstream_forbidden'],
  ['404', 'upstream_not_found'],
  ['429', 'upstream_throttled, again in 10 s'],
  ['500', 'upstream_unavailable'],
  ['503', 'upstream_unavailable, again in 10 s'],
]

const again = (seconds: number) => ends(`upstream_throttled, again in ${seconds} s`)

const row = (dials: FaultCase['dials'], expected: FaultCase['expected']): FaultCase => ({
  dials,
  phase: 'connect',
  expected,
})
const throttled = (form: string) => ({ refuse: '429', 'retry-after': '12', 'retry-after-form': form })

export const refusalCases: readonly FaultCase[] = [
  ...refusals.map(([refuse, code]) => row({ refuse }, ends(code))),
  row(throttled('retry-after-ms'), again(12)),
  row(throttled('x-ms-retry-after-ms'), again(12)),
  row(throttled('absent'), ends('upstream_throttled')),
  // A date has no parts of seconds.
  { ...row(throttled('date'), again(12)), or: again(11) },
]
