/** What is known of a service that may have fallen silent, though its connection answers pings: pure, on the clock of the events. */

import { GATE_HEALS_AFTER_MS, type Gate, isWaiting } from './gate.ts'
import type { Owed } from './owed.ts'

export type Stall = Readonly<{
  /** when the wait for an event is over; undefined once the service has said anything since it began */
  dueAtMs: number | undefined
  /** such waits in a row */
  waits: number
  /** what we asked for and gave up on meanwhile */
  gaveUp: Owed | undefined
}>

/**
 * Of a service that no one asks anything: when it last said anything, when it was last asked whether it is there, and whether it has
 * ever answered that.
 */
export type Presence = Readonly<{ receivedAtMs: number; probedAtMs: number | undefined; answersProbes: boolean }>

export const presentSince = (nowMs: number): Presence => ({
  receivedAtMs: nowMs,
  probedAtMs: undefined,
  answersProbes: false,
})

export const notStalled: Stall = { dueAtMs: undefined, waits: 0, gaveUp: undefined }

/**
 * The service acknowledges an item, a request and the end of a turn within a second, however long the answer takes. One wait may be
 * a hiccup of the network, or one lost event, which the gate heals. Two are ten seconds without a word to somebody who has just
 * asked: longer than any pause that was seen, and less than half of what a missing pong takes.
 */
const WAITS_MAX = 2

/** A response that runs may take its time, because a model may think before it speaks; forty seconds without any event are too many. */
const RESPONSE_PAUSES_MS = 20_000

/** How long the service is listened for. */
export const waitMsOf = (gate: Gate): number =>
  isWaiting(gate) || gate.active === undefined ? GATE_HEALS_AFTER_MS : RESPONSE_PAUSES_MS

/** A timer that fires later than this was held up with our whole process: what the service said meanwhile is not read yet. */
const LATE_MS = 1_000

/** Something was asked of the service, which it answers at once in one way or another. */
export const waitBegan = (stall: Stall, nowMs: number, waitMs: number): Stall => ({ ...stall, dueAtMs: nowMs + waitMs })

/** The wait ran out. Nothing is held against a service that said anything, or that we were too late to listen to. */
export function waitOver(stall: Stall, nowMs: number, gaveUp: Owed | undefined): Stall {
  const { dueAtMs, waits } = stall
  if (dueAtMs === undefined || nowMs > dueAtMs + LATE_MS) return { ...notStalled, gaveUp: gaveUp ?? stall.gaveUp }
  return { dueAtMs: undefined, waits: waits + 1, gaveUp: gaveUp ?? stall.gaveUp }
}

export const hasStalled = ({ waits }: Stall): boolean => waits >= WAITS_MAX
