/** Every event that the service may send, whole: what the emulator writes. What the relay reads of them is in acted-on.ts. */
import * as z from 'zod'
import { logProb, transcriptionPhrase } from './audio.ts'
import { forgive } from './loosen.ts'
import { errorDetails, voiceLiveResponse, warningDetails } from './response.ts'
import { contentPart, responseItem } from './response-items.ts'
import { responseSession } from './session.ts'

/** Unknown keys are kept, though the type does not show them: a misspelt field should not compile. */
function event<Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): z.ZodObject<{ type: z.ZodLiteral<Type>; event_id: z.ZodOptional<z.ZodNullable<z.ZodString>> } & Shape>
function event(type: string, shape: z.ZodRawShape): z.ZodObject {
  return z.looseObject({ type: z.literal(type), event_id: z.string().nullish(), ...shape })
}

const id = z.string()
/** Position of an item in its answer, or of a part in its item. The docs' samples of `.done` events leave it out: then it is the first. */
const index = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)
const ms = z.number()

/** `""`, null or absent for the first item of a conversation: all three were seen. */
const previous_item_id = z.string().nullish()
const item = responseItem.nullish()
const itemOnly = { item_id: id }
const outputOf = { response_id: id, item_id: id, output_index: index }
const partOf = { ...outputOf, content_index: index }
const logprobs = z.array(forgive(logProb)).nullish()

const sessionEvents = [
  event('error', { error: errorDetails }),
  event('warning', { warning: forgive(warningDetails) }),
  event('session.created', { session: responseSession }),
  event('session.updated', { session: responseSession }),
] as const

/** `audio_start_ms` and `audio_end_ms` count the sound written in this session; the start includes the prefix padding, the end the silence. */
const inputEvents = [
  event('input_audio_buffer.speech_started', { ...itemOnly, audio_start_ms: ms }),
  event('input_audio_buffer.speech_stopped', { ...itemOnly, audio_end_ms: ms }),
  event('input_audio_buffer.committed', { ...itemOnly, previous_item_id }),
  event('input_audio_buffer.cleared', {}),
] as const

const conversationEvents = [
  event('conversation.item.created', { previous_item_id, item }),
  event('conversation.item.retrieved', { item }),
  event('conversation.item.truncated', { ...itemOnly, content_index: index, audio_end_ms: ms }),
  event('conversation.item.deleted', itemOnly),
  event('conversation.item.input_audio_transcription.delta', {
    ...itemOnly,
    content_index: index,
    delta: z.string().nullish(),
    logprobs,
  }),
  event('conversation.item.input_audio_transcription.completed', {
    ...itemOnly,
    content_index: index,
    transcript: z.string(),
    logprobs,
    phrases: z.array(forgive(transcriptionPhrase)).nullish(),
  }),
  event('conversation.item.input_audio_transcription.failed', {
    ...itemOnly,
    content_index: index,
    error: errorDetails,
  }),
] as const

const outputItem = { response_id: id, output_index: index, item }
const part = { ...partOf, part: contentPart }

/** The answer. `response.audio.delta` is the hot one: some twenty a second, base64 left as it is. */
const responseEvents = [
  event('response.audio.delta', { ...partOf, delta: z.string() }),
  event('response.created', { response: voiceLiveResponse }),
  event('response.done', { response: voiceLiveResponse }),
  event('response.output_item.added', outputItem),
  event('response.output_item.done', outputItem),
  event('response.content_part.added', part),
  event('response.content_part.done', part),
  event('response.text.delta', { ...partOf, delta: z.string() }),
  event('response.text.done', { ...partOf, text: z.string() }),
  event('response.audio_transcript.delta', { ...partOf, delta: z.string() }),
  event('response.audio_transcript.done', { ...partOf, transcript: z.string() }),
  event('response.audio_transcript.annotation.added', {
    ...partOf,
    annotation_index: index,
    annotation: z.unknown().nullish(),
  }),
  event('response.audio.done', partOf),
  event('output_audio_buffer.cleared', {}),
] as const

