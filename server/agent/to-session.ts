/** Turns a profile into the whole session that every call asks for: the lab's wherever the profile is silent, so that no default of the service matters. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { RequestSession } from '../voicelive/session.ts'
import type { Tool } from '../voicelive/tools.ts'
import type { TurnDetection } from '../voicelive/turn-detection.ts'
import { isBefore, january } from './api-version.ts'
import { type Family, familyOf } from './models.ts'
import type { AgentProfile } from './schema.ts'
import { isAzureVoice, type VoiceObject, voiceNamed } from './voices.ts'

/** The lab's numbers. Sent in full, for docs and service differ about the defaults (protocol reference 4.3 and 10.2). */
const voiceActivity = {
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
  // The relay truncates by what was really heard.
  auto_truncate: false,
} as const

const DEFAULT_VOICE = 'en-US-AvaNeural'

export const familyOfProfile = ({ agent, model, byom }: AgentProfile): Family =>
  agent ? 'agent' : familyOf(model ?? '', byom)

/** `definitions` are the tools of this server that the profile names. An agent gets none, nor a temperature: it has its own. */
export function toSession(profile: AgentProfile, definitions: readonly Tool[], apiVersion: string): RequestSession {
  const { instructions, voice: voiceSetting, turn_detection: turns, ...settings } = profile.session ?? {}
  const family = familyOfProfile(profile)
  const voice = voiceOf(voiceSetting, profile.model, family)
  const tools = [...definitions, ...(profile.mcp_servers ?? [])]
  return {
    ...(instructions === undefined ? {} : { instructions: textOf(instructions) }),
    voice,
    turn_detection: knownTurns(completeTurns(turns), apiVersion),
    input_audio_transcription: { model: transcriberFor(family) },
    // Word times come with Azure voices only (protocol reference 4.1).
    ...(isAzureVoice(voice) ? { output_audio_timestamp_types: ['word'] } : {}),
    ...(family === 'agent' ? {} : { tools, tool_choice: 'auto' }),
    modalities: ['text', 'audio'],
    input_audio_format: 'pcm16',
    input_audio_sampling_rate: SAMPLE_RATE_HZ,
    output_audio_format: 'pcm16',
    ...settings,
  }
}

/** Who writes down what the talker says: OpenAI's models for their own, Azure Speech for the others (protocol reference 4.5). */
export const transcriberFor = (family: Family): string => (family === 'gpt-realtime' ? 'whisper-1' : 'azure-speech')

/** A bare name may be of any kind; without one, a model that speaks with native voices only gets its own. */
export function voiceOf(
  setting: VoiceObject | string | undefined,
  model: string | undefined,
  family: Family,
): VoiceObject {
  if (setting === undefined) return voiceNamed(family === 'azure-realtime' ? 'ava' : DEFAULT_VOICE, model)
  return typeof setting === 'string' ? voiceNamed(setting, model) : setting
}

const textOf = (lines: string | readonly string[]): string => (typeof lines === 'string' ? lines : lines.join('\n'))

function completeTurns(setting: TurnDetection | null | undefined): TurnDetection | null {
  if (setting === undefined) return { type: 'server_vad', ...voiceActivity }
  if (setting === null || setting.type === 'none') return setting
  if (setting.type === 'semantic_vad') return { create_response: true, interrupt_response: true, ...setting }
  return { ...voiceActivity, ...setting }
}

/** To a service that cannot truncate by itself, not even "do not" may be said. A profile that says "do" is refused by a rule. */
function knownTurns(turns: TurnDetection | null, apiVersion: string): TurnDetection | null {
  if (turns === null || !('auto_truncate' in turns) || turns.auto_truncate === true) return turns
  if (!isBefore(apiVersion, january)) return turns
  const { auto_truncate: _, ...known } = turns
  return known
}
