/** The output of an answer: its items are announced, and told again once they are whole. */

import type { ResponseItem } from '../../voicelive/response-items.ts'
import { addItem, type Draft, send, updateResponse } from './draft.ts'
import type { ActiveResponse } from './state.ts'

/** Announces an item twice, as the service does: as output of the answer, and as part of the conversation. */
export function announce(draft: Draft, response: ActiveResponse, id: string, wire: ResponseItem, audioMs?: number) {
  send(draft, {
    type: 'response.output_item.added',
    response_id: response.id,
    output_index: response.output.length,
    item: wire,
  })
  const item = audioMs === undefined ? { id, wire } : { id, wire, audioMs }
  if (!response.request.options.outOfBand) addItem(draft, item)
}

/** An item of the output is whole, or as whole as it will be. */
export function finishItem(draft: Draft, wire: ResponseItem) {
  const { response } = draft.state
  if (response === null) return
  send(draft, {
    type: 'response.output_item.done',
    response_id: response.id,
    output_index: response.output.length,
    item: wire,
  })
  updateResponse(draft, { output: [...response.output, wire] })
}
