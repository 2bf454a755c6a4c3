/** When a session of the service expires, and when the call should change to another. */

import type { PrintedSession } from '../voicelive/acted-on.ts'
import { noLink } from './link.ts'
import type { SessionEffect, SessionState, SessionStep } from './state.ts'

/** The service ends a session after an hour (protocol reference 1.7); older versions do not say when. */
const SESSION_MAX_MS = 60 * 60_000

/** From so long before the end the first quiet moment is taken; the rest is for a change in the middle of things. */
const LEAD_MS = 90_000
const LAST_MS = 15_000

/** Planned changes in any minute; a service whose sessions are shorter than that is left to close them. */
const CHANGES_MAX = 3
const CHANGES_WITHIN_MS = 60_000

/** A clock that is off by more than this would make us change without end. */
const LIFE_MIN_MS = 2_000

/** When the session expires on the clock of the events. A time that makes no sense (clocks differ) is taken for the usual hour. */
export function expiryOf(state: SessionState, session: PrintedSession | null | undefined): number {
  const unixSeconds = session?.expires_at
  const atMs = unixSeconds == null ? Number.NaN : unixSeconds * 1000 - state.options.unixAtZeroMs
  const lifeMs = atMs - state.nowMs
  return lifeMs >= LIFE_MIN_MS && lifeMs <= SESSION_MAX_MS + LEAD_MS ? atMs : state.nowMs + SESSION_MAX_MS
}

/** Notes what the service says of the current session: when it expires, and which conversation of an agent it is. */
export function noteSession(state: SessionState, session: PrintedSession | null | undefined): SessionStep {
  const conversation = session?.agent?.thread_id ?? state.link.conversation
  const noted: SessionState = { ...state, link: { ...state.link, conversation } }
  const known = state.link.expiresAtMs !== undefined && session?.expires_at == null
  return known || state.link.deadlineMs !== undefined ? [noted, []] : awaitExpiry(noted, expiryOf(state, session))
}

/** Sets the timer for the change. A short life leaves less time for it: half of it, and the last sixth. */
export function awaitExpiry(state: SessionState, expiresAtMs: number): SessionStep {
  const lifeMs = expiresAtMs - state.nowMs
  const dueMs = lifeMs - Math.min(LEAD_MS, lifeMs / 2)
  const oldestMs = state.link.changesAtMs.at(-CHANGES_MAX)
  const afterMs = Math.max(0, dueMs, oldestMs === undefined ? 0 : oldestMs + CHANGES_WITHIN_MS - state.nowMs)
  const timer: SessionEffect = { type: 'setTimer', timer: 'expiry', afterMs }
  return [{ ...state, link: { ...state.link, expiresAtMs, deadlineMs: noLink.deadlineMs } }, [timer]]
}

/** Notes a planned change, so that those of any minute can be counted. */
export const noteChange = ({ link, nowMs }: SessionState): readonly number[] =>
  [...link.changesAtMs, nowMs].slice(-CHANGES_MAX)

/** How long the change may wait for a quiet moment, from when it is due. */
export function patienceOf({ link, nowMs }: SessionState): number {
  const leftMs = Math.max(0, (link.expiresAtMs ?? nowMs) - nowMs)
  return leftMs - Math.min(LAST_MS, leftMs / 3)
}

/** A clock of the service that is ahead of ours ends a session so much sooner. */
const EARLY_MS = 5_000

/** The session is at its end: a connection that is closed now is closed for that. */
export const hasExpired = ({ link, nowMs }: SessionState): boolean =>
  nowMs >=
  Math.min(link.deadlineMs ?? Number.POSITIVE_INFINITY, (link.expiresAtMs ?? Number.POSITIVE_INFINITY) - EARLY_MS)
