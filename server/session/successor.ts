/** The connection that is to follow the present one: dialled, made ready, and dialled again when it comes to nothing. */

import { closeCodes } from '../../shared/errors.ts'
import type { WaitingReason } from '../../shared/messages.ts'
import type { Closure, UpstreamSignal } from '../upstream/port.ts'
import { command } from './commands.ts'
import { continued } from './continued.ts'
import { linesOfFormats } from './echo.ts'
import { isRecoverable, retryAfterOf, upstreamClosed } from './ending.ts'
import { expiryOf } from './expiry.ts'
import { dialFirstAgain } from './first-dial.ts'
import { READY_WITHIN_MS } from './from-page.ts'
import type { Link } from './link.ts'
import { givenUpAtMs, RETRY_AFTER_MAX_MS, redialAfterMs } from './pauses.ts'
import { rejectsUpdate } from './rejection.ts'
import { chain, logged, type SessionEffect, type SessionState, type SessionStep, tell } from './state.ts'

export const linked = (state: SessionState, change: Partial<Link>): SessionState => ({
  ...state,
  link: { ...state.link, ...change },
})

export function dialSuccessor(state: SessionState): SessionStep {
  const connection = state.link.newest + 1
  const { conversation } = state.link
  const dialled = linked(state, {
    newest: connection,
    successor: { connection, warm: false, expiresAtMs: undefined, echo: undefined },
  })
  return [
    dialled,
    [
      { type: 'dial', connection, conversation },
      { type: 'wake', timer: 'redial', afterMs: READY_WITHIN_MS },
    ],
  ]
}

/** The timer of the next connection: it did not get ready in time, or it is time to dial it again. */
export function redialDue(state: SessionState): SessionStep {
  const { successor, lost, deadlineMs } = state.link
  if (state.phase === 'connecting') return dialFirstAgain(state)
  if (state.phase !== 'live' || successor?.warm) return [state, []]
  if (successor) {
    const [failed, effects] = successorFailed(state, { kind: 'timeout' })
    return [failed, [{ type: 'hangUp', connection: successor.connection }, ...effects]]
  }
  return lost || deadlineMs !== undefined ? dialSuccessor(state) : [state, []]
}

/** What the next connection says until the call is on it. */
export function successorSaid(state: SessionState, signal: UpstreamSignal): SessionStep {
  const { successor } = state.link
  if (!successor) return [state, []]
  const { connection } = successor
  if (signal.type === 'closed') return successorFailed(state, signal.closure)
  if (signal.type === 'waiting') return successorWaits(state, signal.reason)
  if (signal.type === 'dialling') return [state, [{ type: 'wake', timer: 'redial', afterMs: READY_WITHIN_MS }]]
  if (signal.type === 'opened') {
    return command(state, 'update', { type: 'session.update', session: continued(state) }, connection)
  }
  const { event } = signal
  if (event.type === 'session.created' || event.type === 'session.updated') {
    const expiresAtMs =
      successor.expiresAtMs !== undefined && event.session?.expires_at == null
        ? successor.expiresAtMs
        : expiryOf(state, event.session)
    const warm = successor.warm || event.type === 'session.updated'
    const wrong = event.type === 'session.updated' ? linesOfFormats(event.session) : []
    if (wrong.length > 0) return refuseSuccessor(state, connection, wrong)
    const echo = event.type === 'session.updated' ? event.session.turn_detection : successor.echo
    const noted = linked(state, { successor: { ...successor, warm, expiresAtMs, echo } })
    return [noted, warm ? [{ type: 'sleep', timer: 'redial' }] : []]
  }
  if (event.type !== 'error' || successor.warm || !rejectsUpdate(event.error)) return [state, []]
  return refuseSuccessor(state, connection)
}

/** It is not the session that was asked for. */
function refuseSuccessor(state: SessionState, connection: number, lines: readonly SessionEffect[] = []): SessionStep {
  const [failed, effects] = successorFailed(state, { kind: 'closed', code: closeCodes.failure, reason: 'rejected' })
  return [failed, [...lines, { type: 'hangUp', connection }, ...effects]]
}

/** Its turn has not come, or its sign-in takes long. Until then only the end of all patience counts. */
function successorWaits(state: SessionState, reason: WaitingReason): SessionStep {
  if (!state.link.lost) return [state, [{ type: 'sleep', timer: 'redial' }]]
  const afterMs = Math.max(0, givenUpAtMs(state) - state.nowMs)
  return [state, [tell({ type: 'service.waiting', reason }), { type: 'wake', timer: 'redial', afterMs }]]
}

/** The next connection came to nothing. A lost call ends when there is no hope; one that still has its session waits. */
function successorFailed(state: SessionState, closure: Closure): SessionStep {
  const { lost } = state.link
  const failures = state.link.failures + 1
  const retryAfterMs = (retryAfterOf(closure) ?? 0) * 1000
  const failed = linked(state, {
    successor: undefined,
    failures,
    notBeforeMs: state.nowMs + (lost ? retryAfterMs : Math.min(retryAfterMs, RETRY_AFTER_MAX_MS)),
  })
  const note = logged('warn', 'next upstream failed', { ...closure, failures })
  const afterMs = redialAfterMs(failed)
  const isTooLate = lost && state.nowMs + afterMs >= givenUpAtMs(state)
  if (isRecoverable(closure) && !isTooLate) return [failed, [note, { type: 'wake', timer: 'redial', afterMs }]]
  if (!lost) return [failed, [note, { type: 'sleep', timer: 'redial' }]]
  return chain(
    failed,
    (now) => [now, [note]],
    (now) => upstreamClosed(now, closure),
  )
}

export const redialLater = (state: SessionState): SessionStep => [
  state,
  [{ type: 'wake', timer: 'redial', afterMs: redialAfterMs(state) }],
]
