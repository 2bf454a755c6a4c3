/** The connection that is to follow the present one: dialled, made ready, and dialled again when it comes to nothing. */

import { closeCodes } from '../../shared/errors.ts'
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

export function dialStandby(state: SessionState): SessionStep {
  const connection = state.link.newest + 1
  const { conversation } = state.link
  const dialled = linked(state, {
    newest: connection,
    standby: { connection, warm: false, expiresAtMs: undefined, echo: undefined },
  })
  return [
    dialled,
    [
      { type: 'dial', connection, conversation },
      { type: 'setTimer', timer: 'redial', afterMs: READY_WITHIN_MS },
    ],
  ]
}

/** The timer of the next connection: it did not get ready in time, or it is time to dial it again. */
export function redialDue(state: SessionState): SessionStep {
  const { standby, lost, deadlineMs } = state.link
  if (state.phase === 'connecting') return dialFirstAgain(state)
  if (state.phase !== 'live' || standby?.warm) return [state, []]
  if (standby) {
    const [failed, effects] = standbyFailed(state, { kind: 'timeout' })
    return [failed, [{ type: 'hangUp', connection: standby.connection }, ...effects]]
  }
  return lost || deadlineMs !== undefined ? dialStandby(state) : [state, []]
}

/** What the next connection says until the call is on it. */
export function standbySignal(state: SessionState, signal: UpstreamSignal): SessionStep {
  const { standby } = state.link
  if (!standby) return [state, []]
  const { connection } = standby
  if (signal.type === 'closed') return standbyFailed(state, signal.closure)
  if (signal.type === 'waiting') return awaitStandby(linked(state, { standby: { ...standby, waits: signal.reason } }))
  if (signal.type === 'dialling')
    return [
      linked(state, { standby: { ...standby, waits: undefined } }),
      [{ type: 'setTimer', timer: 'redial', afterMs: READY_WITHIN_MS }],
    ]
  if (signal.type === 'opened') {
    return command(state, 'update', { type: 'session.update', session: continued(state) }, connection)
  }
  const { event } = signal
  if (event.type === 'session.created' || event.type === 'session.updated') {
    const expiresAtMs =
      standby.expiresAtMs !== undefined && event.session?.expires_at == null
        ? standby.expiresAtMs
        : expiryOf(state, event.session)
    const warm = standby.warm || event.type === 'session.updated'
    const wrong = event.type === 'session.updated' ? linesOfFormats(event.session) : []
    if (wrong.length > 0) return refuseStandby(state, connection, wrong)
    const echo = event.type === 'session.updated' ? event.session.turn_detection : standby.echo
    const noted = linked(state, { standby: { ...standby, warm, expiresAtMs, echo } })
    return [noted, warm ? [{ type: 'clearTimer', timer: 'redial' }] : []]
  }
  if (event.type !== 'error' || standby.warm || !rejectsUpdate(event.error)) return [state, []]
  return refuseStandby(state, connection)
}

/** It is not the session that was asked for. */
function refuseStandby(state: SessionState, connection: number, lines: readonly SessionEffect[] = []): SessionStep {
  const [failed, effects] = standbyFailed(state, { kind: 'closed', code: closeCodes.failure, reason: 'rejected' })
  return [failed, [...lines, { type: 'hangUp', connection }, ...effects]]
}

/** Its turn has not come, or its sign-in takes long. Until then only the end of all patience counts. */
export function awaitStandby(state: SessionState): SessionStep {
  const reason = state.link.standby?.waits
  if (reason === undefined) return [state, []]
  if (!state.link.lost) return [state, [{ type: 'clearTimer', timer: 'redial' }]]
  const afterMs = Math.max(0, givenUpAtMs(state) - state.nowMs)
  return [state, [tell({ type: 'service.waiting', reason }), { type: 'setTimer', timer: 'redial', afterMs }]]
}

/** The next connection came to nothing. A lost call ends when there is no hope; one that still has its session waits. */
function standbyFailed(state: SessionState, closure: Closure): SessionStep {
  const { lost } = state.link
  const failures = state.link.failures + 1
  const retryAfterMs = (retryAfterOf(closure) ?? 0) * 1000
  const failed = linked(state, {
    standby: undefined,
    failures,
    notBeforeMs: state.nowMs + (lost ? retryAfterMs : Math.min(retryAfterMs, RETRY_AFTER_MAX_MS)),
  })
  const note = logged('warn', 'next upstream failed', { ...closure, failures })
  const afterMs = redialAfterMs(failed)
  const isTooLate = lost && state.nowMs + afterMs >= givenUpAtMs(state)
  // While the old session lives, whatever keeps the next one away may pass; only a call that has none is given up.
  const mayPass = !lost || isRecoverable(closure) || isFirstUnauthorized(failed, closure)
  if (mayPass && !isTooLate) return [failed, [note, { type: 'setTimer', timer: 'redial', afterMs }]]
  return chain(
    failed,
    (now) => [now, [note]],
    (now) => upstreamClosed(now, closure),
  )
}

/** What was refused may have been a token that is no longer valid: the next dial signs in anew (upstream/entra.ts). */
const isFirstUnauthorized = ({ link }: SessionState, closure: Closure): boolean =>
  closure.kind === 'refused' && closure.status === 401 && link.failures === 1

export const redialLater = (state: SessionState): SessionStep => [
  state,
  [{ type: 'setTimer', timer: 'redial', afterMs: redialAfterMs(state) }],
]
