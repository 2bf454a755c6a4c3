/** A service that reads is sent all that is said, also what was held for it. */

import type { Plan } from '../plan.ts'
import type { MakeCheck } from './check.ts'

/** Nothing keeps the service from reading, or its network from flowing without our knowledge. */
const isReading = ({ faults, mishaps }: Plan): boolean =>
  faults.length === 0 &&
  !mishaps.some(
    (one) =>
      (one.type === 'freeze' || (one.type === 'cut' && one.learns === 'far')) &&
      !('user' in one && one.user !== undefined),
  )

export const soundIsTaken: MakeCheck = ({ plan, fail }) => ({
  refused: () => {
    if (isReading(plan)) fail('sound was refused by a queue', 'of a service that reads')
  },
})
