/** The working copy of one reduction: handlers replace `state` and add effects; outside, `reduce` is pure. */

import type { ServerEvent } from '../../voicelive/server-events.ts'
import type { EngineEffect, Refusal } from './events.ts'
import { drawId } from './ids.ts'
import type { ActiveResponse, Conversation, Item } from './state.ts'

export type Draft = { state: Conversation; readonly effects: EngineEffect[] }

/** Draws an id with a prefix: `item`, `msg`, `resp`, `call`, `event`. */
export function newId(draft: Draft, prefix: string): string {
  const [ids, id] = drawId(draft.state.ids, prefix)
  draft.state = { ...draft.state, ids }
  return id
}

/** Sends an event; every event of the service carries an id. */
export function send(draft: Draft, event: ServerEvent) {
  draft.effects.push({ type: 'send', event: { event_id: newId(draft, 'event'), ...event } })
}

/** Answers a client event with an error; the session stays open. */
export function refuse(draft: Draft, { message, code, param, eventId }: Refusal) {
  send(draft, {
    type: 'error',
    error: { type: 'invalid_request_error', code, message, param: param ?? null, event_id: eventId ?? null },
  })
}

/** Undefined for one that has a place, and has not been announced. */
export const findItem = (draft: Draft, id: string): Item | undefined =>
  draft.state.items.find((item) => item.id === id && !item.unannounced)

export function updateItem(draft: Draft, id: string, change: (item: Item) => Item) {
  draft.state = { ...draft.state, items: draft.state.items.map((item) => (item.id === id ? change(item) : item)) }
}

/** Items of one conversation; when there are more, the oldest is forgotten. */
export const ITEMS_MAX = 1000

function forgetOldest(draft: Draft) {
  const { items, forgotten } = draft.state
  if (items.length <= ITEMS_MAX) return
  draft.state = { ...draft.state, items: items.slice(1), forgotten: forgotten + 1 }
  if (forgotten === 0)
    send(draft, {
      type: 'warning',
      warning: {
        code: 'conversation_too_long',
        message: `The emulator remembers ${ITEMS_MAX} items; from now on it forgets the oldest.`,
        param: null,
      },
    })
}

type Position = 'end' | 'root' | { after: string }

/** Puts an item into the conversation behind another (null: at the end). */
export function placeItem(draft: Draft, item: Item, position: Position) {
  const { items } = draft.state
  const index =
    position === 'end' ? items.length : position === 'root' ? 0 : items.findIndex(({ id }) => id === position.after) + 1
  draft.state = { ...draft.state, items: items.toSpliced(index, 0, item) }
}

export function announceItem(draft: Draft, { id, wire }: Item) {
  const { items } = draft.state
  const previous = items[items.findIndex((item) => item.id === id) - 1]
  send(draft, { type: 'conversation.item.created', previous_item_id: previous?.id ?? null, item: wire })
  forgetOldest(draft)
}

export function addItem(draft: Draft, item: Item, position: Position = 'end') {
  placeItem(draft, item, position)
  announceItem(draft, item)
}

export function updateResponse(draft: Draft, change: Partial<ActiveResponse>) {
  const { response } = draft.state
  if (response !== null) draft.state = { ...draft.state, response: { ...response, ...change } }
}
