/** What both sides count of the wire, so that a page which comes back gets and gives exactly what is missing. */

import type { ClientMessage } from './client-messages.ts'

/** The user's own messages: each side counts them, so that those which a lost socket swallowed are sent again, and no others. */
export const isCounted = ({ type }: ClientMessage): boolean =>
  type === 'text.send' || type === 'answer.interrupt' || type === 'playback.stopped' || type === 'approval.answer'

/** The page says so often how much it has received, in messages: the server keeps what it has not heard of. */
export const ACKNOWLEDGE_EVERY = 32
