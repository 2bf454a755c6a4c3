/** Cuts answers when the user speaks or asks for it, and truncates the conversation at what was really heard. */

import { samplesToMs } from '../../shared/audio-format.ts'
import { type Answer, cutAll, hasUncut, leaveUncut, replaceAnswer, truncationPoint } from './answers.ts'
import { command } from './commands.ts'
import { turnRules } from './echo.ts'
import { gateUnqueued, isBusy, isPending } from './gate.ts'
import { soundCut } from './limits.ts'
import { forgoTurn, stoppedUnbegun, turnBegan } from './open-turn.ts'
import { cancelActive } from './responses.ts'
import { chain, count, type SessionState, type SessionStep, tell } from './state.ts'
import { setToolsAside } from './tool-turns.ts'

/**
 * The user speaks: the service stops the response by itself, so no cancel from us (protocol reference 5.7). One that is still to be
 * created is cut when it comes. It may be a cough, so what runs is only set aside. With `auto_truncate` the service
 * truncates what speech stops, and nothing else: that is not for us, and whatever else is cut is.
 */
export function bargeIn(state: SessionState, item: string): SessionStep {
  const owed = stoppedUnbegun(state)
  return chain(
    turnRules(state).truncates ? { ...state, answers: leaveUncut(state.answers) } : state,
    cut,
    setToolsAside,
    (now) => [isPending(now.gate) ? { ...now, gate: { ...now.gate, cutNext: true } } : now, []],
    (now) => turnBegan(now, { item, interrupts: true, owed }),
  )
}

/**
 * The user asks for silence, or types over the answer: here no one but us can stop the response. It is cancelled before it is
 * truncated, because what is still being said would be written down behind the cut. What only waits to be asked for is not.
 */
export const interrupt = (state: SessionState): SessionStep =>
  chain({ ...state, gate: gateUnqueued(state.gate) }, cancelActive, cut, forgoTurn)

function cut(state: SessionState): SessionStep {
  const { answers, gate } = state
  if (!hasUncut(answers) && !isBusy(gate)) return [state, []]
  const after = { ...state, answers: cutAll(answers, gate.active) }
  return hasUncut(answers) ? silence(after) : [after, []]
}

/** All that came so far is cut; a response that has brought nothing yet is not. */
export const cutBefore = (state: SessionState): SessionStep =>
  hasUncut(state.answers) ? silence({ ...state, answers: cutAll(state.answers, undefined) }) : [state, []]

/** The page falls silent. */
function silence(after: SessionState): SessionStep {
  const counted = soundCut(count(after, 'interrupts'))
  return chain(
    counted,
    (now) => [now, [tell({ type: 'answers.cut', through: now.answers.cutThrough })]],
    // The page may have reported before it was told to: what it said then counts now.
    ...counted.answers.list.map((answer) => (now: SessionState) => truncate(now, answer.number)),
  )
}

/** The page says where it stopped. For an answer that is not cut (yet), the place is only remembered. */
export function playbackStopped(state: SessionState, number: number, playedSamples: number): SessionStep {
  const answer = byNumber(state, number)
  if (!answer || answer.playedSamples !== undefined) return [state, []]
  const answers = replaceAnswer(state.answers, { ...answer, playedSamples })
  return truncate({ ...state, answers }, number)
}

/** Truncates an answer if it is due, once. */
export function truncate(state: SessionState, number: number, isBroken = false): SessionStep {
  const answer = byNumber(state, number)
  const samples = answer && truncationPoint(state.answers, answer, isBroken)
  if (!answer || samples === undefined) return [state, []]
  const answers = replaceAnswer(state.answers, { ...answer, truncated: true })
  return command({ ...state, answers }, 'truncate', {
    type: 'conversation.item.truncate',
    item_id: answer.item,
    content_index: 0,
    audio_end_ms: samplesToMs(samples),
  })
}

const byNumber = (state: SessionState, number: number): Answer | undefined =>
  state.answers.list.find((answer) => answer.number === number)
