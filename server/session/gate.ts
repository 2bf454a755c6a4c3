/** The response gate: at most one response at a time, whoever asked for it, because the service refuses or drops a second one. */

import type { ResponseCreateParams } from '../voicelive/response.ts'

/** Everything that can stand between us and `response.create`. */
export type Gate = Readonly<{
  /** id of the response in progress */
  active: string | undefined
  /** event id of our `response.create` that has not shown its `response.created` yet */
  asked: string | undefined
  /** what our newest `response.create` asked for, until its response is over; undefined for a plain one */
  request: ResponseCreateParams | undefined
  /** turn detection ended a turn, and the service is about to create a response by itself */
  reserved: boolean
  /** the utterance of that turn */
  reservedFor: string | undefined
  /** a `response.create` of ours waits; one is enough, because a response answers everything that is in the conversation */
  queued: boolean
  /** what it will ask for */
  queuedRequest: ResponseCreateParams | undefined
  /** our newest request only stands in for a response that the service did not create in time */
  standsIn: boolean
  /** the user interrupted a response that does not exist yet: cut it when it comes */
  cutNext: boolean
  /** id of the response that we cancelled, until its `response.done` */
  cancelling: string | undefined
}>

/**
 * After this long without `response.created` the wait is given up, or one lost event would silence the agent for good
 * (the value is an implementation's practice, protocol reference 10.7; the service documents none).
 */
export const GATE_HEALS_AFTER_MS = 5_000

export const openGate: Gate = {
  active: undefined,
  asked: undefined,
  request: undefined,
  reserved: false,
  reservedFor: undefined,
  queued: false,
  queuedRequest: undefined,
  standsIn: false,
  cutNext: false,
  cancelling: undefined,
}

/** A response is known to be under way, though it may not have been created yet. */
export const isPending = (gate: Gate): boolean => gate.asked !== undefined || gate.reserved

/** Its timer runs. */
export const isWaiting = (gate: Gate): boolean => isPending(gate) || gate.cancelling !== undefined

export const isBusy = (gate: Gate): boolean => gate.active !== undefined || isPending(gate)

/** The next `response.created` is taken for ours if we asked; the service handles events in order. */
export const gateCreated = (gate: Gate, response: string): Gate => ({
  ...gate,
  active: response,
  asked: undefined,
  request: gate.asked === undefined ? undefined : gate.request,
  reserved: gate.asked !== undefined && gate.reserved,
  // Ours comes first; whoever interrupted while both were to come wants the other as little.
  cutNext: gate.asked !== undefined && gate.reserved && gate.cutNext,
  cancelling: undefined,
})

/** A `response.done` without id, or for the response in progress, opens the gate; any other is stale, unless that one has no id. */
export const gateDone = (gate: Gate, response: string | undefined): Gate =>
  response === undefined || response === gate.active || gate.active === ''
    ? { ...gate, active: undefined, cancelling: undefined, request: undefined }
    : gate

/** The service refused our `response.create`; no `response.done` will follow (protocol reference 5.11). */
export const gateRefused = (gate: Gate, event: string): Gate =>
  gate.asked === event
    ? { ...gate, asked: undefined, request: undefined, cutNext: gate.reserved && gate.cutNext }
    : gate

/** Another request waits. A plain one answers everything, so that it wins over a special one. */
export const gateQueued = (gate: Gate, request: ResponseCreateParams | undefined, standsIn = false): Gate => ({
  ...gate,
  queued: true,
  queuedRequest: gate.queued && gate.queuedRequest === undefined ? undefined : request,
  standsIn: standsIn && (!gate.queued || gate.standsIn),
})

/** No one wants what waits any more. */
export const gateUnqueued = (gate: Gate): Gate => ({
  ...gate,
  queued: false,
  queuedRequest: undefined,
  standsIn: false,
})

/** The turn that the service was to answer had no words: its response is not waited for. */
export const gateReleased = (gate: Gate, turn: string): Gate =>
  gate.reserved && gate.reservedFor === turn
    ? { ...gate, reserved: false, reservedFor: undefined, cutNext: gate.asked !== undefined && gate.cutNext }
    : gate

/**
 * A response is under way that we did not ask for: ask again after it, unless it is the one that ours stood in for. Unless we see it,
 * its end shows by the timer only, so it takes the place of one that the service is about to create; if we do, it is that one.
 * What the user has interrupted is not asked for again.
 */
export function gateOccupied(gate: Gate): Gate {
  const isUnseen = gate.active === undefined
  const occupied = {
    ...gate,
    asked: undefined,
    request: undefined,
    reserved: isUnseen,
    cutNext: isUnseen && gate.cutNext,
  }
  if (gate.cutNext || (gate.standsIn && !gate.queued && !isUnseen)) return occupied
  return gateQueued(occupied, gate.asked === undefined ? gate.queuedRequest : gate.request)
}

/** The service says that nothing runs: what we cancelled must be over, even though its `response.done` was lost. */
export const gateIdle = (gate: Gate): Gate =>
  gate.active !== undefined && gate.active === gate.cancelling
    ? { ...gate, active: undefined, cancelling: undefined }
    : gate

/** The timer ran out: stop waiting for what never came. */
export const gateHealed = (gate: Gate): Gate => ({
  ...gateIdle(gate),
  asked: undefined,
  request: gate.active === undefined ? undefined : gate.request,
  reserved: false,
  reservedFor: undefined,
  cutNext: false,
})
