/** Takes what the service takes although it is not the form of today: null for "as it is by default", and a voice without its type. */

import { type Fields, isFields } from '../voicelive/fields.ts'
import { voiceNamed } from './voices.ts'

/** Fields of a session in which null turns something off, so that it is not the same as leaving it out. */
const offByNull: readonly string[] = [
  'turn_detection',
  'input_audio_transcription',
  'input_audio_noise_reduction',
  'input_audio_echo_cancellation',
  'output_audio_timestamp_types',
  'interim_response',
  'include',
]

/** `notes` tell what was written in another form; a value that is no profile comes back as it is. */
export function forgive(json: unknown): Readonly<{ json: unknown; notes: readonly string[] }> {
  if (!isFields(json)) return { json, notes: [] }
  const { session, ...rest } = json
  if (!isFields(session)) return { json: withoutNulls(json), notes: [] }
  const off = Object.fromEntries(
    Object.entries(session).filter(([key, value]) => value === null && offByNull.includes(key)),
  )
  const said: Fields = { ...withoutNulls(session), ...off }
  const { voice } = said
  if (!isFields(voice) || 'type' in voice || typeof voice.name !== 'string')
    return { json: { ...withoutNulls(rest), session: said }, notes: [] }
  const { type } = voiceNamed(voice.name, typeof json.model === 'string' ? json.model : undefined)
  return {
    json: { ...withoutNulls(rest), session: { ...said, voice: { type, ...voice } } },
    notes: [`session.voice has no type, and is sent as ${type}; write "type": "${type}".`],
  }
}

const withoutNulls = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) =>
      value === null ? [] : [[key, isFields(value) ? withoutNulls(value) : value]],
    ),
  )
