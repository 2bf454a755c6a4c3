/** Exists to describe a session: what a client may set (RequestSession) and what the service prints back (ResponseSession). */
import * as z from 'zod'
import {
  animation,
  audioTimestampType,
  echoCancellation,
  inputAudioFormat,
  inputAudioTranscription,
  noiseReduction,
  outputAudioFormat,
} from './audio.ts'
import { avatar } from './avatar.ts'
import { interimResponse } from './interim-response.ts'
import { forgive, loosen } from './loosen.ts'
import { tool, toolChoice } from './tools.ts'
import { turnDetection } from './turn-detection.ts'
import { voice } from './voice.ts'

/** SDK 1.1.0 enum; `audio` alone is refused (docs), but it is how native models start (recorded). The order means nothing. */
export const modality = z.enum(['text', 'audio', 'animation', 'avatar'])

/** For reasoning models (SDK 1.1.0 enum). */
export const reasoningEffort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])

/** Extras that the service adds to its events when asked (SDK 1.1.0 enum). */
export const includeOption = z.enum([
  'item.input_audio_transcription.logprobs',
  'item.input_audio_transcription.phrases',
  'file_search_call.results',
])

/** A count, or `inf` for no limit; the session's own limit is 1 to 4096 (docs). */
export const maxTokens = z.union([z.int().min(1).max(4096), z.literal('inf')])

/** At most 16 pairs of at most 64 and 512 characters (specification); the service refuses what is longer. */
export const metadata = z.record(z.string(), z.string())

/**
 * `session.update.session`: a patch. An absent field keeps its value, null clears a field, `""` clears `instructions`.
 * `model` is best left to the URL: sources differ on whether repeating it is refused.
 * `temperature`: docs say 0.6 to 1.2, the specification 0 to 1, and 0 to 2 was seen to be accepted; 0.8 was seen as the default.
 * `parallel_tool_calls` is in the specification and docs since 2026-06-01, not in the SDK.
 */
export const requestSession = z.strictObject({
  model: z.string().optional(),
  modalities: z.array(modality).optional(),
  animation: animation.nullish(),
  voice: voice.optional(),
  instructions: z.string().optional(),
  input_audio_sampling_rate: z.int().optional(),
  input_audio_format: inputAudioFormat.optional(),
  output_audio_format: outputAudioFormat.optional(),
  turn_detection: turnDetection.nullish(),
  input_audio_noise_reduction: noiseReduction.nullish(),
  input_audio_echo_cancellation: echoCancellation.nullish(),
  avatar: avatar.nullish(),
  input_audio_transcription: inputAudioTranscription.nullish(),
  output_audio_timestamp_types: z.array(audioTimestampType).nullish(),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  temperature: z.number().min(0).max(2).optional(),
  max_response_output_tokens: maxTokens.optional(),
  reasoning_effort: reasoningEffort.optional(),
  interim_response: interimResponse.nullish(),
  include: z.array(includeOption).nullish(),
  metadata: metadata.optional(),
})

export type RequestSession = z.output<typeof requestSession>

/** The same patch as read from any client, where more is allowed: what the emulator works with. */
export type LooseRequestSession = z.output<typeof looseRequestSession>
const looseRequestSession = loosen(requestSession)

/** The Foundry agent behind a session; `thread_id` names its conversation. */
export const agentConfig = z.strictObject({
  type: z.literal('agent'),
  name: z.string(),
  description: z.string().optional(),
  agent_id: z.string(),
  thread_id: z.string(),
})

/**
 * `session.created.session` and `session.updated.session`: all that a client may set, as it is in force, and what only the service knows.
 * `expires_at` is in unix seconds (2026-07-15 and later); `object` is `realtime.session`; `truncation_strategy` was seen as null, undocumented.
 */
export const responseSessionModel = z.strictObject({
  ...requestSession.shape,
  object: z.string().optional(),
  id: z.string().optional(),
  expires_at: z.number().optional(),
  agent: agentConfig.optional(),
  truncation_strategy: z.unknown().optional(),
})

export const responseSession = forgive(responseSessionModel)
export type ResponseSession = z.output<typeof responseSession>
