/** Exists to describe an answer: how it is asked for, and what the service tells about it. */
import * as z from 'zod'
import { animation, outputAudioFormat } from './audio.ts'
import { interimResponse } from './interim-response.ts'
import { assistantMessageItem, requestItem } from './items.ts'
import { forgive } from './loosen.ts'
import { responseItemModel } from './response-items.ts'
import { maxTokens, metadata, modality, reasoningEffort } from './session.ts'
import { tool, toolChoiceFunction } from './tools.ts'
import { voice } from './voice.ts'

/**
 * `response.create.response`: how this one answer differs from the session.
 * `commit` (the answer, to the conversation: SDK; it commits no audio) and `cancel_previous` count as true when absent.
 * `pre_generated_assistant_message` is spoken word for word, without the model. `tool_choice` also takes a function's bare name (docs).
 * From the docs only: `conversation` (`none` keeps the answer out of the history), `animation`, and the spelling `max_response_output_tokens`.
 */
export const responseCreateParams = z.strictObject({
  commit: z.boolean().optional(),
  cancel_previous: z.boolean().optional(),
  append_input_items: z.array(requestItem).optional(),
  input_items: z.array(requestItem).optional(),
  modalities: z.array(modality).optional(),
  instructions: z.string().optional(),
  voice: voice.optional(),
  output_audio_format: outputAudioFormat.optional(),
  tools: z.array(tool).optional(),
  tool_choice: z.union([z.string(), toolChoiceFunction]).optional(),
  temperature: z.number().min(0).max(1.2).optional(),
  max_output_tokens: maxTokens.optional(),
  max_response_output_tokens: maxTokens.optional(),
  pre_generated_assistant_message: assistantMessageItem.optional(),
  reasoning_effort: reasoningEffort.optional(),
  metadata: metadata.optional(),
  interim_response: interimResponse.optional(),
  invoke_input: z.record(z.string(), z.unknown()).optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  animation: animation.optional(),
})

export type ResponseCreateParams = z.output<typeof responseCreateParams>

/** SDK 1.1.0 enum. */
export const responseStatus = z.enum(['completed', 'cancelled', 'failed', 'incomplete', 'in_progress'])

/** An error as the service words it; `event_id` is the id of the client event that caused it. The docs' sample has no `type`. */
export const errorDetailsModel = z.strictObject({
  type: z.string(),
  code: z.string().optional(),
  message: z.string(),
  param: z.string().optional(),
  event_id: z.string().optional(),
})

/** A note that interrupts nothing (2026-04-10 and later). */
export const warningDetails = z.strictObject({
  message: z.string(),
  code: z.string().optional(),
  param: z.string().optional(),
})

/**
 * Why an answer ended otherwise than completed. `reason` is a free string: `turn_detected`, `client_cancelled`,
 * `max_output_tokens`, `content_filter` are OpenAI's values, uncertain for cascaded models.
 */
export const statusDetails = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cancelled'), reason: z.string() }),
  z.strictObject({ type: z.literal('incomplete'), reason: z.string() }),
  z.strictObject({ type: z.literal('failed'), error: errorDetailsModel }),
])

export const cachedTokenDetails = z.strictObject({
  text_tokens: z.number(),
  audio_tokens: z.number(),
  image_tokens: z.number(),
})

export const inputTokenDetails = z.strictObject({
  cached_tokens: z.number(),
  text_tokens: z.number(),
  audio_tokens: z.number(),
  image_tokens: z.number(),
  cached_tokens_details: cachedTokenDetails,
})

export const outputTokenDetails = z.strictObject({
  text_tokens: z.number(),
  audio_tokens: z.number(),
  reasoning_tokens: z.number().optional(),
})

/** Not for billing: `input_tokens` was seen as 0. */
export const usageModel = z.strictObject({
  total_tokens: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  input_token_details: inputTokenDetails,
  output_token_details: outputTokenDetails,
})

/** `conversation_id` is `""` in model mode (seen). The docs spell the limit `max_response_output_tokens`; a recorded session has `max_output_tokens`. */
export const voiceLiveResponseModel = z.strictObject({
  id: z.string().optional(),
  object: z.literal('realtime.response').optional(),
  status: responseStatus.optional(),
  status_details: statusDetails.optional(),
  output: z.array(responseItemModel).optional(),
  usage: usageModel.optional(),
  conversation_id: z.string().optional(),
  voice: voice.optional(),
  modalities: z.array(modality).optional(),
  output_audio_format: outputAudioFormat.optional(),
  temperature: z.number().optional(),
  max_output_tokens: maxTokens.optional(),
  metadata: metadata.optional(),
})

export const errorDetails = forgive(errorDetailsModel)

const usage = forgive(usageModel)
export type Usage = z.output<typeof usage>

export const voiceLiveResponse = forgive(voiceLiveResponseModel)
export type VoiceLiveResponse = z.output<typeof voiceLiveResponse>
