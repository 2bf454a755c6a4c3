/** How long a call waits before it dials the service again, and when it is given up. */

import { randomAt } from './random.ts'
import type { SessionState } from './state.ts'

/** The first pause; each that follows is twice as long, up to the last. */
const REDIAL_AFTER_MS = 500
export const REDIAL_MAX_MS = 8_000

/** While the old session still lives, there is no hurry. */
const REDIAL_AT_EASE_AFTER_MS = 5_000

/** A call that still has its session dials again by then, whatever the service says. */
export const RETRY_AFTER_MAX_MS = 30_000

/** Calls that wait for the same service do not dial at the same moment behind a pause that it has named. */
const SPREAD_MS = 1_000

/** When a call without service is given up. */
export const givenUpAtMs = ({ link, options }: SessionState): number =>
  (link.troubledSinceMs ?? 0) + options.reconnectWithinMs

/** The pause before the next dial: twice the one before, and not the same in every call. */
export function redialAfterMs({ link, nowMs, options }: SessionState): number {
  const { lost, failures, notBeforeMs, newest } = link
  const chance = randomAt(options.seed, newest)
  const pauseMs = lost ? Math.min(REDIAL_AFTER_MS * 2 ** (failures - 1), REDIAL_MAX_MS) : atEaseMs(failures)
  const askedMs = notBeforeMs > nowMs ? notBeforeMs - nowMs + chance * SPREAD_MS : 0
  return Math.round(Math.max(pauseMs * (0.5 + chance), askedMs))
}

const atEaseMs = (failures: number): number =>
  Math.min(REDIAL_AT_EASE_AFTER_MS * 2 ** (failures - 1), RETRY_AFTER_MAX_MS)
