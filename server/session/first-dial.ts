/** The first connection of a call, which is tried again when what kept it from coming about passes. */

import type { WaitingReason } from '../../shared/messages.ts'
import type { Closure } from '../upstream/port.ts'
import { isPassing, upstreamClosed } from './ending.ts'
import { READY_WITHIN_MS } from './from-page.ts'
import { randomAt } from './random.ts'
import { logged, type SessionState, type SessionStep, tell } from './state.ts'

/** A new call has nothing to lose, and its page waits: it is told soon. */
const DIALS = 3
const AGAIN_AFTER_MS = 500

/** The connection is gone before the session began. */
export function firstFailed(state: SessionState, closure: Closure): SessionStep {
  const failures = state.link.failures + 1
  if (failures >= DIALS || !isPassing(closure)) return upstreamClosed(state, closure)
  const pauseMs = AGAIN_AFTER_MS * 2 ** (failures - 1) * (0.5 + randomAt(state.options.seed, failures))
  return [
    { ...state, link: { ...state.link, failures } },
    [
      logged('warn', 'first upstream failed', { ...closure, failures }),
      { type: 'setTimer', timer: 'redial', afterMs: Math.round(pauseMs) },
    ],
  ]
}

/** Dials the first connection again, under its next number. */
export function dialFirstAgain(state: SessionState): SessionStep {
  const connection = state.link.newest + 1
  return [
    { ...state, link: { ...state.link, current: connection, newest: connection } },
    [
      { type: 'switch', connection },
      { type: 'dial', connection },
      { type: 'setTimer', timer: 'ready', afterMs: READY_WITHIN_MS },
    ],
  ]
}

/** Its turn has not come, or the sign-in takes long: the page is told, and may wait as long as for a service that was lost. */
export const firstWaits = (state: SessionState, reason: WaitingReason): SessionStep => [
  state,
  [
    tell({ type: 'service.waiting', reason }),
    { type: 'setTimer', timer: 'ready', afterMs: state.options.reconnectWithinMs },
  ],
]

export const firstDials = (state: SessionState): SessionStep => [
  state,
  [{ type: 'setTimer', timer: 'ready', afterMs: READY_WITHIN_MS }],
]
