/** Exists to say how sound crosses the wire: formats, clean-up, transcription, and the timing data that goes with speech. */
import * as z from 'zod'

/** Mono, little-endian (SDK 1.1.0 enum). */
export const inputAudioFormat = z.enum(['pcm16', 'g711_ulaw', 'g711_alaw'])

/** `pcm16` is 24 kHz (SDK 1.1.0 enum; the Python SDK's live tests get further rates accepted with Azure voices). */
export const outputAudioFormat = z.enum(['pcm16', 'pcm16_8000hz', 'pcm16_16000hz', 'g711_ulaw', 'g711_alaw'])

/** The SDK has a free string here; the docs list these three, of which the `_field` pair is for gpt-realtime models. */
export const noiseReduction = z.strictObject({
  type: z.enum(['azure_deep_noise_suppression', 'near_field', 'far_field']),
})

/** `channels` is 1 or 2; only `server` with 1 and `client` with 2 are valid together (docs). */
export const echoCancellation = z.strictObject({
  type: z.literal('server_echo_cancellation'),
  reference_source: z.enum(['server', 'client']).optional(),
  channels: z.int().min(1).max(2).optional(),
})

/**
 * `input_audio_transcription`. `model` is a free string in the SDK: `azure-speech`, `whisper-1`, `gpt-4o-transcribe`,
 * `gpt-4o-mini-transcribe`, `gpt-4o-transcribe-diarize`, `mai-transcribe`, `mai-transcribe-1`, `mai-transcribe-2` are known.
 * `language`: a tag, a comma list of at most ten, or empty for automatic. `prompt` is in the docs and a recorded session, not in the SDK.
 */
export const inputAudioTranscription = z.strictObject({
  model: z.string(),
  language: z.string().optional(),
  custom_speech: z.record(z.string(), z.string()).optional(),
  phrase_list: z.array(z.string()).optional(),
  prompt: z.string().optional(),
})

/** Word times come with Azure voices only (docs). */
export const audioTimestampType = z.enum(['word'])

/** `blendshapes` is the docs' default, though the how-to says that only `viseme_id` works today: uncertain. */
export const animation = z.strictObject({
  model_name: z.string().optional(),
  outputs: z.array(z.enum(['blendshapes', 'viseme_id'])).optional(),
})

/** How likely each recognised token was; sent when the session's `include` asks for it. */
export const logProb = z.strictObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.number()) })

const spoken = { text: z.string(), offset_milliseconds: z.number(), duration_milliseconds: z.number() }

export const transcriptionWord = z.strictObject(spoken)

/** A recognised phrase and its time in the utterance; sent when the session's `include` asks for it. */
export const transcriptionPhrase = z.strictObject({
  ...spoken,
  words: z.array(transcriptionWord).optional(),
  locale: z.string().optional(),
  confidence: z.number().optional(),
})
