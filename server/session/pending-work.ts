/** What a rollover would tear apart now: a response that the user waits for, or anything under way. */

import { answersOf, hasBegun } from './answers.ts'
import { isBusy, isPending } from './gate.ts'
import { awaitsAnswer, type History, uncaptioned } from './history.ts'
import { isMcpQuiet } from './mcp-calls.ts'
import type { Owed } from './owed.ts'
import type { SessionState } from './state.ts'

/** The user waits for a response that was asked for, or expected, and has not brought anything yet. */
function isResponseOwed({ gate, answers, history, toolCalls, mcp }: SessionState): boolean {
  if (gate.queued || gate.asked !== undefined) return true
  if (!isBusy(gate) || gate.cancelling !== undefined || gate.cutNext) return false
  const { active } = gate
  const isBegun = answersOf(answers, active).some(hasBegun)
  const isCutOff = active !== undefined && answers.cutResponses.includes(active)
  // A question that no one wrote down cannot be asked again; the tools of a response ask for the next one.
  const isKnown = uncaptioned(history).length === 0
  const hasTools = [...toolCalls, ...mcp.calls].some(({ response }) => response === active)
  return isKnown && !isCutOff && !hasTools && !(isBegun && !isPending(gate))
}

/** How it was asked for, if one is owed. */
function owedResponse(state: SessionState): Owed | undefined {
  const { link, gate, turn } = state
  if (link.owesResponse) return { request: link.owedRequest }
  if (turn?.owed) return turn.owed
  if (!isResponseOwed(state)) return undefined
  return { request: gate.queued ? gate.queuedRequest : gate.request }
}

/** What the next session is to be asked for first: also what we gave up on in this one, for whoever asked still has no answer. */
export function owedToNext(state: SessionState): Owed | undefined {
  const { mcp, stall } = state
  const owed = owedResponse(state)
  if (owed) return owed
  // Whoever was asked for an approval still waits, and so does who gave it in vain. The next session asks again; a call that may run it does not repeat.
  // Whoever has asked something else since does not wait for that.
  if (mcp.asked.length > 0) return { request: undefined }
  if (mcp.calls.some(({ wanted, phase, approval }) => wanted && (phase !== 'announced' || approval === undefined)))
    return undefined
  return awaitsAnswer(withoutUnbegun(state)) ? { request: undefined } : stall.gaveUp
}

/** The history without an answer that was announced, and has brought nothing yet: the question before it has none. */
export const withoutUnbegun = ({ history, answers }: SessionState): History => {
  const isUnbegun = (number: number) =>
    answers.list.some((answer) => answer.number === number && !answer.done && !hasBegun(answer))
  return history.filter((turn) => turn.kind !== 'agent' || !isUnbegun(turn.answer))
}

/** Nothing is under way that the change would tear apart. */
export function isQuiet({ gate, link, pace, toolCalls, mcp, history, options, nowMs }: SessionState): boolean {
  const isCaptionAwaited = options.update.input_audio_transcription != null && uncaptioned(history).length > 0
  const isGateIdle = !isBusy(gate) && !gate.queued
  return (
    isGateIdle &&
    toolCalls.length === 0 &&
    isMcpQuiet(mcp) &&
    link.utterance === undefined &&
    nowMs >= pace.soundsUntilMs &&
    !isCaptionAwaited
  )
}
