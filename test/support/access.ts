/** An open door, for tests of what is behind it. */

import { createAccess } from '../../server/access/access.ts'
import type { UserOffers } from '../../shared/user-choice.ts'

export const openAccess = (offers?: UserOffers) =>
  createAccess({
    policy: { type: 'open' },
    peer: () => undefined,
    behindProxy: false,
    log: () => {},
    nowMs: () => 0,
    ...(offers && { offers }),
  })
