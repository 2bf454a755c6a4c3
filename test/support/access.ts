/** An open door, for tests of what is behind it. */

import { createAccess } from '../../server/access/access.ts'
import type { UserOffers } from '../../shared/user-choice.ts'

/** Of a server that says before a session that it is on the emulator. */
export const openAccess = (offers?: UserOffers) =>
  createAccess({
    policy: { type: 'open' },
    peer: () => undefined,
    behindProxy: false,
    log: () => {},
    nowMs: () => 0,
    emulated: true,
    ...(offers && { offers }),
  })
