/** Where the emulator can be turned to behave like one service or another. */

import type { EventOrder, Rules } from './engine/state.ts'

export type Dials = Readonly<{
  /** whose event order; `auto` goes by the model */
  order: EventOrder | 'auto'
  /** how much faster than it is heard an answer is sent; `Infinity` sends as fast as it is made */
  pace: number
  transcript: Rules['transcript']
  firstDone: Rules['firstDone']
}>

/**
 * At four times real time a one-sentence answer is complete before its first second has been heard, and the story of a minute
 * takes a quarter of one: barge-in happens both in the middle of an answer and after its `response.done`.
 */
export const defaultDials: Dials = { order: 'auto', pace: 4, transcript: 'during', firstDone: 'transcript' }

/** Models that hear and speak themselves (documentation of models); every other one stands between a transcriber and a voice. */
export const isNativeModel = (model: string): boolean => /^(gpt-realtime|azure-realtime|phi4-mm-realtime)/.test(model)

export const rulesOf = ({ order, transcript, firstDone }: Dials, model: string): Rules => ({
  order: order === 'auto' ? (isNativeModel(model) ? 'native' : 'cascaded') : order,
  transcript,
  firstDone,
})
