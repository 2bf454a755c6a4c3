/** Rules about audio that goes in: transcription, turn detection, and the clean-up of the microphone. */

import { takesAudio } from '../models.ts'
import { type Rule, row, type Setup } from '../setup.ts'
import { transcriberFor } from '../to-session.ts'

/** Of OpenAI: they go with gpt-realtime models and take a prompt (protocol reference 4.5). */
const openAiTranscriber = /^(whisper|gpt-)/

/** The service names these when it refuses a phrase list (seen in its error message). */
const takesPhrases = /^(azure-|mai-transcribe)/

const transcription = 'session.input_audio_transcription'
const turns = 'session.turn_detection'

/** Protocol reference 1.7. */
const PHRASES_MAX = 499
const LANGUAGES_MAX = 10

const transcriberOf = ({ session }: Setup): string => session.input_audio_transcription?.model ?? ''

function endOfUtteranceOf({ session: { turn_detection: detection } }: Setup): string | undefined {
  return detection && 'end_of_utterance_detection' in detection
    ? detection.end_of_utterance_detection?.model
    : undefined
}

export const audioInputRules: readonly Rule[] = [
  row('OpenAI transcribers go with gpt-realtime models.', 'docs', (setup) =>
    openAiTranscriber.test(transcriberOf(setup)) && setup.family !== 'gpt-realtime'
      ? `${setup.nameOf(transcription)}.model is ${transcriberOf(setup)}, which goes with gpt-realtime models only; set it to ${transcriberFor(setup.family)} for ${setup.answerer}.`
      : undefined,
  ),
  row('Phrase lists are for azure-speech and mai-transcribe.', 'seen', (setup) =>
    setup.session.input_audio_transcription?.phrase_list && !takesPhrases.test(transcriberOf(setup))
      ? `${setup.nameOf(transcription)}.phrase_list is for azure-speech and mai-transcribe, not for ${transcriberOf(setup)}; remove it, or set the model to mai-transcribe.`
      : undefined,
  ),
  row('A transcription prompt is for OpenAI transcribers.', 'docs', (setup) =>
    setup.session.input_audio_transcription?.prompt !== undefined && !openAiTranscriber.test(transcriberOf(setup))
      ? `${setup.nameOf(transcription)}.prompt is for OpenAI transcribers, not for ${transcriberOf(setup)}; use phrase_list instead.`
      : undefined,
  ),
  row('semantic_vad goes with gpt-realtime models.', 'docs', ({ session, family, nameOf, answerer }) =>
    session.turn_detection?.type === 'semantic_vad' && family !== 'gpt-realtime'
      ? `${nameOf(turns)}.type is semantic_vad, which goes with gpt-realtime models only; set it to azure_semantic_vad for ${answerer}.`
      : undefined,
  ),
  // The service refuses it, and then every frame of the session.
  row('End-of-utterance detection needs a model that reads, or a Foundry agent.', 'seen', (setup) =>
    endOfUtteranceOf(setup) !== undefined && takesAudio(setup.family)
      ? `${setup.nameOf(turns)}.end_of_utterance_detection is for models that read what was said, and ${setup.answerer} hears it; remove it, or choose a model such as gpt-4.1.`
      : undefined,
  ),
  row(`A phrase list has at most ${PHRASES_MAX} phrases.`, 'docs', ({ session, nameOf }) => {
    const count = session.input_audio_transcription?.phrase_list?.length ?? 0
    return count > PHRASES_MAX
      ? `${nameOf(transcription)}.phrase_list has ${count} phrases, and the service takes ${PHRASES_MAX}; leave out some.`
      : undefined
  }),
  row(`A user may speak one of at most ${LANGUAGES_MAX} languages.`, 'docs', ({ session, nameOf }) => {
    const count = languagesIn(session.input_audio_transcription?.language).length
    return count > LANGUAGES_MAX
      ? `${nameOf(transcription)}.language has ${count} languages, and the service tells ${LANGUAGES_MAX} apart; leave out some, or all of it for any.`
      : undefined
  }),
  row('near_field and far_field go with gpt-realtime models.', 'docs', ({ session, family, nameOf, answerer }) => {
    const type = session.input_audio_noise_reduction?.type
    return type?.endsWith('_field') && family !== 'gpt-realtime'
      ? `${nameOf('session.input_audio_noise_reduction')}.type is ${type}, which goes with gpt-realtime models only; set it to azure_deep_noise_suppression for ${answerer}.`
      : undefined
  }),
]

