/** Tells the page whether anything still comes of what was said or typed. */

import { isBusy } from './gate.ts'
import { type SessionState, type SessionStep, tell } from './state.ts'

/** The page waits no longer for an answer that nothing will bring. */
export function tellIfNoAnswer(state: SessionState): SessionStep {
  const { gate, toolCalls, mcp, turn, link } = state
  const isUnderWay = isBusy(gate) || gate.queued || toolCalls.length > 0 || mcp.calls.some(({ wanted }) => wanted)
  return isUnderWay || turn !== undefined || link.lost ? [state, []] : [state, [tell({ type: 'answer.none' })]]
}

/** A page that knows nothing of it waits for an answer that is to come. */
export const awaitAnswer = (state: SessionState): SessionStep => [state, [tell({ type: 'answer.awaited' })]]
