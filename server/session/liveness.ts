/** Whether each side knows that the other is there: a page is told something every few seconds, and one that says nothing is held. */

import { pageSilent } from './absence.ts'
import { type SessionState, type SessionStep, tell } from './state.ts'

/** The page gives a socket up after 14 s without a message; phones and proxies cut connections that are silent for longer. */
const PING_AFTER_MS = 5_000

/** After so long without a sign of life (audio, a message, a pong) the call is held, as if the line were lost: a page that is only frozen comes back. */
export const PAGE_SILENT_AFTER_MS = 40_000

/** A timer that is later than this was held up with the whole process, and what the page said waits to be read: its silence proves nothing. */
const LATE_AFTER_MS = 2_000

/** The timer is not moved by every frame; it looks at the clock when it fires. `signAtMs`: when the page last gave a sign of life. */
export function keepAlive(before: SessionState, signAtMs: number): SessionStep {
  const state = before.nowMs - before.liveness.dueAtMs > LATE_AFTER_MS ? countFromNow(before) : before
  const { nowMs, liveness } = state
  const silentMs = nowMs - Math.max(signAtMs, liveness.countsFromMs)
  if (silentMs >= PAGE_SILENT_AFTER_MS) return pageSilent(state, nowMs - silentMs)
  const quietMs = Math.max(nowMs - liveness.toldAtMs, silentMs)
  if (quietMs < PING_AFTER_MS) return wakeAfter(state, PING_AFTER_MS - quietMs)
  const nonce = liveness.nonce + 1
  const [pinged, effects] = wakeAfter(
    { ...state, liveness: { ...liveness, nonce } },
    Math.min(PING_AFTER_MS, PAGE_SILENT_AFTER_MS - silentMs),
  )
  return [pinged, [tell({ type: 'ping', nonce }), ...effects]]
}

/** The call began, or the page is back. */
export const startKeepAlive = (state: SessionState): SessionStep => wakeAfter(countFromNow(state), PING_AFTER_MS)

const countFromNow = (state: SessionState): SessionState => ({
  ...state,
  liveness: { ...state.liveness, countsFromMs: state.nowMs },
})

const wakeAfter = (state: SessionState, afterMs: number): SessionStep => [
  { ...state, liveness: { ...state.liveness, dueAtMs: state.nowMs + afterMs } },
  [{ type: 'setTimer', timer: 'keepalive', afterMs }],
]
