/** The probe of the service, on a clock that a test turns. */

import { expect, test } from 'vitest'
import { probeSession } from '../../../server/probe.ts'
import { manualClock } from './upstream/manual-clock.ts'

test('a session whose settings are not accepted in time is given up, and nothing is left', async () => {
  const clock = manualClock()
  let closed = 0
  const proving = probeSession(
    (emit) => {
      queueMicrotask(() => emit({ type: 'opened' }))
      const close = () => {
        closed += 1
      }
      return { send: () => true, close }
    },
    {},
    clock,
  )
  await Promise.resolve()
  clock.pass(9_999)
  expect([closed, clock.waiting()]).toEqual([0, 1])
  clock.pass(1)
  expect(await proving).toMatchObject({ ok: false, code: 'upstream_timeout' })
  expect([closed, clock.waiting()]).toEqual([1, 0])
})
