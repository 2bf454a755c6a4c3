/** Asks for responses through the gate, and follows those of the service. */

import type { EndingReason } from '../../shared/messages.ts'
import type { PrintedResponse } from '../voicelive/acted-on.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'
import { requiresTool } from '../voicelive/tools.ts'
import { cutAll } from './answers.ts'
import { command } from './commands.ts'
import {
  type Gate,
  gateCreated,
  gateDone,
  gateHealed,
  gateIdle,
  gateOccupied,
  gateQueued,
  gateRefused,
  gateReleased,
  isBusy,
  isPending,
} from './gate.ts'
import { waitBegan, waitMsOf } from './stall.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'

/** Enters a changed gate: keeps its timer, and lets the queued request out if the way is free. */
function enter(state: SessionState, gate: Gate): SessionStep {
  const entered: SessionState = { ...state, gate }
  if (gate.queued && !isBusy(gate)) return ask(entered, gate.queuedRequest)
  return isBusy(gate) ? awaitService(entered) : [entered, [{ type: 'clearTimer', timer: 'gate' }]]
}

/** From now on the service is to say something. */
export function awaitService(state: SessionState): SessionStep {
  const afterMs = waitMsOf(state.gate)
  return [
    { ...state, stall: waitBegan(state.stall, state.nowMs, afterMs) },
    [{ type: 'setTimer', timer: 'gate', afterMs }],
  ]
}

function ask(state: SessionState, request: ResponseCreateParams | undefined): SessionStep {
  const create = { type: 'response.create', ...(request && { response: request }) } as const
  return chain(
    state,
    (now) => command(now, 'create', create),
    (now) => {
      // It is kept for the next session, and until then nobody can keep us waiting.
      if (now.link.lost) return [now, []]
      const asked = `create-${now.commands}`
      return awaitService({ ...now, gate: { ...now.gate, queued: false, queuedRequest: undefined, asked, request } })
    },
  )
}

/** The agent speaks first, if its profile says so. The session is new: nothing is in the way. */
export function requestGreeting(state: SessionState): SessionStep {
  const { greeting } = state.options
  return greeting === undefined ? [state, []] : ask(state, greeting)
}

/** The agent warns of the end; the caller has seen that nothing is in the way. */
export const requestNotice = (state: SessionState, reason: EndingReason): SessionStep =>
  ask(state, state.options.notices[reason])

/** Asks for a response now, or as soon as the one before it is over; a plain one unless `request` says how. */
export const requestResponse = (state: SessionState, request?: ResponseCreateParams, standsIn = false): SessionStep =>
  enter(state, gateQueued(state.gate, request, standsIn))

/** How a response that speaks of what tools brought is asked for. Where the session requires a tool it would call the next one, for ever. */
export const wayToSpeak = ({ options }: SessionState): ResponseCreateParams | undefined =>
  requiresTool(options.update.tool_choice) ? { tool_choice: 'auto' } : undefined

/** Turn detection ended a turn: the service will create a response, so ours must wait. That one is for the user to hear. */
export const reserveResponse = (state: SessionState, turn: string): SessionStep =>
  enter(state, { ...state.gate, reserved: true, reservedFor: turn, cutNext: false })

/** The turn brings no response: ours need not wait for it. */
export const releaseTurn = (state: SessionState, turn: string): SessionStep => {
  const gate = gateReleased(state.gate, turn)
  return gate === state.gate ? [state, []] : enter(state, gate)
}

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
