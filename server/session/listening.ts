/** Asks a service that says nothing whether it is still there, while somebody speaks and while no one does: a stalled one does the same. */

import { command, say } from './commands.ts'
import { isBusy, isWaiting } from './gate.ts'
import { uncaptioned } from './history.ts'
import type { McpCall } from './mcp-calls.ts'
import { awaitService } from './responses.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'

/** Few utterances are longer, and whoever has waited so long without an answer has waited long enough. */
const PROBE_AFTER_MS = 10_000

/** While no one speaks, no one waits either: but who speaks next should be heard. */
const IDLE_PROBE_AFTER_MS = 20_000

/** A caption comes within a second or two of its utterance; one that comes later is shown all the same. */
const CAPTION_WITHIN_MS = 8_000

/**
 * No conversation has it. The service answers with an error that names the command, or says what it found (protocol reference 3);
 * either way it is there. An item that exists would come back with all of its sound.
 */
const PROBED_ITEM = 'probe'

/** What comes after so long is dropped, as what a frozen link held back (relay/backlog.ts): no more is heard of this utterance. */
const SOUNDLESS_AFTER_MS = 14_000

/** Longer than turn detection waits for the end of a turn, unless it was told to wait for longer: then more of it follows. */
const silence = { type: 'silence', ms: 3_000 } as const

const wake = { type: 'setTimer', timer: 'listening', afterMs: PROBE_AFTER_MS } as const

const probe = (state: SessionState): SessionStep =>
  command({ ...state, presence: { ...state.presence, probedAtMs: state.nowMs } }, 'probe', {
    type: 'conversation.item.retrieve',
    item_id: PROBED_ITEM,
  })

/** It answered: from here on it is held to that. */
export const probeAnswered = (state: SessionState): SessionState =>
  state.presence.answersProbes ? state : { ...state, presence: { ...state.presence, answersProbes: true } }

const isCalm = ({ phase, awaySinceMs, link }: SessionState): boolean =>
  phase === 'live' && awaySinceMs === undefined && !link.lost && link.utterance === undefined

const isIdle = (state: SessionState): boolean => isCalm(state) && !isBusy(state.gate)

/** While a server works for it, or the user is to approve of that, the service has nothing to say, unless it is asked; a response that called no one, or is still to say whether its call runs, goes on. */
export function waitsForOthers({ gate, link, mcp: { calls, asked } }: SessionState): boolean {
  if (isWaiting(gate) || link.utterance !== undefined || calls.length + asked.length === 0) return false
  const isNameless = asked.some(({ id }) => !calls.some(({ approval }) => approval === id))
  const isCalled = ({ response, phase, approval }: McpCall) =>
    response === gate.active && (phase !== 'announced' || approval !== undefined)
  return gate.active === undefined || isNameless || calls.some(isCalled)
}

/** It was asked whether it is there, as it has answered before, and has said nothing since. */
export const owesAWord = ({ presence: { receivedAtMs, probedAtMs, answersProbes } }: SessionState): boolean =>
  answersProbes && probedAtMs !== undefined && probedAtMs > receivedAtMs

/** Nothing is expected, and nothing has come for a while: what was not written down until now was no speech, or no one will write it down. */
export function closeUncaptioned(state: SessionState): SessionStep {
  const { presence, turn, nowMs } = state
  if (!isIdle(state) || turn !== undefined || nowMs - presence.receivedAtMs < CAPTION_WITHIN_MS) return [state, []]
  return closeCaptions(state, '')
}

/** Nothing more will be written down of what was said: `text` is null where no one can say what it was. */
export const closeCaptions = (state: SessionState, text: '' | null): SessionStep =>
  chain(
    state,
    ...uncaptioned(state.history).flatMap(({ item }) =>
      item === undefined ? [] : [(now: SessionState) => say(now, { type: 'user.caption.done', item, text })],
    ),
  )

/**
 * No one speaks, and nothing is expected, or only what others bring. A service that never answered is asked once in a call and held to nothing: that the live
 * one answers is documented and was not tried, and no call that is well may be lost for it.
 */
export function askIfIdle(state: SessionState): SessionStep {
  const { stall, nowMs } = state
  const { receivedAtMs, probedAtMs, answersProbes } = state.presence
  const mayAsk = isIdle(state) || (isCalm(state) && waitsForOthers(state))
  if (!mayAsk || stall.dueAtMs !== undefined) return [state, []]
  if (nowMs - Math.max(receivedAtMs, probedAtMs ?? 0) < IDLE_PROBE_AFTER_MS) return [state, []]
  if (answersProbes) return chain(state, probe, awaitService)
  return probedAtMs === undefined ? probe(state) : [state, []]
}

/** The user began to speak. */
export const listenBegan = (state: SessionState): SessionStep => [state, [wake]]

/** The user has spoken: from here on the service has something to say. */
export const listenOver = (state: SessionState): SessionStep => [state, [{ type: 'clearTimer', timer: 'listening' }]]

/**
 * The user speaks on, or no one is there to notice that they do not. How long they speak makes no difference; but whose microphone is
 * gone in mid-utterance is silent, and the service hears that from us.
 */
export function listeningDue(state: SessionState, soundAtMs: number): SessionStep {
  const { phase, link, stall, nowMs } = state
  if (phase !== 'live' || link.lost || link.utterance === undefined) return [state, []]
  return chain(
    state,
    probe,
    (now) => (stall.dueAtMs === undefined ? awaitService(now) : [now, []]),
    (now) => [now, nowMs - soundAtMs < SOUNDLESS_AFTER_MS ? [wake] : [silence, wake]],
  )
}
