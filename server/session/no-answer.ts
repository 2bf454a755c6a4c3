/** Tells the page whether anything still comes of what was said or typed. */

import { answersOf } from './answers.ts'
import { isBusy, isPending } from './gate.ts'
import { type SessionState, type SessionStep, tell } from './state.ts'

/** The page waits no longer for an answer that nothing will bring. One that it was told of it does not wait for. */
export function tellIfNoAnswer(state: SessionState): SessionStep {
  const { gate, answers, toolCalls, mcp, turn, link } = state
  const isTold = !isPending(gate) && answersOf(answers, gate.active).some(({ announced }) => announced)
  const isUnderWay =
    (isBusy(gate) && !isTold) || gate.queued || toolCalls.length > 0 || mcp.calls.some(({ wanted }) => wanted)
  return isUnderWay || turn !== undefined || link.lost ? [state, []] : [state, [tell({ type: 'answer.none' })]]
}

/** A page that knows nothing of it waits for an answer that is to come. */
export const awaitAnswer = (state: SessionState): SessionStep => [state, [tell({ type: 'answer.awaited' })]]
