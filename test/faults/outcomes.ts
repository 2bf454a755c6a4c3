/** The few ways in which calls end, or do not. */

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

/** So long the calls of the matrix go on without a service; a server gives them three minutes. */
export const RECONNECT_SECONDS = 45

/** A service that drops every session is dialled again and again, and given up in the end. */
export const dropsAll: Outcome = {
  told: ['upstream_lost'],
  lost: 'often',
  resumed: 'often',
  moved: true,
  closed: 1011,
}
