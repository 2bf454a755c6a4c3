/** When the user and the agent last made themselves heard, and which end the user was warned of. */

import type { EndingReason } from '../../shared/messages.ts'

/** An end that was announced. `spoken`: the agent has said so. */
type Ending = Readonly<{ atMs: number; spoken: boolean }>

export type Pace = Readonly<{
  startedAtMs: number
  /** last utterance, text or press of the user */
  talkedAtMs: number
  /** since when there has been no service, which alone could notice that anybody speaks */
  unheardSinceMs: number | undefined
  /** when the page will have played all audio that it was sent */
  soundsUntilMs: number
  endings: Readonly<Record<EndingReason, Ending | undefined>>
}>

export const newPace = (nowMs: number): Pace => ({
  startedAtMs: nowMs,
  talkedAtMs: nowMs,
  unheardSinceMs: undefined,
  soundsUntilMs: nowMs,
  endings: { idle: undefined, limit: undefined },
})
