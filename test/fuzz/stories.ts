/** Conversations as the service tells them, and where their shapes come from. */

import { Buffer } from 'node:buffer'
import type * as z from 'zod'
import { serverEvent } from '../../server/voicelive/server-events.ts'
import { responseSession } from '../../server/voicelive/session.ts'
import sdk from '../fixtures/voice-live-events.json' with { type: 'json' }
import { readRecordings, type SentEvent } from '../support/recordings.ts'
import { samples } from '../unit/server/voicelive/samples.ts'
import { fullest } from './fullest.ts'

/** recorded: sent by the live service. SDK: a model of the official SDK. documented: Microsoft's docs. assumed: put together by us from those. */
export type Source = 'recorded' | 'SDK' | 'documented' | 'assumed'
export type Story = Readonly<{ name: string; source: Source; events: readonly SentEvent[] }>

const recorded: readonly Story[] = readRecordings().map(({ name, events }) => ({ name, source: 'recorded', events }))

const place = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 }
const audio = (samples: number) => Buffer.alloc(samples * 2).toString('base64')
const session = {
  id: 'sess_1',
  turn_detection: { type: 'server_vad' },
  output_audio_format: 'pcm16',
  expires_at: 1_900_003_600,
}
const opening = [
  { type: 'session.created', session },
  { type: 'session.updated', session },
]
const ofUser = { item_id: 'item_0' }
const spoken = [
  { type: 'input_audio_buffer.speech_started', ...ofUser, audio_start_ms: 100 },
  { type: 'input_audio_buffer.speech_stopped', ...ofUser, audio_end_ms: 900 },
  { type: 'input_audio_buffer.committed', ...ofUser, previous_item_id: null },
  { type: 'conversation.item.input_audio_transcription.delta', ...ofUser, content_index: 0, delta: 'What is ' },
  {
    type: 'conversation.item.input_audio_transcription.completed',
    ...ofUser,
    content_index: 0,
    transcript: 'What is two?',
  },
]
const message = (status: string, text: string) => ({
  id: 'item_1',
  object: 'realtime.item',
  type: 'message',
  role: 'assistant',
  status,
  content: text === '' ? [] : [{ type: 'audio', transcript: text }],
})
const answer = [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', response_id: 'resp_1', output_index: 0, item: message('incomplete', '') },
  { type: 'response.audio_transcript.delta', ...place, delta: 'Two and ' },
  { type: 'response.audio.delta', ...place, delta: audio(2400) },
  {
    type: 'response.audio_timestamp.delta',
    ...place,
    audio_offset_ms: 10,
    audio_duration_ms: 90,
    text: 'Two',
    timestamp_type: 'word',
  },
  { type: 'response.audio_transcript.delta', ...place, delta: 'two.' },
  { type: 'response.audio.delta', ...place, delta: audio(2400) },
  { type: 'response.audio.done', ...place },
  { type: 'response.audio_transcript.done', ...place, transcript: 'Two and two.' },
  {
    type: 'response.output_item.done',
    response_id: 'resp_1',
    output_index: 0,
    item: message('completed', 'Two and two.'),
  },
  {
    type: 'response.done',
    response: { id: 'resp_1', status: 'completed', output: [message('completed', 'Two and two.')] },
  },
]
const call = {
  id: 'item_2',
  type: 'function_call',
  name: 'calculate',
  call_id: 'call_1',
  arguments: '{}',
  status: 'completed',
}
const toolCall = [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
  { type: 'response.output_item.added', response_id: 'resp_1', output_index: 0, item: { ...call, arguments: '' } },
  {
    type: 'response.function_call_arguments.done',
    response_id: 'resp_1',
    item_id: 'item_2',
    output_index: 0,
    call_id: 'call_1',
    name: 'calculate',
    arguments: '{}',
  },
  { type: 'response.output_item.done', response_id: 'resp_1', output_index: 0, item: call },
  { type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [call] } },
]
const mcp = { id: 'item_3', type: 'mcp_call', server_label: 'docs', name: 'search', arguments: '{}' }
const mcpCall = [
  {
    type: 'conversation.item.created',
    item: { id: 'item_4', type: 'mcp_list_tools', server_label: 'docs', tools: [] },
  },
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
  { type: 'response.output_item.added', response_id: 'resp_1', output_index: 0, item: mcp },
  {
    type: 'conversation.item.created',
    item: { id: 'item_5', type: 'mcp_approval_request', server_label: 'docs', name: 'search', arguments: '{}' },
  },
  { type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [mcp] } },
  { type: 'response.mcp_call.in_progress', item_id: 'item_3', output_index: 0 },
  { type: 'response.mcp_call.completed', item_id: 'item_3', output_index: 0 },
  { type: 'response.output_item.done', response_id: 'resp_1', output_index: 0, item: { ...mcp, output: 'found' } },
]
const trouble = [
  { type: 'warning', warning: { code: 'deprecated', message: 'An old field.', param: 'voice' } },
  { type: 'error', error: { type: 'server_error', code: 'odd', message: 'Try again.', param: null, event_id: null } },
]

const assumed: readonly Story[] = [
  { name: 'spoken turn', source: 'assumed', events: [...opening, ...spoken, ...answer] },
  { name: 'barge-in', source: 'assumed', events: [...opening, ...answer.slice(0, 5), ...spoken] },
  { name: 'function call', source: 'assumed', events: [...opening, ...spoken, ...toolCall] },
  { name: 'MCP call', source: 'assumed', events: [...opening, ...mcpCall] },
  { name: 'trouble', source: 'assumed', events: [...opening, ...trouble, ...answer] },
]

/** Where any value of the right type would not do. */
const ours = { output_audio_format: 'pcm16', input_audio_format: 'pcm16', input_audio_sampling_rate: 24_000 }
const meant = (type: string): object => {
  if (type === 'response.audio.delta') return { delta: audio(240) }
  if (type !== 'session.created' && type !== 'session.updated') return {}
  return { session: { ...(fullest(responseSession) as object), ...session, ...ours } }
}

const modelled = new Set(sdk.serverEvents.map(({ type }) => type))

/** Each event that the service may send, with every field that its source names, in the middle of a turn. */
const eachEvent: readonly Story[] = serverEvent.options.map((option) => {
  const type = option.shape.type.value
  const event = { ...(fullest(option as z.ZodObject) as SentEvent), ...meant(type) }
  return {
    name: type,
    source: modelled.has(type) ? 'SDK' : 'documented',
    events: [...opening, ...answer.slice(0, 4), event, ...answer.slice(4)],
  }
})

/** Single events that were seen in public: see `samples.ts`. */
const seen: readonly Story[] = Object.entries(samples).map(([name, event]) => ({
  name,
  source: 'recorded',
  events: [...opening, ...answer.slice(0, 4), event, ...answer.slice(4)],
}))

export const stories: readonly Story[] = [...recorded, ...assumed, ...eachEvent, ...seen]
