/** Exists to say which voices the service speaks with and which options each kind of voice takes. */
import * as z from 'zod'

/** Names of OpenAI voices (SDK 1.1.0 enum; `marin` and `cedar` since 2026-01-01-preview). Only with the gpt-realtime models. */
export const openAiVoiceName = z.enum([
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
])

/** Names of native voices (SDK 1.1.0 enum; the 2026-06-01-preview docs omit `diya`). Only with model `azure-realtime`; the docs' default is `ava`. */
export const nativeVoiceName = z.enum([
  'aarti',
  'andrew',
  'ava',
  'denise',
  'diya',
  'elsa',
  'florian',
  'francisca',
  'meera',
  'xiaoxiao',
  'yunxi',
  'ximena',
])

/** Models behind a personal voice (SDK 1.1.0 enum; the docs name only the two Dragon models). */
export const personalVoiceModel = z.enum([
  'DragonLatestNeural',
  'PhoenixLatestNeural',
  'PhoenixV2Neural',
  'DragonHDOmniLatestNeural',
  'MAI-Voice-1',
])

/**
 * Options that every Azure voice takes. `temperature` (0 to 1, docs) acts on HD voices only; `pitch`, `rate` and `volume`
 * are strings with the meaning of SSML `prosody` (`+10%`, `slow`, `1.2`, `+6dB`); `locale` forces one locale.
 */
const voiceOptions = {
  temperature: z.number().min(0).max(1).optional(),
  custom_lexicon_url: z.string().optional(),
  custom_text_normalization_url: z.string().optional(),
  prefer_locales: z.array(z.string()).optional(),
  locale: z.string().optional(),
  style: z.string().optional(),
  pitch: z.string().optional(),
  rate: z.string().optional(),
  volume: z.string().optional(),
}

export const openAiVoice = z.strictObject({ type: z.literal('openai'), name: openAiVoiceName })

/** `name` such as `en-US-AvaNeural` or `en-US-Ava:DragonHDLatestNeural`. */
export const azureStandardVoice = z.strictObject({
  type: z.literal('azure-standard'),
  name: z.string(),
  ...voiceOptions,
})

/** `endpoint_id` is the deployment of the custom voice. */
export const azureCustomVoice = z.strictObject({
  type: z.literal('azure-custom'),
  name: z.string(),
  endpoint_id: z.string(),
  ...voiceOptions,
})

/** `name` is the speaker profile id. */
export const azurePersonalVoice = z.strictObject({
  type: z.literal('azure-personal'),
  name: z.string(),
  model: personalVoiceModel,
  ...voiceOptions,
})

/** The voice that belongs to a custom avatar; it has no name (2026-04-10 and later). */
export const avatarVoiceSyncVoice = z.strictObject({
  type: z.literal('avatar-voice-sync'),
  model: personalVoiceModel,
  ...voiceOptions,
})

export const azureRealtimeNativeVoice = z.strictObject({
  type: z.literal('azure-realtime-native'),
  name: nativeVoiceName,
})

/** A voice: the bare name of an OpenAI voice, or an object of one of six kinds. */
export const voice = z.union([
  openAiVoiceName,
  z.discriminatedUnion('type', [
    openAiVoice,
    azureStandardVoice,
    azureCustomVoice,
    azurePersonalVoice,
    avatarVoiceSyncVoice,
    azureRealtimeNativeVoice,
  ]),
])

export type Voice = z.output<typeof voice>
