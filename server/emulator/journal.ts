/** What passes over the wire, for whoever listens: the emulator itself keeps nothing. */

import type { LooseClientEvent } from '../voicelive/client-events.ts'
import type { UnknownEvent } from '../voicelive/parse-client.ts'
import type { ServerEvent } from '../voicelive/server-events.ts'

/** One event of one session, in the order of the wire. It holds text and audio: never write it to a log. */
export type JournalEntry = Readonly<{ session: string }> &
  (
    | Readonly<{ from: 'client'; event: LooseClientEvent | UnknownEvent }>
    | Readonly<{ from: 'server'; event: ServerEvent }>
  )

export type Journal = (entry: JournalEntry) => void
