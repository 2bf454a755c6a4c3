/** THE table of the service's events that the relay acts on, path by path; whatever else an event holds passes by unread. */

import * as z from 'zod'
import { each, fields, fieldsOrNull, kinds, optional, type ReadShape, required } from './event-parts.ts'

const text = z.string()
const aText = optional(text)
/** An id that a later event or a command of ours refers to. */
const id = required(text.min(1))
/** The service prints `''` for an id that there is none of (recorded). */
const anId = optional(text.transform((value) => value || undefined))
const anything = optional(z.unknown())

/** No answer lasts a day; what says so would break the page's contract. */
const ms = required(z.number().max(24 * 60 * 60_000))

/** Where an answer stands. A delta that does not name its response belongs to the one in progress. */
const place = { response_id: anId, item_id: id }

/** What was written down of an answer is its words, under one of two names. */
const words = kinds({ text: { text: aText }, audio: { transcript: aText } })

/** A response holds a few parts and items; a session asks for a few modalities. */
const PARTS = 64

const functionCall = { id: anId, call_id: id, name: id, arguments: aText, status: aText }

/** The items that the relay follows. A kind that is not listed reads undefined. */
const item = kinds({
  message: { id: anId, role: aText, status: aText, content: each(words, PARTS) },
  function_call: functionCall,
  mcp_call: { id: anId, server_label: aText, name: aText, output: anything, error: anything },
  mcp_list_tools: { id: anId, server_label: aText },
  mcp_approval_request: { id: anId, server_label: aText, name: aText, arguments: aText },
})

const details = { type: aText, code: aText, message: aText, param: aText, event_id: aText }

/** What was settled for the session: the relay plays and sends one format, and needs to know who ends a turn and who truncates. */
const session = fields({
  model: aText,
  expires_at: optional(z.number()),
  agent: fields({ thread_id: anId }),
  input_audio_format: aText,
  output_audio_format: aText,
  input_audio_sampling_rate: optional(z.number()),
  turn_detection: fieldsOrNull({
    type: aText,
    create_response: optional(z.boolean()),
    interrupt_response: optional(z.boolean()),
    auto_truncate: optional(z.boolean()),
  }),
})

const response = fields({
  id: anId,
  status: aText,
  status_details: fields({ type: aText, reason: aText, error: fields(details) }),
  output: each(item, PARTS),
})

/** By type of event. Strict: a wrong value here is a fault, logged and counted. If it is required, the event is lost; if not, only the value. */
export const actedOn = {
  'session.created': { session },
  'session.updated': { session },
  error: { error: fields(details) },
  warning: { warning: fields({ code: aText, message: aText, param: aText }) },

  'input_audio_buffer.speech_started': { item_id: anId },
  'input_audio_buffer.speech_stopped': { item_id: anId },
  'conversation.item.input_audio_transcription.delta': { item_id: anId, delta: aText },
  'conversation.item.input_audio_transcription.completed': { item_id: anId, transcript: aText },
  'conversation.item.input_audio_transcription.failed': { item_id: anId },
  'conversation.item.created': { item },

  'response.created': { response },
  'response.done': { response },
  'response.output_item.added': { response_id: anId, item },
  'response.output_item.done': { response_id: anId, item },
  'response.audio.delta': { ...place, delta: required(text) },
  'response.audio.done': place,
  'response.audio_transcript.delta': { ...place, delta: required(text) },
  'response.audio_transcript.done': { ...place, transcript: required(text) },
  'response.text.delta': { ...place, delta: required(text) },
  'response.text.done': { ...place, text: required(text) },
  'response.audio_timestamp.delta': { ...place, audio_offset_ms: ms, audio_duration_ms: ms, text: required(text) },

  'response.function_call_arguments.done': {
    response_id: anId,
    item_id: anId,
    call_id: id,
    name: anId,
    arguments: required(text),
  },
  'response.mcp_call.in_progress': { item_id: id },
  'response.mcp_call.completed': { item_id: id },
  'response.mcp_call.failed': { item_id: id },
  'mcp_list_tools.failed': { item_id: anId },
} as const

/** Events that the service is known to send and that the relay has no use for. Any other name is logged once. */
export const passedBy = [
  'input_audio_buffer.committed',
  'input_audio_buffer.cleared',
  'conversation.item.retrieved',
  'conversation.item.truncated',
  'conversation.item.deleted',
  'response.content_part.added',
  'response.content_part.done',
  'response.audio_transcript.annotation.added',
  'output_audio_buffer.started',
  'output_audio_buffer.stopped',
  'output_audio_buffer.cleared',
  'response.function_call_arguments.delta',
  'response.mcp_call_arguments.delta',
  'response.mcp_call_arguments.done',
  'mcp_list_tools.in_progress',
  'mcp_list_tools.completed',
  'response.web_search_call.searching',
  'response.web_search_call.in_progress',
  'response.web_search_call.completed',
  'response.file_search_call.searching',
  'response.file_search_call.in_progress',
  'response.file_search_call.completed',
  'response.invocation.delta',
  'response.audio_timestamp.done',
  'response.animation_viseme.delta',
  'response.animation_viseme.done',
  'response.animation_blendshapes.delta',
  'response.animation_blendshapes.done',
  'session.avatar.connecting',
  'session.avatar.switch_to_speaking',
  'session.avatar.switch_to_idle',
  'response.video.delta',
  'rate_limits.updated',
  'rtc.call.sdp.created',
  'rtc.call.error',
  'response.foundry_agent_call.in_progress',
  'response.foundry_agent_call.completed',
  'response.foundry_agent_call.failed',
  'response.foundry_agent_call_arguments.delta',
  'response.foundry_agent_call_arguments.done',
  'byom_credential.updated',
  'realtime.call.incoming',
  'realtime.call.connected',
  'realtime.call.disconnected',
  'realtime.call.failed',
  'realtime.call.transfer.succeeded',
  'realtime.call.transfer.failed',
] as const

type ActedOn = typeof actedOn
type PassedBy = (typeof passedBy)[number]

/** An event as the relay reads it: the fields of the table, and what was wrong with optional ones. */
export type ServiceEvent =
  | {
      readonly [Type in keyof ActedOn]: Readonly<{ type: Type; issues?: readonly EventIssue[] }> &
        ReadShape<ActedOn[Type]>
    }[keyof ActedOn]
  | Readonly<{ type: PassedBy; issues?: undefined }>

type Of<Type extends ServiceEvent['type']> = Extract<ServiceEvent, { type: Type }>

export type PrintedSession = Of<'session.updated'>['session']
export type PrintedResponse = Of<'response.done'>['response']
export type PrintedItem = NonNullable<Of<'conversation.item.created'>['item']>
export type PrintedError = Of<'error'>['error']

/** What is wrong with an event: `path` is dotted (`session.voice.name`), `''` for the event itself. It never holds a value, so that it may be logged. */
export type EventIssue = Readonly<{ path: string; message: string }>
