/** What a talker may choose, and a session with the choice applied. Choices are labels; what they stand for stays on the server. */

import type { RequestSession } from '../voicelive/session.ts'
import type { TalkerMayChange } from './schema.ts'
import { isAzureVoice, voiceNamed } from './voices.ts'

/** By setting the label that was chosen. A label that is not on offer changes nothing. */
export type TalkerChoice = Readonly<Partial<Record<keyof TalkerMayChange, string>>>

/** `model` decides what a bare name of a voice means. A voice that reports no word times ends them. */
export function applyChoice(
  session: RequestSession,
  offers: TalkerMayChange,
  choice: TalkerChoice,
  model: string | undefined,
): RequestSession {
  const chosen = offered(offers.voice, choice.voice) ?? session.voice
  const voice = typeof chosen === 'string' ? voiceNamed(chosen, model) : chosen
  const rate = offered(offers.rate, choice.rate)
  const language = offered(offers.language, choice.language)
  const transcription = session.input_audio_transcription
  return {
    ...session,
    ...(voice === undefined ? {} : { voice: rate !== undefined && isAzureVoice(voice) ? { ...voice, rate } : voice }),
    ...(session.output_audio_timestamp_types && !isAzureVoice(voice) ? { output_audio_timestamp_types: null } : {}),
    ...(language !== undefined && transcription ? { input_audio_transcription: { ...transcription, language } } : {}),
  }
}

/** Own labels only: `constructor` is not on offer. */
const offered = <Option>(options: Readonly<Record<string, Option>> | undefined, label: string | undefined) =>
  options !== undefined && label !== undefined && Object.hasOwn(options, label) ? options[label] : undefined
