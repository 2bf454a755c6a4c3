/** Says why a response brought no answer, or not all of it, and logs what the service says of it. */

import { foreignName } from '../observe/text.ts'
import type { PrintedResponse } from '../voicelive/acted-on.ts'
import { outcomeError } from './answer-errors.ts'
import { answersOf, hasBegun } from './answers.ts'
import { fail } from './ending.ts'
import { waive } from './history.ts'
import { redactConversation } from './redact.ts'
import { chain, logged, type SessionState, type SessionStep } from './state.ts'

/** The response has brought nothing: no sound, no word, no call of a tool. */
export function isUnanswered({ answers, toolCalls, mcp }: SessionState, response: string): boolean {
  const hasTools = [...toolCalls, ...mcp.calls].some((call) => call.response === response)
  return !hasTools && !answersOf(answers, response).some(hasBegun)
}

/** It says how it ended, and that it did not come to its end. */
export const isExplained = ({ status }: PrintedResponse): boolean =>
  status !== undefined && status !== 'completed' && status !== 'cancelled'

/** The user hears of it unless they have stopped the response before. */
export function explainOutcome(state: SessionState, response: PrintedResponse, id: string): SessionStep {
  const { status, status_details: details } = response
  if (!isExplained(response)) return [state, []]
  const { type, code, message } = details?.error ?? {}
  const names = Object.entries({ status, reason: details?.reason, type, code })
  const fields = names.flatMap(([name, text]) => (text ? [[name, foreignName(text)]] : []))
  const words = message ? redactConversation(message, state.history, state.options.update.instructions) : undefined
  const error = outcomeError(response) ?? (isUnanswered(state, id) ? 'answer_failed' : undefined)
  const told = state.answers.cutResponses.includes(id) ? undefined : error
  return chain(
    state,
    (now) => [now, [logged('warn', 'response not completed', { ...Object.fromEntries(fields), message: words })]],
    (now) => (told === undefined ? [now, []] : fail(now, told)),
    // Whoever was told why there is no answer does not wait for one, unless they have asked for another since.
    (now) => [now.gate.queued ? now : { ...now, history: waive(now.history, told ?? 'unwanted') }, []],
  )
}
