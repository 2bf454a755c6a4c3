/** Which kind of voice a name means, and what kinds share. */

import { nativeVoiceName, openAiVoiceName, type Voice } from '../voicelive/voice.ts'

export type VoiceObject = Exclude<Voice, string>

/** The kind of a voice by its name alone: OpenAI's are a list, native ones go with one model, all others are Azure's. */
export function voiceNamed(name: string, model: string | undefined): VoiceObject {
  const plain = name.trim()
  const native = nativeVoiceName.safeParse(plain.toLowerCase())
  if (native.success && model === 'azure-realtime') return { type: 'azure-realtime-native', name: native.data }
  const openAi = openAiVoiceName.safeParse(plain.toLowerCase())
  if (openAi.success) return { type: 'openai', name: openAi.data }
  return { type: 'azure-standard', name: plain }
}

/** Voices of Azure Speech: they read out text, report word times and take a rate; those of a model do not. */
export type AzureVoice = Exclude<VoiceObject, { type: 'openai' | 'azure-realtime-native' }>
export const isAzureVoice = (voice: Voice | undefined): voice is AzureVoice =>
  typeof voice === 'object' && voice.type !== 'openai' && voice.type !== 'azure-realtime-native'

/** How a voice is called in sentences; '' where there is none. */
export function nameOfVoice(voice: Voice | undefined): string {
  if (typeof voice !== 'object') return voice ?? ''
  return voice.type === 'avatar-voice-sync' ? voice.type : voice.name
}