/** `name` is missing in the docs' sample of the done event; it is on the item anyway. */
const toolEvents = [
  event('response.function_call_arguments.delta', { ...outputOf, call_id: id, delta: z.string() }),
  event('response.function_call_arguments.done', {
    ...outputOf,
    call_id: id,
    arguments: z.string(),
    name: z.string().nullish(),
  }),
  event('response.mcp_call_arguments.delta', { ...outputOf, delta: z.string(), obfuscation: z.string().nullish() }),
  event('response.mcp_call_arguments.done', { ...outputOf, arguments: z.string().nullish() }),
  event('response.mcp_call.in_progress', { ...itemOnly, output_index: index }),
  event('response.mcp_call.completed', { ...itemOnly, output_index: index }),
  event('response.mcp_call.failed', { ...itemOnly, output_index: index }),
  event('mcp_list_tools.in_progress', itemOnly),
  event('mcp_list_tools.completed', itemOnly),
  event('mcp_list_tools.failed', itemOnly),
] as const

const search = { ...outputOf, sequence_number: z.number().nullish() }

/** What a Foundry agent does with its own tools. `invocation` carries a hosted agent's raw results. */
const agentEvents = [
  event('response.web_search_call.searching', search),
  event('response.web_search_call.in_progress', search),
  event('response.web_search_call.completed', search),
  event('response.file_search_call.searching', search),
  event('response.file_search_call.in_progress', search),
  event('response.file_search_call.completed', search),
  event('response.invocation.delta', { delta: z.record(z.string(), z.unknown()) }),
] as const

/** What goes with speech. A viseme is 0 to 21. Blendshape `frames` come as rows of numbers or as one string (SDK). */
const animationEvents = [
  event('response.audio_timestamp.delta', {
    ...partOf,
    audio_offset_ms: ms,
    audio_duration_ms: ms,
    text: z.string(),
    timestamp_type: z.string().nullish(),
  }),
  event('response.audio_timestamp.done', partOf),
  event('response.animation_viseme.delta', { ...partOf, audio_offset_ms: ms, viseme_id: z.number() }),
  event('response.animation_viseme.done', partOf),
  event('response.animation_blendshapes.delta', {
    ...partOf,
    frames: z.union([z.array(z.array(z.number())), z.string()]),
    frame_index: z.number(),
  }),
  event('response.animation_blendshapes.done', outputOf),
] as const

const avatarEvents = [
  event('session.avatar.connecting', { server_sdp: z.string() }),
  event('session.avatar.switch_to_speaking', { turn_id: z.string().nullish() }),
  event('session.avatar.switch_to_idle', { turn_id: z.string().nullish() }),
  event('response.video.delta', { output_index: index, codec: z.string(), delta: z.string() }),
] as const

/** One limit of `rate_limits.updated`: documented, dropped by the SDK, not in the recorded session. */
const rateLimit = forgive(
  z.strictObject({ name: z.string(), limit: z.number(), remaining: z.number(), reset_seconds: z.number() }),
)

/** Documented or seen, without a model in the SDK; only the fields that a source names. `realtime.call.…` is telephony in the swagger of 2026-07-31-preview. */
const extraEvents = [
  event('rate_limits.updated', { rate_limits: z.array(rateLimit) }),
  event('rtc.call.sdp.created', { rtc_call_id: z.string(), sdp_answer: z.string() }),
  event('rtc.call.error', {
    operation: z.string().nullish(),
    rtc_call_id: z.string().nullish(),
    error: errorDetails.nullish(),
  }),
  event('output_audio_buffer.started', {}),
  event('output_audio_buffer.stopped', {}),
  event('response.foundry_agent_call.in_progress', {}),
  event('response.foundry_agent_call.completed', {}),
  event('response.foundry_agent_call.failed', {}),
  event('response.foundry_agent_call_arguments.delta', {}),
  event('response.foundry_agent_call_arguments.done', {}),
  event('byom_credential.updated', {}),
  event('realtime.call.incoming', {}),
  event('realtime.call.connected', {}),
  event('realtime.call.disconnected', {}),
  event('realtime.call.failed', {}),
  event('realtime.call.transfer.succeeded', {}),
  event('realtime.call.transfer.failed', {}),
] as const

/** Every event of the service that we know. Required are only the fields without which an event means nothing. */
export const serverEvent = z.discriminatedUnion('type', [
  ...responseEvents,
  ...sessionEvents,
  ...inputEvents,
  ...conversationEvents,
  ...toolEvents,
  ...agentEvents,
  ...animationEvents,
  ...avatarEvents,
  ...extraEvents,
])

export type ServerEvent = z.output<typeof serverEvent>
