/** How the agent speaks first: the response that is asked for as soon as the session stands. */

import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { requiresTool } from '../voicelive/tools.ts'
import type { Greeting } from './schema.ts'

/**
 * A text is spoken word for word. Instructions of a response stand in for those of the session, so both are sent
 * (protocol reference 4.9). A session that requires a tool would have one called in place of the words.
 */
export function greetingResponse(
  greeting: Greeting | undefined,
  { instructions = '', tool_choice }: Pick<RequestSession, 'instructions' | 'tool_choice'>,
): ResponseCreateParams | undefined {
  if (greeting?.text !== undefined) {
    const content = [{ type: 'text' as const, text: greeting.text }]
    return { pre_generated_assistant_message: { type: 'message', role: 'assistant', content } }
  }
  if (greeting?.instructions === undefined) return undefined
  const told = { instructions: `${instructions}\n\n${greeting.instructions}`.trim() }
  return requiresTool(tool_choice) ? { ...told, tool_choice: 'none' } : told
}
