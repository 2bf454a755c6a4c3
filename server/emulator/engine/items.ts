/** What a client may do to the conversation: put in, fetch, cut short and delete items. */

import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import type { ResponseItem } from '../../voicelive/response-items.ts'
import { addItem, type Draft, findItem, newId, refuse, send, updateItem } from './draft.ts'
import type { Refusal } from './events.ts'
import { handleApproval } from './mcp.ts'
import type { Item } from './state.ts'

type Event<Type extends LooseClientEvent['type']> = Extract<LooseClientEvent, { type: Type }>

const INVALID = 'invalid_request_error'

function refuseMissing(draft: Draft, id: string, eventId: string | null | undefined) {
  refuse(draft, { code: INVALID, message: `Item with id '${id}' not found.`, param: 'item_id', eventId })
}

/** The item as the service prints it. Audio that a client puts in is not echoed: the printed part carries its transcript. */
function printed(draft: Draft, item: Event<'conversation.item.create'>['item']): ResponseItem | undefined {
  const own = { id: item.id || newId(draft, 'item'), object: 'realtime.item' }
  switch (item.type) {
    case 'message':
      return {
        ...own,
        type: 'message',
        role: item.role,
        status: 'completed',
        content: item.content.map((part) => (part.type === 'input_audio' ? { ...part, audio: null } : part)),
      }
    case 'function_call':
      return {
        ...own,
        type: 'function_call',
        name: item.name,
        call_id: item.call_id,
        arguments: item.arguments,
        status: 'completed',
      }
    case 'function_call_output':
      return { ...own, type: 'function_call_output', call_id: item.call_id, output: item.output }
    case 'mcp_approval_response':
      return {
        ...own,
        type: 'mcp_approval_response',
        approval_request_id: item.approval_request_id,
        approve: item.approve,
      }
    case 'unknown':
      return undefined
  }
}

type RequestItem = Event<'conversation.item.create'>['item']

/** Why there is no second item of a name. */
export const exists = (id: string): Refusal => ({
  code: INVALID,
  message: `Item with id '${id}' already exists.`,
  param: 'item.id',
})

/** Why an item cannot be had; `earlier` are those that the same event puts before it. */
function refusalOfItem({ state }: Draft, item: RequestItem, earlier: readonly RequestItem[] = []): Refusal | undefined {
  const isTaken = ({ id }: Readonly<{ id?: string | null | undefined }>) => id === item.id
  if (item.id && (state.items.some(isTaken) || earlier.some(isTaken))) return exists(item.id)
  if (item.type === 'mcp_approval_response') {
    const { approval_request_id: id } = item
    const isAnswered = earlier.some((each) => 'approval_request_id' in each && each.approval_request_id === id)
    if (isAnswered || !state.awaited.some(({ approvalId }) => approvalId === id))
      return {
        code: INVALID,
        message: `No call waits for an approval with id '${id}'.`,
        param: 'item.approval_request_id',
      }
  }
  // Native models refuse it (OpenAI's Realtime API, as its users met it); what cascaded ones do is not known.
  if (item.type === 'function_call_output' && state.rules.order === 'native') {
    const calls = [...state.items.map(({ wire }) => wire), ...earlier]
    if (!calls.some((call) => call.type === 'function_call' && call.call_id === item.call_id))
      return { code: 'invalid_tool_call_id', message: `Tool call ID '${item.call_id}' not found in conversation.` }
  }
  if (item.type === 'unknown') return { code: INVALID, message: 'Unknown type of item.', param: 'item.type' }
  return undefined
}

/** Why one of the items of an event cannot be had. */
export const refusalOfItems = (draft: Draft, items: readonly RequestItem[]): Refusal | undefined => {
  for (const [index, item] of items.entries()) {
    const refusal = refusalOfItem(draft, item, items.slice(0, index))
    if (refusal !== undefined) return refusal
  }
  return undefined
}

export function createItem(
  draft: Draft,
  { item, previous_item_id: previous, event_id: eventId }: Event<'conversation.item.create'>,
) {
  const refusal = refusalOfItem(draft, item)
  if (refusal !== undefined) return refuse(draft, { ...refusal, eventId })
  if (
    previous != null &&
    previous !== 'root' &&
    previous !== '' &&
    !draft.state.items.some(({ id }) => id === previous)
  )
    return refuse(draft, {
      code: INVALID,
      message: `Previous item with id '${previous}' not found.`,
      param: 'previous_item_id',
      eventId,
    })
  const wire = printed(draft, item)
  if (wire?.id == null) return
  const position = previous == null || previous === '' ? 'end' : previous === 'root' ? 'root' : { after: previous }
  addItem(draft, { id: wire.id, wire }, position)
  const parts = item.type === 'message' ? item.content : []
  if (parts.some((part) => part.type === 'input_audio' && !part.transcript))
    send(draft, {
      type: 'warning',
      warning: {
        code: 'audio_not_heard',
        message:
          'The emulator does not listen to the audio of an item: it knows what is said there by its transcript only.',
        param: 'item.content',
      },
    })
  if (item.type === 'mcp_approval_response') handleApproval(draft, item)
}

