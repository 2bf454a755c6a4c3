/** Asks for responses through the gate, and follows those of the service. */

import type { EndingReason } from '../../shared/messages.ts'
import type { PrintedResponse } from '../voicelive/acted-on.ts'
import type { ClientEvent } from '../voicelive/client-events.ts'
import { cutAll } from './answers.ts'
import {
  GATE_HEALS_AFTER_MS,
  type Gate,
  gateCreated,
  gateDone,
  gateHealed,
  gateIdle,
  gateOccupied,
  gateRefused,
  isBusy,
  isPending,
} from './gate.ts'
import { chain, command, type SessionState, type SessionStep } from './state.ts'

/** Enters a changed gate: keeps its timer, and lets the queued request out if the way is free. */
function enter(state: SessionState, gate: Gate): SessionStep {
  const waits = isPending(gate) || gate.cancelling !== undefined
  const timer = waits
    ? ({ type: 'wake', timer: 'gate', afterMs: GATE_HEALS_AFTER_MS } as const)
    : ({ type: 'sleep', timer: 'gate' } as const)
  const entered: SessionState = { ...state, gate }
  return gate.queued && !isBusy(gate) ? ask(entered, { type: 'response.create' }) : [entered, [timer]]
}

function ask(state: SessionState, create: Extract<ClientEvent, { type: 'response.create' }>): SessionStep {
  const [asking, effects] = command(state, 'create', create)
  const asked = `create-${asking.commands}`
  return [
    { ...asking, gate: { ...asking.gate, queued: false, asked } },
    [...effects, { type: 'wake', timer: 'gate', afterMs: GATE_HEALS_AFTER_MS }],
  ]
}

/** The agent speaks first, if its profile says so. The session is new: nothing is in the way. */
export function requestGreeting(state: SessionState): SessionStep {
  const { greeting } = state.options
  return greeting === undefined ? [state, []] : ask(state, { type: 'response.create', response: greeting })
}

/** The agent warns of the end; the caller has seen that nothing is in the way. */
export const requestNotice = (state: SessionState, reason: EndingReason): SessionStep =>
  ask(state, { type: 'response.create', response: state.options.notices[reason] })

/** Asks for a response now, or as soon as the one before it is over. */
export const requestResponse = (state: SessionState): SessionStep => enter(state, { ...state.gate, queued: true })

/** Turn detection ended a turn: the service will create a response, so ours must wait. */
export const reserveResponse = (state: SessionState): SessionStep => enter(state, { ...state.gate, reserved: true })

export function responseCreated(state: SessionState, response: PrintedResponse): SessionStep {
  // A response without id cannot be told from another; the service always sends one.
  const id = response.id ?? ''
  const cut = state.gate.cutNext
  const entered = enter(state, gateCreated(state.gate, id))
  if (!cut) return entered
  const [after, effects] = chain(entered[0], cancelActive)
  return [{ ...after, answers: cutAll(after.answers, id) }, [...entered[1], ...effects]]
}

export const responseOver = (state: SessionState, id: string | undefined): SessionStep =>
  enter(state, gateDone(state.gate, id))

/** Cancels the response in progress; one that is only expected is cut as soon as it is created. */
export function cancelActive(state: SessionState): SessionStep {
  const { active, cancelling } = state.gate
  if (active === undefined)
    return [isPending(state.gate) ? { ...state, gate: { ...state.gate, cutNext: true } } : state, []]
  if (cancelling === active) return [state, []]
  return chain(
    state,
    (now) => command(now, 'cancel', { type: 'response.cancel', response_id: active }),
    (now) => enter(now, { ...now.gate, cancelling: active }),
  )
}

/** The answer of the service to a `response.create` or `response.cancel` that it could not follow. Neither ends a call. */
export function gateError(state: SessionState, code: string, event: string): SessionStep {
  if (code === 'conversation_already_has_active_response') return enter(state, gateOccupied(state.gate))
  if (code === 'response_cancel_not_active') return enter(state, gateIdle(state.gate))
  return enter(state, gateRefused(state.gate, event))
}

export const healGate = (state: SessionState): SessionStep => enter(state, gateHealed(state.gate))
