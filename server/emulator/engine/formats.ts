/** What the session says about audio, and what of an update it does not take. */

import { SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import type { EventIssue } from '../../voicelive/acted-on.ts'
import type { LooseRequestSession } from '../../voicelive/session.ts'
import { G711_RATE_HZ, isLaw } from '../audio/g711.ts'
import type { Refusal } from './events.ts'
import { printsModel } from './session.ts'
import type { Conversation, Session } from './state.ts'

/** Rates that the service takes for `pcm16` (documentation; the Python SDK's live tests pass with 44100 as well). */
const INPUT_RATES_HZ: readonly number[] = [8000, 16_000, 24_000, 44_100, 48_000]

/** Samples a second in each channel. */
export function inputRateHz({ input_audio_format: format, input_audio_sampling_rate: rateHz }: Session): number {
  return isLaw(format) ? G711_RATE_HZ : (rateHz ?? SAMPLE_RATE_HZ)
}

/** Two with a client's own reference for echo cancellation: the microphone and what is played take turns (documentation). */
export const inputChannels = ({ input_audio_echo_cancellation: echo }: Session): 1 | 2 => (echo?.channels === 2 ? 2 : 1)

const OUTPUT_FORMAT = /^pcm16(_(8000|16000|22050|24000|44100|48000)hz)?$/

/** What the service speaks in: the rates are those with which tests of the Python SDK pass. */
export const isOutputFormat = (format: unknown): boolean => OUTPUT_FORMAT.test(String(format)) || isLaw(format)

/** Why a field is not had; undefined for one that is. What the service does with these is not known, or told in two ways. */
const oddities: Readonly<Record<string, (patch: LooseRequestSession, session: Session) => string | undefined>> = {
  input_audio_format: ({ input_audio_format: format }) =>
    format == null || format === 'pcm16' || isLaw(format) ? undefined : `'${format}' is no format of input.`,
  input_audio_sampling_rate: ({ input_audio_sampling_rate: rateHz }) =>
    rateHz == null || INPUT_RATES_HZ.includes(rateHz) ? undefined : `${rateHz} Hz is no rate of input.`,
  output_audio_format: ({ output_audio_format: format }) =>
    format == null || isOutputFormat(format) ? undefined : `'${format}' is no format of output.`,
  turn_detection: ({ turn_detection: detection }) =>
    detection?.type === 'unknown' ? `'${detection.raw.type}' is no type of turn detection.` : undefined,
  model: ({ model }, session) =>
    model == null || printsModel(session, model) ? undefined : `the model is that of the address, and not '${model}'.`,
}

/** The patch without what is left out, and why. */
export function withoutOdd(
  session: Session,
  patch: LooseRequestSession,
): readonly [LooseRequestSession, readonly EventIssue[]] {
  const issues = Object.entries(oddities).flatMap(([name, oddity]) => {
    const message = oddity(patch, session)
    return message === undefined ? [] : [{ name, message }]
  })
  const kept = Object.entries(patch).filter(([name]) => issues.every((issue) => issue.name !== name))
  return [Object.fromEntries(kept), issues.map(({ name, message }) => ({ path: `session.${name}`, message }))]
}

/** Which reference goes with which channels and format, and the codes, are documented; the sentences are the emulator's. */
export function refusalOfEcho(session: Session, before: Conversation): Refusal | undefined {
  const echo = session.input_audio_echo_cancellation
  const param = 'session.input_audio_echo_cancellation'
  const hasBegun = before.input.writtenMs > 0 || before.session.input_audio_echo_cancellation != null
  if (hasBegun && inputChannels(session) !== inputChannels(before.session))
    return {
      code: 'change_in_ec_channels_not_allowed',
      message: 'The number of channels cannot change within a session.',
      param,
    }
  if (echo == null) return undefined
  const [isClient, isStereo] = [echo.reference_source === 'client', inputChannels(session) === 2]
  if (isStereo && !isClient)
    return {
      code: 'invalid_ec_channels_requires_client',
      message: 'Two channels need reference_source client: the second is the reference.',
      param,
    }
  if (isClient && !isStereo)
    return { code: 'invalid_ec_reference_channels', message: 'reference_source client needs two channels.', param }
  if (isStereo && isLaw(session.input_audio_format))
    return { code: 'invalid_ec_channels_format', message: 'Two channels need input_audio_format pcm16.', param }
  return undefined
}
