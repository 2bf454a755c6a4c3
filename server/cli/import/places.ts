/**
 * Where the OpenAI Realtime API (GA) and Voice Live v1 have what a session of the dated versions has elsewhere. The dated versions, which
 * this server speaks, know none of these places: an unknown field is an error there (protocol reference 6 and 8).
 */

import { isFields } from '../../voicelive/fields.ts'
import type { Difference } from './compare.ts'

/** What a value is here; undefined where it does not belong into that place. */
type Read = (value: unknown) => unknown

const text: Read = (value) => (typeof value === 'string' ? value : undefined)

/** GA has the media type of a format, and the rate beside it. */
const format: Read = (value) =>
  typeof value !== 'string'
    ? undefined
    : ({ 'audio/pcm': 'pcm16', 'audio/pcmu': 'g711_ulaw', 'audio/pcma': 'g711_alaw' }[value] ?? value)

/** What is spoken in GA has its transcript always; here it is asked for. */
const modalities: Read = (value) =>
  Array.isArray(value) && value.includes('audio') && !value.includes('text') ? ['text', ...value] : value

/** GA gives a number where the voices of Azure take the text of SSML. */
const rate: Read = (value) => (typeof value === 'number' ? String(value) : value)

export const voiceAt = 'audio.output.voice'

/** What is deeper comes first, so that the rest of an object is what nobody asked for. */
export const places: readonly (readonly [from: string, to: string, read?: Read])[] = [
  ['output_modalities', 'modalities', modalities],
  ['max_output_tokens', 'max_response_output_tokens'],
  ['reasoning.effort', 'reasoning_effort'],
  ['audio.input.format.type', 'input_audio_format', format],
  ['audio.input.format.rate', 'input_audio_sampling_rate'],
  ['audio.input.format', 'input_audio_format', format],
  ['audio.input.turn_detection', 'turn_detection'],
  ['audio.input.transcription', 'input_audio_transcription'],
  ['audio.input.noise_reduction', 'input_audio_noise_reduction'],
  ['audio.input.echo_cancellation', 'input_audio_echo_cancellation'],
  ['audio.output.format.type', 'output_audio_format', format],
  ['audio.output.format', 'output_audio_format', format],
  ['audio.output.output_audio_timestamp_types', 'output_audio_timestamp_types'],
  [voiceAt, 'voice.name', text],
  [voiceAt, 'voice', (value) => (isFields(value) && value.id === undefined ? value : undefined)],
  ['audio.output.voice_type', 'voice.type'],
  ['audio.output.voice_locale', 'voice.locale'],
  ['audio.output.voice_temperature', 'voice.temperature'],
  ['audio.output.custom_voice_endpoint_id', 'voice.endpoint_id'],
  ['audio.output.personal_voice_model', 'voice.model'],
  ['audio.output.speed', 'voice.rate', (value) => (value === 1 ? undefined : rate(value))],
  ...['style', 'pitch', 'volume', 'prefer_locales', 'custom_lexicon_url', 'custom_text_normalization_url'].map(
    (option) => [`audio.output.${option}`, `voice.${option}`] as const,
  ),
]

/** Of Voice Live v1, where it is part of the session. */
export const greetings: readonly (readonly [from: string, to: string])[] = [
  ['greeting.text', 'greeting.text'],
  ['greeting.prompt', 'greeting.instructions'],
  ['greeting.instructions', 'greeting.instructions'],
]

const ofService = 'is told by the service, and never asked for'
export const noPlace = 'has no place in a session of Voice Live'

/** What says nothing here, or cannot be said. */
export const others: readonly (readonly [from: string, kind: Difference['kind'], says: string, isSo?: Read])[] = [
  ['type', 'otherwise', 'is the only kind here, so it is left out', (value) => value === 'realtime'],
  ['greeting.type', 'otherwise', 'follows from what the greeting has'],
  ['audio.output.format.rate', 'otherwise', 'is that of pcm16', (value) => value === 24_000],
  ['audio.output.format.rate', 'lost', 'is another than the page plays'],
  ['audio.output.speed', 'otherwise', 'is how voices speak anyway, so it is left out', (value) => value === 1],
  [`${voiceAt}.id`, 'lost', 'is a voice that was made at OpenAI, which Voice Live does not have'],
  ['prompt', 'lost', 'is kept at OpenAI, where Voice Live cannot read it; write its text into instructions'],
  ...['id', 'object', 'expires_at', 'client_secret', 'truncation_strategy'].map(
    (field) => [field, 'otherwise', ofService, (value: unknown) => value !== null] as const,
  ),
  ['tracing', 'lost', noPlace],
  ['truncation', 'lost', noPlace],
]
