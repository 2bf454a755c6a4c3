/** Exists to say how the service decides that the user began and ended a turn. */
import * as z from 'zod'

const ms = z.int().nonnegative()

/** How sure the service must be that the user is done (SDK 1.1.0 enum); a lower level ends the turn more readily, `default` means medium (docs). */
export const eouThresholdLevel = z.enum(['low', 'medium', 'high', 'default'])

/** `timeout_ms` is 1000 when absent (docs). `threshold` and `timeout`, in seconds, are those of the first preview, and still taken (public clients). */
const eouOptions = {
  threshold_level: eouThresholdLevel.optional(),
  timeout_ms: ms.optional(),
  threshold: z.number().optional(),
  timeout: z.number().optional(),
}

export const semanticDetection = z.strictObject({ model: z.literal('semantic_detection_v1'), ...eouOptions })
export const semanticDetectionEn = z.strictObject({ model: z.literal('semantic_detection_v1_en'), ...eouOptions })
export const semanticDetectionMultilingual = z.strictObject({
  model: z.literal('semantic_detection_v1_multilingual'),
  ...eouOptions,
})

/** Listens to the sound rather than the words. In the 2026-06-01-preview docs, absent from those of 2026-07-15 and from the SDK: uncertain. */
const smartEndOfTurnDetection = z.strictObject({
  model: z.literal('smart_end_of_turn_detection'),
  ...eouOptions,
})

/** `end_of_utterance_detection`: a second opinion on whether a pause ends the turn. Only with cascaded models (docs). */
export const endOfUtteranceDetection = z.discriminatedUnion('model', [
  semanticDetection,
  semanticDetectionEn,
  semanticDetectionMultilingual,
  smartEndOfTurnDetection,
])

/**
 * What happens at the edges of a turn. `create_response` and `interrupt_response` count as true when absent: docs and a
 * recorded session say so, though the swagger prints false. With `auto_truncate` the service truncates the interrupted answer itself.
 */
const turnEdges = {
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
}

/**
 * Options that every voice activity detector shares. Defaults differ between docs (400 or 420 ms prefix, 500 ms silence)
 * and a recorded session (300 and 200 ms), so send them. The last two were seen in echoes of the service only.
 */
const vadOptions = {
  threshold: z.number().min(0).max(1).optional(),
  prefix_padding_ms: ms.optional(),
  silence_duration_ms: ms.optional(),
  speech_duration_ms: ms.optional(),
  end_of_utterance_detection: endOfUtteranceDetection.nullish(),
  auto_truncate: z.boolean().optional(),
  ...turnEdges,
  idle_timeout_ms: ms.nullish(),
  appended_text_after_truncation: z.string().nullish(),
}

/** Detection by loudness; every model has it. */
export const serverVad = z.strictObject({ type: z.literal('server_vad'), ...vadOptions })

/** Ignores `ah`, `umm`, `yeah` and the like while an answer plays. */
const remove_filler_words = z.boolean().optional()

/** Seen in echoes of the service and in older samples, undocumented; the first is in live tests of the Python SDK. */
const undocumented = {
  speech_duration_assistant_speaking_ms: ms.optional(),
  neg_threshold: z.number().optional(),
  window_size: z.number().optional(),
  distinct_ci_phones: z.number().optional(),
  require_vowel: z.boolean().optional(),
  require_vowel_assistant_speaking: z.boolean().optional(),
}

/** Languages whose filler words are known: English only on the plain detector; en es fr it de ja pt zh ko hi on the multilingual one (docs). */
const languages = z.array(z.string()).optional()

export const azureSemanticVad = z.strictObject({
  type: z.literal('azure_semantic_vad'),
  ...vadOptions,
  ...undocumented,
  remove_filler_words,
  languages,
})

/** English only; in the SDK and the specification, not in the docs. */
export const azureSemanticVadEn = z.strictObject({
  type: z.literal('azure_semantic_vad_en'),
  ...vadOptions,
  ...undocumented,
  remove_filler_words,
})

export const azureSemanticVadMultilingual = z.strictObject({
  type: z.literal('azure_semantic_vad_multilingual'),
  ...vadOptions,
  ...undocumented,
  remove_filler_words,
  languages,
})

/** OpenAI's detector: `gpt-realtime` and `gpt-realtime-mini` only; in the docs, not in the SDK. */
const openAiSemanticVad = z.strictObject({
  type: z.literal('semantic_vad'),
  eagerness: z.enum(['auto', 'low', 'medium', 'high']).optional(),
  ...turnEdges,
})

/** Turns by hand, as null does; accepted according to the .NET SDK. */
const noTurnDetection = z.strictObject({ type: z.literal('none') })

/** `turn_detection`: the field takes null as well, for turns by hand. */
export const turnDetection = z.discriminatedUnion('type', [
  serverVad,
  azureSemanticVad,
  azureSemanticVadEn,
  azureSemanticVadMultilingual,
  openAiSemanticVad,
  noTurnDetection,
])

export type TurnDetection = z.output<typeof turnDetection>
