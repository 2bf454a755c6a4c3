/** The session object: how it starts, and what a `session.update` makes of it. */

import { SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import type { ModelFamily } from '../../voicelive/models.ts'
import type { LooseRequestSession } from '../../voicelive/session.ts'
import { G711_RATE_HZ, isLaw } from '../audio/g711.ts'
import type { Refusal } from './events.ts'
import type { Session } from './state.ts'

/** The keys that the service prints for a voice, null when unset (recorded session). */
const VOICE_KEYS = {
  temperature: null,
  custom_lexicon_url: null,
  custom_text_normalization_url: null,
  prefer_locales: null,
  locale: null,
  style: null,
  pitch: null,
  rate: null,
  volume: null,
} as const

/** `server_vad` as it starts in a recorded session of April 2026. */
const SERVER_VAD = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: null,
  speech_duration_ms: null,
  end_of_utterance_detection: null,
  auto_truncate: false,
  appended_text_after_truncation: null,
} as const

const UNSET = { threshold: null, prefix_padding_ms: null, silence_duration_ms: null } as const

/** The Azure detectors start with longer silence and padding and react to shorter speech (documentation). */
const SEMANTIC_VAD = {
  ...SERVER_VAD,
  prefix_padding_ms: 420,
  silence_duration_ms: 500,
  speech_duration_ms: 80,
} as const

/** What is printed of a detector beside what an update says of it (recorded sessions): native models fill numbers in, cascaded ones leave them to the detector. */
function emptyDetection(type: string, native: boolean) {
  if (type === 'semantic_vad')
    return { eagerness: 'auto', create_response: true, interrupt_response: true, auto_truncate: false }
  if (!native) return { ...SERVER_VAD, ...UNSET }
  return type.startsWith('azure_semantic_vad')
    ? SEMANTIC_VAD
    : { ...SERVER_VAD, prefix_padding_ms: 400, silence_duration_ms: 500 }
}

const TRANSCRIPTION = {
  model: 'azure-speech',
  language: null,
  prompt: null,
  custom_speech: null,
  phrase_list: null,
} as const

/** The default persona is the service's own business; a sentence stands for it. */
const INSTRUCTIONS = 'You are the scripted agent of the Voice Live emulator. Instructions do not change what it says.'

/** As in recorded sessions; other models get a date that is plainly made up. */
function printedModel(model: string): string {
  if (model === 'gpt-4o') return 'gpt-4o-2024-11-20'
  if (model === 'gpt-realtime' || model === 'gpt-realtime-2') return `${model}-global-standard`
  return model === 'gpt-5' ? model : `${model}-2026-01-01`
}

/** How models that hear and speak by themselves begin, those of OpenAI's (recorded with `gpt-realtime` and `gpt-realtime-2`). */
const realtimeBeginning = (model: string) => ({
  modalities: ['audio'],
  voice: { name: model.startsWith('gpt-realtime-2') ? 'marin' : 'alloy', type: 'openai' as const },
})

/** Whether a session says so of a client's name for its model. */
export const printsModel = ({ model: printed }: Session, model: string): boolean =>
  printed === model || printed === printedModel(model)

export type SessionOrigin = Readonly<{
  id: string
  model: string
  agent: Readonly<{ name: string; threadId: string }> | null
  /** unix seconds; null for versions of the service that do not tell */
  expiresAt: number | null
  native: boolean
  /** undefined for a model that is not known */
  family?: ModelFamily | undefined
}>

