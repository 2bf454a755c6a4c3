/** Rules about what this page and relay can do, whatever the service could. */

import { SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import { takesAudio } from '../models.ts'
import { type Rule, row } from '../setup.ts'
import { isAzureVoice, nameOfVoice } from '../voices.ts'

const fixed = (field: 'input_audio_format' | 'output_audio_format', verb: string): Rule =>
  row(`The page ${verb} pcm16.`, 'page', ({ session, nameOf }) =>
    session[field] === 'pcm16'
      ? undefined
      : `${nameOf(`session.${field}`)} is ${session[field]}, but the page ${verb} pcm16; remove it.`,
  )

export const pageRules: readonly Rule[] = [
  fixed('input_audio_format', 'sends'),
  fixed('output_audio_format', 'plays'),
  row(`The page sends ${SAMPLE_RATE_HZ} samples a second.`, 'page', ({ session, nameOf }) =>
    session.input_audio_sampling_rate === SAMPLE_RATE_HZ
      ? undefined
      : `${nameOf('session.input_audio_sampling_rate')} is ${session.input_audio_sampling_rate}, but the page sends ${SAMPLE_RATE_HZ}; remove it.`,
  ),
  row('The page has no face.', 'page', ({ session, nameOf }) => {
    const shown = session.modalities?.find((modality) => modality === 'avatar' || modality === 'animation')
    return shown === undefined
      ? undefined
      : `${nameOf('session.modalities')} has ${shown}, and the page shows no face; leave text and audio, or one of them.`
  }),
  row('Answers are text or audio.', 'page', ({ session, nameOf }) =>
    session.modalities?.length === 0
      ? `${nameOf('session.modalities')} is empty, so nothing would be answered; leave text and audio, or one of them.`
      : undefined,
  ),
  row('Turn detection is on.', 'page', ({ session: { turn_detection: detection }, nameOf }) =>
    detection === null || detection?.type === 'none'
      ? `${nameOf('session.turn_detection')} is off, and the page has no button that ends a turn; remove it, or set its type to server_vad.`
      : undefined,
  ),
  row('Turn detection asks for the answer.', 'page', ({ session: { turn_detection: detection }, nameOf }) =>
    detection && 'create_response' in detection && detection.create_response === false
      ? `${nameOf('session.turn_detection')}.create_response is false, and nobody else asks for an answer; remove it.`
      : undefined,
  ),
  {
    rule: 'The page sends one channel: the microphone.',
    source: 'docs',
    breaches: ({ session: { input_audio_echo_cancellation: echo }, nameOf }) => {
      const name = nameOf('session.input_audio_echo_cancellation')
      const why = 'needs what the page plays as a second channel, and the page sends the microphone only; remove it.'
      return [
        ...(echo?.reference_source === 'client' ? [`${name}.reference_source is client, which ${why}`] : []),
        ...(echo?.channels === 2 ? [`${name}.channels is 2, which ${why}`] : []),
      ]
    },
  },
  row('A call can become idle before it ends.', 'server', ({ profile: { limits } }) =>
    limits?.max_minutes !== undefined && limits.idle_minutes !== undefined && limits.idle_minutes >= limits.max_minutes
      ? `limits.idle_minutes is ${limits.idle_minutes}, which a call of ${limits.max_minutes} minutes never reaches; lower it.`
      : undefined,
  ),
  row('Only Azure voices change their rate.', 'docs', ({ profile, voice }) =>
    profile.talker_may_change?.rate && !isAzureVoice(voice)
      ? `talker_may_change.rate works with Azure voices only, and ${nameOfVoice(voice)} is none; remove it, or choose a voice such as en-US-AvaNeural.`
      : undefined,
  ),
  row('A rate to choose needs a voice.', 'server', ({ profile, session }) =>
    profile.talker_may_change?.rate && session.voice === undefined
      ? 'talker_may_change.rate needs session.voice, which is missing; add one, such as en-US-AvaNeural.'
      : undefined,
  ),
  row('A language to choose needs transcription.', 'docs', ({ profile, session }) =>
    profile.talker_may_change?.language && session.input_audio_transcription == null
      ? `talker_may_change.language needs session.input_audio_transcription, which is ${session.input_audio_transcription === null ? 'null; remove one of the two' : 'missing; add one, such as { "model": "azure-speech" }'}.`
      : undefined,
  ),
]

/** What may work. */
export const pageNotes: readonly Rule[] = [
  row('Audio alone is for models that hear.', 'docs', ({ session, family, nameOf, answerer }) =>
    session.modalities?.join() === 'audio' && !takesAudio(family)
      ? `${nameOf('session.modalities')} is audio alone, which the docs know for models that hear only, and ${answerer} reads; if the service refuses it, add text.`
      : undefined,
  ),
]
