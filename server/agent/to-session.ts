/**
 * Turns a profile into the session that every call asks for. Where a profile is silent it is the lab's, so that no default of the service
 * matters; with a Foundry agent, or where the profile says so, nothing is asked for that it does not name.
 */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { ModelFamily } from '../voicelive/models.ts'
import type { RequestSession } from '../voicelive/session.ts'
import type { Tool } from '../voicelive/tools.ts'
import type { TurnDetection } from '../voicelive/turn-detection.ts'
import { isBefore, january } from './api-version.ts'
import { type Family, familyOfProfile } from './models.ts'
import type { AgentProfile } from './schema.ts'
import { isAzureVoice, type VoiceObject, voiceNamed } from './voices.ts'

/** What page and server speak on the line between them, whoever answers: asked for by every call. */
export const line = {
  modalities: ['text', 'audio'],
  input_audio_format: 'pcm16',
  input_audio_sampling_rate: SAMPLE_RATE_HZ,
  output_audio_format: 'pcm16',
} as const satisfies RequestSession

/** The lab's numbers. Sent in full, because docs and service differ about the defaults (protocol reference 4.3 and 10.2). */
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

/** Whether what the profile does not name is the lab's; otherwise it is the service's, or that of the Foundry agent, and is not sent. */
const isCompleted = ({ agent, defaults }: AgentProfile): boolean => agent === undefined && defaults !== 'service'

/** `definitions` are the tools of this server that the profile names. */
export function toSession(profile: AgentProfile, definitions: readonly Tool[], apiVersion: string): RequestSession {
  const { instructions, voice: said, turn_detection: turns, ...settings } = profile.session ?? {}
  const voice = said === undefined ? undefined : voiceOf(profile)
  const others = (profile.tools ?? []).filter((tool) => typeof tool === 'object')
  const tools = [...definitions, ...others, ...(profile.mcp_servers ?? [])]
  return {
    ...line,
    ...(isCompleted(profile) ? labDefaults(profile, apiVersion) : {}),
    ...(instructions === undefined ? {} : { instructions: textOf(instructions) }),
    ...(voice === undefined ? {} : { voice }),
    ...(turns === undefined ? {} : { turn_detection: isCompleted(profile) ? completeTurns(turns, apiVersion) : turns }),
    ...(profile.tools || profile.mcp_servers ? { tools } : {}),
    ...settings,
  }
}

/** What the lab has, and what most public clients ask for: a microphone without the agent in it, and without noise. */
function labDefaults(profile: AgentProfile, apiVersion: string): RequestSession {
  const isSpoken = profile.session?.modalities?.includes('audio') ?? true
  const voice = voiceOf(profile)
  return {
    // A session that does not speak has no voice to be set up (seen: "Text to speech synthesizer is not configured").
    ...(isSpoken ? { voice } : {}),
    turn_detection: completeTurns({ type: 'server_vad' }, apiVersion),
    input_audio_transcription: { model: transcriberFor(familyOfProfile(profile)) },
    input_audio_noise_reduction: { type: 'azure_deep_noise_suppression' },
    input_audio_echo_cancellation: { type: 'server_echo_cancellation' },
    // Word times come with Azure voices only (protocol reference 4.1).
    ...(isSpoken && isAzureVoice(voice) ? { output_audio_timestamp_types: ['word'] } : {}),
    tools: [],
    tool_choice: 'auto',
  }
}

/** Who writes down what the user says: OpenAI's models for their own, Azure Speech for the others (protocol reference 4.5). */
export const transcriberFor = (family: Family): string => (family === 'gpt-realtime' ? 'whisper-1' : 'azure-speech')

/** With which voice each speaks that is told none (recorded; documented for `azure-realtime`). */
const ownVoice: Readonly<Record<ModelFamily | 'agent', string>> = {
  'gpt-realtime': 'alloy',
  'azure-realtime': 'ava',
  'phi-realtime': DEFAULT_VOICE,
  cascaded: DEFAULT_VOICE,
  agent: DEFAULT_VOICE,
}

/** The voice that is heard. A bare name may be of any kind; without one, a model that speaks with native voices only gets its own. */
export function voiceOf(profile: AgentProfile): VoiceObject {
  const { session, model } = profile
  const family = familyOfProfile(profile)
  const byDefault = isCompleted(profile) && family !== 'azure-realtime' ? DEFAULT_VOICE : ownVoice[family]
  const said = session?.voice ?? byDefault
  return typeof said === 'string' ? voiceNamed(said, model) : said
}

const textOf = (lines: string | readonly string[]): string => (typeof lines === 'string' ? lines : lines.join('\n'))

function completeTurns(setting: TurnDetection | null, apiVersion: string): TurnDetection | null {
  if (setting === null || setting.type === 'none') return setting
  if (setting.type === 'semantic_vad') return { create_response: true, interrupt_response: true, ...setting }
  return knownTurns({ ...voiceActivity, ...setting }, apiVersion)
}

/** To a service that cannot truncate by itself, not even "do not" may be said. A profile that says "do" is refused by a rule. */
function knownTurns(turns: TurnDetection, apiVersion: string): TurnDetection {
  if (!('auto_truncate' in turns) || turns.auto_truncate === true || !isBefore(apiVersion, january)) return turns
  const { auto_truncate: _, ...known } = turns
  return known
}
