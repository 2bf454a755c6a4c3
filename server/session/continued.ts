/** Tells the model of a next session that the conversation goes on: others saw it greet again, or change the language. */

import type { RequestItem } from '../voicelive/items.ts'
import type { RequestSession } from '../voicelive/session.ts'
import type { SessionState } from './state.ts'

const GOES_ON =
  'This conversation is under way already; what was said so far follows. Do not greet or introduce yourself again, and go on in ' +
  'the language that is being spoken.'

/** The session that a next connection asks for. An agent keeps its conversation by itself, and takes no instructions of ours. */
export function continued({ options, history, link }: SessionState): RequestSession {
  const { update } = options
  if (history.length === 0 || link.conversation !== undefined || !update.instructions) return update
  return { ...update, instructions: `${update.instructions}\n\n${GOES_ON}` }
}

/** The items that retell the conversation. Where the service has instructions of its own, which any of ours would replace, they say that it goes on. */
export const retelling = ({ options }: SessionState, items: readonly RequestItem[]): readonly RequestItem[] =>
  items.length === 0 || options.update.instructions
    ? items
    : [{ type: 'message', role: 'system', content: [{ type: 'input_text', text: GOES_ON }] }, ...items]