/** The session right after the upgrade, in the shape and with the defaults of a recorded one. */
export function createSession({ id, model, agent, expiresAt, native, family }: SessionOrigin): Session {
  return {
    id,
    model: printedModel(model),
    modalities: ['audio', 'text'],
    instructions: INSTRUCTIONS,
    voice: { type: 'azure-standard', name: 'en-US-AvaNeural', ...VOICE_KEYS },
    input_audio_format: 'pcm16',
    output_audio_format: 'pcm16',
    input_audio_transcription: native ? null : TRANSCRIPTION,
    input_audio_noise_reduction: null,
    turn_detection: SERVER_VAD,
    tools: [],
    tool_choice: 'auto',
    ...(family === 'gpt-realtime' ? realtimeBeginning(model) : { temperature: 0.8 }),
    max_response_output_tokens: 'inf',
    object: 'realtime.session',
    input_audio_sampling_rate: 24_000,
    animation: null,
    input_audio_echo_cancellation: null,
    avatar: null,
    output_audio_timestamp_types: null,
    truncation_strategy: null,
    include: null,
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    ...(agent === null
      ? {}
      : {
          agent: {
            type: 'agent',
            name: agent.name,
            description: null,
            agent_id: agent.name,
            thread_id: agent.threadId,
          },
        }),
  }
}

/** What of a session is not emulated, each also a modality. */
export const faces = {
  avatar: 'Avatars are not emulated: the Voice Live emulator has a voice, but no face.',
  animation: 'Animation is not emulated: the Voice Live emulator sends neither blendshapes nor visemes.',
} as const

export const faceNames = ['avatar', 'animation'] as const

/** Why a patch cannot be had at all; undefined when it can. */
export function refusalOf(session: Session, patch: LooseRequestSession): Refusal | undefined {
  const face = faceNames.find((name) => patch[name] != null || patch.modalities?.includes(name))
  if (face !== undefined) return { code: 'not_emulated', message: faces[face], param: `session.${face}` }
  if (session.agent != null && patch.instructions != null)
    return {
      code: 'invalid_request_error',
      message: 'A session with an agent takes no instructions: they are part of the agent.',
      param: 'session.instructions',
    }
  return undefined
}

/** Turn detection is replaced: of what was set before nothing stays (recorded sessions). */
const detectionFrom = (patch: NonNullable<LooseRequestSession['turn_detection']>, native: boolean) =>
  patch.type === 'none' ? null : { ...emptyDetection(patch.type, native), ...patch }

/** A voice with which the model speaks by itself has two keys (recorded sessions). */
const isModelsOwn = ({ type }: Readonly<{ type: string }>) => type === 'openai' || type === 'azure-realtime-native'

/** G.711 has one rate, and PCM16 begins with another (documentation). */
function rateOf(session: Session, { input_audio_format: format }: LooseRequestSession) {
  if (format === undefined || isLaw(format) === isLaw(session.input_audio_format)) return {}
  return { input_audio_sampling_rate: isLaw(format) ? G711_RATE_HZ : SAMPLE_RATE_HZ }
}

/** What the service alone says of a session. */
const OWN: ReadonlySet<string> = new Set(['model', 'id', 'object', 'expires_at', 'agent'])

/**
 * The session with a patch applied: absent fields keep their value, null clears. A session that has been updated
 * prints the language of its transcription as `""` (recorded session). Keys that we do not know are kept, as loosely as they came.
 */
export function patchSession(session: Session, patch: LooseRequestSession, native = false): Session {
  const { turn_detection: detection, input_audio_transcription: transcription, voice, ...rest } = patch
  const present = Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => value !== undefined && !OWN.has(name)),
  )
  const patched = { ...session, ...rateOf(session, patch), ...present }
  if (detection !== undefined) patched.turn_detection = detection === null ? null : detectionFrom(detection, native)
  if (transcription !== undefined)
    patched.input_audio_transcription =
      transcription === null ? null : { ...TRANSCRIPTION, ...session.input_audio_transcription, ...transcription }
  if (voice !== undefined && voice !== null)
    patched.voice = typeof voice === 'string' || isModelsOwn(voice) ? voice : { ...VOICE_KEYS, ...voice }
  if (patched.input_audio_transcription)
    patched.input_audio_transcription = {
      ...patched.input_audio_transcription,
      language: patched.input_audio_transcription.language ?? '',
    }
  return patched
}
