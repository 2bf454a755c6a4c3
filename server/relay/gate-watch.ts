/** The timer of the response gate: gives up what never came, and a service that says nothing more at all. */

import { GATE_HEALS_AFTER_MS, isWaiting } from './gate.ts'
import { isMute, waitBegan, waitOver } from './mute.ts'
import { gateOverdue } from './open-turn.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'
import { serviceLost } from './succession.ts'

/** The gate waited long enough, or the service was listened for once more. */
export function gateWoke(state: SessionState): SessionStep {
  const { gate, nowMs } = state
  const wasListening = state.mute.dueAtMs !== undefined
  const gaveUp = gate.asked === undefined || gate.cutNext ? undefined : { request: gate.request }
  const looked = { ...state, mute: waitOver(state.mute, nowMs, gaveUp) }
  if (isMute(looked.mute)) return fellMute(looked)
  return chain(
    looked,
    (now) => (isWaiting(gate) ? gateOverdue(now) : [now, []]),
    (now) => (wasListening && !isWaiting(now.gate) ? listenOn(now) : [now, []]),
  )
}

/** The user waits no longer, but whether the service is still there is to be known before the next question. */
const listenOn = (state: SessionState): SessionStep => [
  { ...state, mute: waitBegan(state.mute, state.nowMs) },
  [{ type: 'wake', timer: 'gate', afterMs: GATE_HEALS_AFTER_MS }],
]

/** Its connection answers pings, and nobody is behind it: the call goes on with another. */
const fellMute = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'silent', detail: `no event in ${now.mute.waits * GATE_HEALS_AFTER_MS} ms` }),
  )
