/** An open door, for tests of what is behind it. */

import { createAccess } from '../../server/access/access.ts'
import type { TalkerOffers } from '../../shared/talker-choice.ts'

export const openAccess = (offers?: TalkerOffers) =>
  createAccess({
    policy: { type: 'open' },
    peer: () => undefined,
    behindProxy: false,
    log: () => {},
    nowMs: () => 0,
    ...(offers && { offers }),
  })
