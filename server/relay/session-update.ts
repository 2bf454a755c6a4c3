/** Builds the session that every call asks for: the lab's, complete, so that no default of the service matters. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { Tool } from '../tools/tool.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { nativeVoiceName, openAiVoiceName, type Voice } from '../voicelive/voice.ts'

export type Agent = Readonly<{ model: string; voice: string; instructions: string }>

/** The turn detection of the lab; sent in full, for docs and service differ about the defaults (protocol reference 4.3). */
const TURN_DETECTION = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
  auto_truncate: false,
} as const

export function createSessionUpdate(agent: Agent, tools: readonly Tool[]): RequestSession {
  const voice = voiceFor(agent.voice, agent.model)
  return {
    modalities: ['text', 'audio'],
    instructions: agent.instructions,
    voice,
    input_audio_format: 'pcm16',
    input_audio_sampling_rate: SAMPLE_RATE_HZ,
    output_audio_format: 'pcm16',
    turn_detection: TURN_DETECTION,
    input_audio_transcription: { model: transcriberFor(agent.model) },
    // Word times come with Azure voices only (protocol reference 4.1).
    ...(isAzure(voice) ? { output_audio_timestamp_types: ['word' as const] } : {}),
    tools: tools.map((tool) => tool.definition),
    tool_choice: 'auto',
  }
}

/** The kind of a voice, told by its name alone: OpenAI's are a list, native ones go with one model, all others are Azure's. */
export function voiceFor(name: string, model: string): Voice {
  const plain = name.trim()
  const openAi = openAiVoiceName.safeParse(plain.toLowerCase())
  if (openAi.success) return { type: 'openai', name: openAi.data }
  const native = nativeVoiceName.safeParse(plain.toLowerCase())
  if (native.success && model === 'azure-realtime') return { type: 'azure-realtime-native', name: native.data }
  return { type: 'azure-standard', name: plain }
}

const isAzure = (voice: Voice): boolean => typeof voice !== 'string' && voice.type === 'azure-standard'

/** Who writes down what the talker says: `azure-speech` for cascaded models, an OpenAI model for theirs (protocol reference 4.5). */
export const transcriberFor = (model: string): string =>
  /^gpt-(4o-)?(mini-)?realtime/.test(model) ? 'whisper-1' : 'azure-speech'
