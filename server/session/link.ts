/** The connection to the service that a call is on, and the one that is being made ready to follow it. */

import type { WaitingReason } from '../../shared/messages.ts'
import type { PrintedSession } from '../voicelive/acted-on.ts'
import type { RequestItem } from '../voicelive/items.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'

export type Link = Readonly<{
  /** number of the connection that commands and audio go to; 0 before the first */
  current: number
  /** number of the newest connection */
  newest: number
  /** the current connection is gone, and nothing can be sent until the next one is ready */
  lost: boolean
  /** the next connection; `warm` once its session is updated */
  standby:
    | Readonly<{
        connection: number
        warm: boolean
        /** why it is not being dialled yet */
        waits?: WaitingReason | undefined
        expiresAtMs: number | undefined
        /** turn detection as it was printed */
        echo: PrintedSession['turn_detection'] | undefined
      }>
    | undefined
  /** connections in a row that did not become ready */
  failures: number
  /** since when the service has been lost, or lost again and again; a session that held for a while ends that */
  troubledSinceMs: number | undefined
  /** the service said that the session takes nothing more: its close means a new session, whatever its code says elsewhere */
  overflowed: boolean
  /** when the last few planned changes were made */
  changesAtMs: readonly number[]
  /** the service does not want to be dialled before this time */
  notBeforeMs: number
  /** when the call came to the current connection, if it is not its first */
  changedAtMs: number | undefined
  /** when the current session expires, on the clock of the events */
  expiresAtMs: number | undefined
  /** from here on the next quiet moment is taken for the change; undefined until it is due */
  deadlineMs: number | undefined
  /** a request for a response was lost, or could not be sent */
  owesResponse: boolean
  /** how it was asked for; undefined for a plain one */
  owedRequest: ResponseCreateParams | undefined
  /** items that could not be sent; the agent's conversation gets them from here, a new one from the history */
  unsent: readonly RequestItem[]
  /** the conversation of a Foundry agent */
  conversation: string | undefined
  /** the utterance that is being spoken */
  utterance: string | undefined
}>

export const noLink: Link = {
  current: 0,
  newest: 0,
  lost: false,
  standby: undefined,
  failures: 0,
  troubledSinceMs: undefined,
  overflowed: false,
  changesAtMs: [],
  notBeforeMs: 0,
  changedAtMs: undefined,
  expiresAtMs: undefined,
  deadlineMs: undefined,
  owesResponse: false,
  owedRequest: undefined,
  unsent: [],
  conversation: undefined,
  utterance: undefined,
}
