/** The few ways in which calls end, or do not. */

import { DIALS } from '../../server/relay/succession.ts'
import type { Outcome } from './case.ts'

export const goesOn = (...told: readonly string[]): Outcome => ({
  told,
  lost: 0,
  resumed: 0,
  moved: false,
  closed: undefined,
})

/** The call moves to a new session of the service, and the user asks on. */
export const movesOn: Outcome = { told: [], lost: 1, resumed: 1, moved: true, closed: undefined }

/** 1011: the voice service failed, or the server did. */
export const ends = (...told: readonly string[]): Outcome => ({
  told,
  lost: 0,
  resumed: 0,
  moved: false,
  closed: 1011,
})

/** A service that drops every session is dialled five times in a row, and no more. */
export const dropsAll: Outcome = {
  told: ['upstream_lost'],
  lost: DIALS,
  resumed: DIALS,
  moved: true,
  closed: 1011,
}
