/** The session reducer: one call from the page's first byte to its end, pure, so that every order of events can be tested. */

import { closeCodes } from '../../shared/errors.ts'
import type { UpstreamSignal } from '../upstream/port.ts'
import { graceOver, pageAnswered, pageDropped, pageResumed } from './absence.ts'
import { command } from './commands.ts'
import { end, endWith, isRecoverable, upstreamClosed } from './ending.ts'
import { hasExpired } from './expiry.ts'
import { firstDials, firstFailed, firstWaits } from './first-dial.ts'
import { pageFaulted, pageMessage } from './from-page.ts'
import { serviceEvent } from './from-service.ts'
import { gateDue } from './gate-watch.ts'
import { settleHeard } from './hearing.ts'
import { limitDue, startLimits } from './limits.ts'
import { askIfIdle, closeUncaptioned, listeningDue } from './listening.ts'
import { keepAlive, startKeepAlive } from './liveness.ts'
import { expiryNears, rollOver, serviceLost } from './rollover.ts'
import { notStalled } from './stall.ts'
import { redialDue, standbySignal } from './standby.ts'
import { chain, type SessionEvent, type SessionState, type SessionStep } from './state.ts'
import { toolFinished } from './tool-turns.ts'
import { tellSignal } from './watch.ts'

/** `reduce(state, event) -> [state, effects]`. After the end, every event is stale and does nothing. */
export function reduce(before: SessionState, event: SessionEvent): SessionStep {
  if (before.phase === 'ended') return [before, []]
  const now = { ...before, nowMs: event.atMs }
  const [state, effects] = chain(now, (given) => step(given, event), settleHeard, rollOver)
  const told = effects.some((effect) => effect.type === 'tell' || effect.type === 'play')
  return [told ? { ...state, liveness: { ...state.liveness, toldAtMs: event.atMs } } : state, effects]
}

/** A page that was only silent says something again, on the socket that it always had. */
const pageActive = (state: SessionState): SessionStep =>
  state.awaySinceMs === undefined ? [state, []] : chain(state, pageAnswered, startKeepAlive)

function step(state: SessionState, event: SessionEvent): SessionStep {
  switch (event.type) {
    case 'page.opened':
      return begin(state)
    case 'page.message':
      return chain(state, pageActive, (now) => pageMessage(now, event.text))
    case 'page.active':
      return pageActive(state)
    case 'page.faulted':
      return pageFaulted(state, event.fault)
    case 'page.closed':
      return end(state, closeCodes.normal, 'page closed')
    case 'page.dropped':
      return pageDropped(state)
    case 'page.resumed':
      return chain(state, (now) => pageResumed(now, event.received), startKeepAlive)
    case 'page.stalled':
      return endWith(state, closeCodes.failure, 'page_slow')
    case 'upstream':
      return onUpstream(state, event.connection, event.signal)
    case 'tool.finished':
      return toolFinished(state, event.call, event.ok, event.output)
    case 'timer.fired':
      return timerFired(state, event)
    case 'drained':
      return endWith(state, closeCodes.restart, 'draining')
  }
}

/** The page was greeted in the lobby; what it asked for comes next. */
const begin = (state: SessionState): SessionStep => chain(state, startKeepAlive, startLimits)

/** A connection that the call has left has no say any more. */
function onUpstream(state: SessionState, connection: number, signal: UpstreamSignal): SessionStep {
  const { current, lost, standby } = state.link
  const isNext = connection === standby?.connection
  if (!isNext && (connection !== current || lost)) return [state, []]
  const said = isNext ? standbySignal : currentSignal
  if (!state.watched) return said(state, signal)
  return chain(
    state,
    (now) => [now, tellSignal(now, signal)],
    (now) => said(now, signal),
  )
}

function currentSignal(state: SessionState, signal: UpstreamSignal): SessionStep {
  switch (signal.type) {
    case 'waiting':
      return firstWaits(state, signal.reason)
    case 'dialling':
      return firstDials(state)
    case 'opened':
      return command(state, 'update', { type: 'session.update', session: state.options.update })
    case 'event':
      // Whatever it is, it is a sign of life.
      return serviceEvent(
        { ...state, stall: notStalled, presence: { ...state.presence, receivedAtMs: state.nowMs } },
        signal.event,
      )
    case 'closed':
      if (state.phase === 'connecting') return firstFailed(state, signal.closure)
      return isRecoverable(signal.closure, { overflowed: state.link.overflowed, expired: hasExpired(state) })
        ? serviceLost(state, signal.closure)
        : upstreamClosed(state, signal.closure)
  }
}

function timerFired(
  state: SessionState,
  { timer, signAtMs, soundAtMs }: Extract<SessionEvent, { type: 'timer.fired' }>,
): SessionStep {
  switch (timer) {
    case 'ready':
      return state.phase === 'connecting' ? endWith(state, closeCodes.failure, 'upstream_timeout') : [state, []]
    case 'gate':
      return gateDue(state)
    case 'listening':
      return listeningDue(state, soundAtMs)
    case 'keepalive':
      return state.awaySinceMs === undefined
        ? chain(state, (now) => keepAlive(now, signAtMs), closeUncaptioned, askIfIdle)
        : [state, []]
    case 'grace':
      return graceOver(state)
    case 'expiry':
      return expiryNears(state)
    case 'redial':
      return redialDue(state)
    case 'idle':
    case 'limit':
      return limitDue(state, timer)
  }
}
