/** What a user may choose, and a session with the choice applied. Choices are labels; what they stand for stays on the server. */

import type { EndingReason } from '../../shared/messages.ts'
import { type UserChoice, userSettings } from '../../shared/user-choice.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { noticesOf } from './notices.ts'
import type { UserMayChange } from './schema.ts'
import { isAzureVoice, voiceNamed } from './voices.ts'

/** What a choice is made from; `model` decides what a bare name of a voice means, and `readsOut` how notices are said. */
export type Choices = Readonly<{ offers: UserMayChange; model: string | undefined; readsOut: boolean }>

/** What a call asks for once the user has chosen; undefined if a label is not on offer. The voice decides how notices are said. */
export function chooseSession(
  session: RequestSession,
  { offers, model, readsOut }: Choices,
  choice: UserChoice,
): Readonly<{ update: RequestSession; notices: Readonly<Record<EndingReason, ResponseCreateParams>> }> | undefined {
  const isOffered = userSettings.every(
    (setting) => choice[setting] === undefined || offered(offers[setting], choice[setting]) !== undefined,
  )
  if (!isOffered) return undefined
  const update = applyChoice(session, offers, choice, model)
  return { update, notices: noticesOf(update, readsOut) }
}

/** A label that is not on offer changes nothing. A voice that reports no word times ends them. */
export function applyChoice(
  session: RequestSession,
  offers: UserMayChange,
  choice: UserChoice,
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
const offered = <Option>(
  options: Readonly<Record<string, Option>> | undefined,
  label: string | undefined,
): Option | undefined =>
  options !== undefined && label !== undefined && Object.hasOwn(options, label) ? options[label] : undefined
