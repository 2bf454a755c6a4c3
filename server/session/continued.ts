/** Tells the model of a next session that the conversation goes on: others saw it greet again, or change the language. */

import type { RequestSession } from '../voicelive/session.ts'
import type { SessionState } from './state.ts'

const GOES_ON =
  'This conversation is under way already; what was said so far follows. Do not greet or introduce yourself again, and go on in ' +
  'the language that is being spoken.'

/** The session that a next connection asks for. An agent keeps its conversation by itself, and takes no instructions of ours. */
export function continued({ options, history, link }: SessionState): RequestSession {
  const { update } = options
  if (history.length === 0 || link.conversation !== undefined) return update
  return { ...update, instructions: [update.instructions, GOES_ON].filter(Boolean).join('\n\n') }
}