/** As the service writes them: `en`, `en-US`, `zh-Hans-CN`. */
const isLanguage = (tag: string): boolean => /^[a-z]{2,3}(-[a-z\d]{2,8})*$/i.test(tag)

const languagesIn = (list = ''): readonly string[] => list.split(',').flatMap((tag) => tag.trim() || [])

const multilingualFillers = ['en', 'es', 'fr', 'it', 'de', 'ja', 'pt', 'zh', 'ko', 'hi']

/** What is taken but does nothing, or is not certain. */
export const audioInputNotes: readonly Rule[] = [
  {
    rule: 'Languages are written as in en or en-US.',
    source: 'docs',
    breaches: ({ profile, session, nameOf }) =>
      [
        [`${nameOf(transcription)}.language`, session.input_audio_transcription?.language] as const,
        ...Object.entries(profile.talker_may_change?.language ?? {}).map(
          ([label, language]) => [`talker_may_change.language.${label}`, language] as const,
        ),
      ].flatMap(([path, list]) => {
        const odd = languagesIn(list).find((tag) => !isLanguage(tag))
        return odd === undefined
          ? []
          : [`${path} has ${odd}, which is no tag of a language; write it as in en-US, with commas between several.`]
      }),
  },
  row('Custom speech models are for azure-speech.', 'docs', (setup) =>
    setup.session.input_audio_transcription?.custom_speech && transcriberOf(setup) !== 'azure-speech'
      ? `${setup.nameOf(transcription)}.custom_speech is for azure-speech, not for ${transcriberOf(setup)}; remove it, or set the model to azure-speech.`
      : undefined,
  ),
  row('semantic_vad was seen to end barge-in.', 'seen', ({ session, nameOf }) =>
    session.turn_detection?.type === 'semantic_vad'
      ? `${nameOf(turns)}.type is semantic_vad, with which the service was seen to tell of no speech, so that nobody could interrupt; if so, set it to azure_semantic_vad.`
      : undefined,
  ),
  row('End-of-utterance detection has a threshold_level and timeout_ms.', 'docs', ({ session, nameOf }) => {
    const detection = session.turn_detection
    const end =
      detection && 'end_of_utterance_detection' in detection ? detection.end_of_utterance_detection : undefined
    return end?.threshold !== undefined || end?.timeout !== undefined
      ? `${nameOf(turns)}.end_of_utterance_detection has threshold or timeout of the first preview, which are sent as they are; write threshold_level and timeout_ms.`
      : undefined
  }),
  row('azure_semantic_vad knows filler words of English, the multilingual one of ten languages.', 'docs', (setup) => {
    const detection = setup.session.turn_detection
    if (!detection || !('languages' in detection)) return undefined
    const known = detection.type === 'azure_semantic_vad' ? ['en'] : multilingualFillers
    const ignored = detection.languages?.filter((language) => !known.includes(language.slice(0, 2).toLowerCase())) ?? []
    const fix = known.length === 1 ? 'set the type to azure_semantic_vad_multilingual, or remove them' : 'remove them'
    return ignored.length > 0
      ? `${setup.nameOf(turns)}.languages: ${detection.type} does not know ${ignored.join(', ')}; ${fix}.`
      : undefined
  }),
  row('smart_end_of_turn_detection is in preview.', 'docs', (setup) =>
    endOfUtteranceOf(setup) === 'smart_end_of_turn_detection'
      ? `${setup.nameOf(turns)}.end_of_utterance_detection.model is smart_end_of_turn_detection, which is in preview; if the service refuses it, remove it.`
      : undefined,
  ),
]
