/** The timer of the response gate: gives up what never came, and a service that says nothing more at all. */

import { isWaiting } from './gate.ts'
import { owesAWord, waitsForOthers } from './listening.ts'
import { gateOverdue } from './open-turn.ts'
import { awaitService } from './responses.ts'
import { serviceLost } from './rollover.ts'
import { abandonAnswers } from './speaking.ts'
import { hasStalled, notStalled, waitMsOf, waitOver } from './stall.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'

/** The gate waited long enough, or the service was listened for once more. */
export function gateDue(state: SessionState): SessionStep {
  const { gate, nowMs } = state
  const wasListening = state.stall.dueAtMs !== undefined
  const gaveUp = gate.asked === undefined || gate.cutNext ? undefined : { request: gate.request }
  // What was asked for in vain, without a word since, it owed whatever else still runs.
  if (waitsForOthers(state) && !owesAWord(state) && state.stall.gaveUp === undefined) return excuse(state)
  const looked = { ...state, stall: waitOver(state.stall, nowMs, gaveUp) }
  if (hasStalled(looked.stall)) return stalled(looked)
  return chain(
    looked,
    (now) => (isWaiting(gate) ? gateOverdue(now) : [now, []]),
    // The end of what was cancelled is lost, or late: no one waits for it.
    (now) => (gate.cancelling !== undefined && now.gate.active === undefined ? abandonAnswers(now) : [now, []]),
    // The user may wait no longer, but whether the service is still there is to be known before the next question.
    (now) => (now.gate.active !== undefined || (wasListening && !isWaiting(now.gate)) ? awaitService(now) : [now, []]),
  )
}

/** It is not waited for; but it is looked again, because its response goes on. */
const excuse = (state: SessionState): SessionStep => [
  { ...state, stall: notStalled },
  state.gate.active === undefined ? [] : [{ type: 'setTimer', timer: 'gate', afterMs: waitMsOf(state.gate) }],
]

/** Its connection answers pings, and no one is behind it: the call goes on with another. */
const stalled = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'silent', detail: `no event in ${now.stall.waits} waits` }),
  )
