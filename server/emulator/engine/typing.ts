/** Texts that a client streams in, each of which becomes a message of the user. */

import { clip } from '../../../shared/clip.ts'
import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import type { ResponseItem } from '../../voicelive/response-items.ts'
import { addItem, type Draft, findItem, refuse, send } from './draft.ts'
import { exists } from './items.ts'

type Event<Type extends LooseClientEvent['type']> = Extract<LooseClientEvent, { type: Type }>

/** Texts that a client streams at a time, and their length together in characters. What does not fit is left out. */
export const TYPING_MAX = { texts: 100, length: 1_000_000 } as const

/** Text that a client streams into an item of its own naming. */
export function typeText(draft: Draft, { id, delta }: Event<'input_text.delta'>) {
  const { typing } = draft.state
  const others = typing.filter((text) => text.id !== id)
  const text = (typing.find((known) => known.id === id)?.text ?? '') + delta
  const length = others.reduce((sum, other) => sum + other.text.length, text.length)
  if (others.length < TYPING_MAX.texts && length <= TYPING_MAX.length)
    draft.state = { ...draft.state, typing: [...others, { id, text }] }
  else
    send(draft, {
      type: 'warning',
      warning: {
        code: 'input_text_overflow',
        message: `A delta of '${clip(id, 100)}' was left out: the emulator keeps ${TYPING_MAX.texts} unfinished texts with ${TYPING_MAX.length} characters in all.`,
        param: 'delta',
      },
    })
}

export function endText(draft: Draft, { id, event_id: eventId }: Event<'input_text.done'>) {
  const text = draft.state.typing.find((typed) => typed.id === id)?.text
  if (text === undefined)
    return refuse(draft, {
      code: 'invalid_request_error',
      message: `No text has been sent for '${id}'.`,
      param: 'id',
      eventId,
    })
  draft.state = { ...draft.state, typing: draft.state.typing.filter((typed) => typed.id !== id) }
  if (findItem(draft, id) !== undefined) return refuse(draft, { ...exists(id), param: 'id', eventId })
  const wire: ResponseItem = {
    id,
    object: 'realtime.item',
    type: 'message',
    status: 'completed',
    role: 'user',
    content: [{ type: 'input_text', text }],
  }
  addItem(draft, { id, wire })
}
