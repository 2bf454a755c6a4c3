/** An open door, for tests of what is behind it. */

import { createAccess } from '../../server/access/access.ts'

export const openAccess = () =>
  createAccess({
    policy: { type: 'open' },
    peer: () => undefined,
    behindProxy: false,
    log: () => {},
    nowMs: () => 0,
  })
