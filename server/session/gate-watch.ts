/** The timer of the response gate: gives up what never came, and a service that says nothing more at all. */

import { isWaiting } from './gate.ts'
import { isMute, notMute, waitOver } from './mute.ts'
import { gateOverdue } from './open-turn.ts'
import { awaitService } from './responses.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'
import { serviceLost } from './succession.ts'

/** The gate waited long enough, or the service was listened for once more. */
export function gateWoke(state: SessionState): SessionStep {
  const { gate, link, mcp, nowMs } = state
  const wasListening = state.mute.dueAtMs !== undefined
  const gaveUp = gate.asked === undefined || gate.cutNext ? undefined : { request: gate.request }
  // While a server works for it, or the user is to approve of that, the service has nothing to say, unless it is asked: see listening.ts.
  const isExcused = !isWaiting(gate) && link.utterance === undefined && mcp.calls.length + mcp.asked.length > 0
  const looked = { ...state, mute: isExcused ? notMute : waitOver(state.mute, nowMs, gaveUp) }
  if (isMute(looked.mute)) return fellMute(looked)
  return chain(
    looked,
    (now) => (isWaiting(gate) ? gateOverdue(now) : [now, []]),
    // The user may wait no longer, but whether the service is still there is to be known before the next question.
    (now) => (now.gate.active !== undefined || (wasListening && !isWaiting(now.gate)) ? awaitService(now) : [now, []]),
  )
}

/** Its connection answers pings, and nobody is behind it: the call goes on with another. */
const fellMute = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'silent', detail: `no event in ${now.mute.waits} waits` }),
  )
