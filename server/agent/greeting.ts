/** How the agent speaks first: the response that is asked for as soon as the session stands. */

import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { Greeting } from './schema.ts'

/**
 * A text is spoken word for word. Instructions of a response stand in for those of the session, so both are sent
 * (protocol reference 4.9).
 */
export function greetingResponse(greeting: Greeting | undefined, instructions = ''): ResponseCreateParams | undefined {
  if (greeting?.text !== undefined) {
    const content = [{ type: 'text' as const, text: greeting.text }]
    return { pre_generated_assistant_message: { type: 'message', role: 'assistant', content } }
  }
  if (greeting?.instructions === undefined) return undefined
  return { instructions: `${instructions}\n\n${greeting.instructions}`.trim() }
}
