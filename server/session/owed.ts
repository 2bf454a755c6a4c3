/** What a turn of the user keeps for the case that it brings no response itself. */

import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { Gate } from './gate.ts'

/** A response that the user waits for; `request` is how it was asked for, undefined for a plain one; `standsIn`: for the one that the turn itself should have brought. */
export type Owed = Readonly<{ request: ResponseCreateParams | undefined; standsIn?: boolean }>

/** The newest turn of the user, while no response has come of it. */
export type OpenTurn = Readonly<{
  /** the utterance */
  item: string
  /** it stops what is being said, and the user goes on without what still runs */
  interrupts: boolean
  /** it has been spoken */
  stopped: boolean
  /** its transcript came, without a word */
  empty: boolean
  /** stopped by the turn, or due since: to be asked for if the turn itself brings nothing */
  owed: Owed | undefined
}>

/** Something became due that the turn may bring, or not. The first such thing decides how it is asked for. */
export const owe = (turn: OpenTurn | undefined, request?: ResponseCreateParams): OpenTurn | undefined =>
  turn && !turn.owed ? { ...turn, owed: { request } } : turn

/** The open turn; or the one that the service is still to answer, or not, though a response of ours came after it. */
export const turnToCome = (turn: OpenTurn | undefined, { reserved, reservedFor: item }: Gate): OpenTurn | undefined =>
  turn || !reserved || item === undefined
    ? turn
    : { item, interrupts: false, stopped: true, empty: false, owed: undefined }