export function retrieveItem(draft: Draft, { item_id: id, event_id: eventId }: Event<'conversation.item.retrieve'>) {
  const item = findItem(draft, id)
  if (item === undefined) return refuseMissing(draft, id, eventId)
  send(draft, { type: 'conversation.item.retrieved', item: item.wire })
}

export function deleteItem(draft: Draft, { item_id: id, event_id: eventId }: Event<'conversation.item.delete'>) {
  if (findItem(draft, id) === undefined) return refuseMissing(draft, id, eventId)
  draft.state = { ...draft.state, items: draft.state.items.filter((item) => item.id !== id) }
  send(draft, { type: 'conversation.item.deleted', item_id: id })
}

/** Cuts an assistant's audio: what was never heard is forgotten. `transcript` is what is left of the words. */
function cutAudio(
  draft: Draft,
  id: string,
  audioEndMs: number,
  cut: NonNullable<Item['cut']>,
  transcript: string | null,
) {
  updateItem(draft, id, (item) => ({
    ...item,
    audioMs: audioEndMs,
    cut,
    wire: item.wire.type === 'message' ? { ...item.wire, content: [{ type: 'audio', transcript }] } : item.wire,
  }))
  send(draft, { type: 'conversation.item.truncated', item_id: id, content_index: 0, audio_end_ms: audioEndMs })
}

/** `auto_truncate`: the words that were heard stay, and a text of the client's follows them (documentation; Azure's detectors only). */
export function cutToHeard(draft: Draft, { id, wire, audioMs = 0 }: Item, playedMs: number) {
  const detection = draft.state.session.turn_detection
  const [part] = wire.type === 'message' ? (wire.content ?? []) : []
  const words = part?.type === 'audio' ? (part.transcript ?? '') : ''
  const appended =
    detection?.type?.startsWith('azure_semantic_vad') && 'appended_text_after_truncation' in detection
      ? (detection.appended_text_after_truncation ?? '')
      : ''
  cutAudio(draft, id, playedMs, 'service', wordsWithin(words, playedMs / audioMs) + appended)
}

/** The whole words in the first part of a text, as if each letter took the same time. */
function wordsWithin(text: string, share: number): string {
  const end = Math.floor(text.length * share)
  return /\s/.test(text.charAt(end)) ? text.slice(0, end) : text.slice(0, end).replace(/\s*\S*$/, '')
}

/** The length of an assistant's audio in ms; undefined for every other item. */
const audioLengthMs = (item: Item): number | undefined =>
  item.wire.type === 'message' && item.wire.role === 'assistant' ? item.audioMs : undefined

export function truncateItem(draft: Draft, event: Event<'conversation.item.truncate'>) {
  const { item_id: id, content_index: index, audio_end_ms: endMs, event_id: eventId } = event
  const item = findItem(draft, id)
  if (item === undefined) return refuseMissing(draft, id, eventId)
  if (item.cut === 'service')
    return refuse(draft, { code: 'item_already_truncated', message: `Item '${id}' is truncated already.`, eventId })
  const lengthMs = audioLengthMs(item)
  if (lengthMs === undefined || index !== 0)
    return refuse(draft, {
      code: INVALID,
      message: 'Only the audio of an assistant message can be truncated, at content index 0.',
      param: lengthMs === undefined ? 'item_id' : 'content_index',
      eventId,
    })
  // An integer in the SDK's models; what the service says of another number is not known.
  if (!Number.isInteger(endMs) || endMs < 0)
    return refuse(draft, {
      code: INVALID,
      message: `audio_end_ms must be a whole number of milliseconds, not ${endMs}.`,
      param: 'audio_end_ms',
      eventId,
    })
  if (endMs > lengthMs)
    return refuse(draft, {
      code: INVALID,
      message: `Audio content of ${Math.floor(lengthMs)} ms is already shorter than ${endMs} ms.`,
      param: 'audio_end_ms',
      eventId,
    })
  // No one can cut a transcript exactly, so none is left (documentation).
  cutAudio(draft, id, endMs, 'client', null)
}
