/** What the session says about the audio that its client sends. */

import { SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import type { EventIssue } from '../../voicelive/acted-on.ts'
import type { LooseRequestSession } from '../../voicelive/session.ts'
import { isLaw } from '../audio/g711.ts'
import type { Refusal } from './events.ts'
import type { Session } from './state.ts'

export const G711_RATE_HZ = 8000

/** Rates that the service takes for `pcm16` (documentation; the Python SDK's live tests pass with 44100 as well). */
export const INPUT_RATES_HZ: readonly number[] = [8000, 16_000, 24_000, 44_100, 48_000]

/** Samples a second in each channel. */
export function inputRateHz({ input_audio_format: format, input_audio_sampling_rate: rateHz }: Session): number {
  return isLaw(format) ? G711_RATE_HZ : (rateHz ?? SAMPLE_RATE_HZ)
}

/** Two with a client's own reference for echo cancellation: the microphone and what is played take turns (documentation). */
export const inputChannels = ({ input_audio_echo_cancellation: echo }: Session): 1 | 2 => (echo?.channels === 2 ? 2 : 1)

/** The patch without a format or a rate that is not listed, and what was left out. What the service does with one is not known. */
export function withoutOddAudio(patch: LooseRequestSession): readonly [LooseRequestSession, readonly EventIssue[]] {
  const { input_audio_format: format, input_audio_sampling_rate: rateHz, ...rest } = patch
  const takesFormat = format == null || format === 'pcm16' || isLaw(format)
  const takesRate = rateHz == null || INPUT_RATES_HZ.includes(rateHz)
  if (takesFormat && takesRate) return [patch, []]
  const kept = {
    ...rest,
    ...(takesFormat ? { input_audio_format: format } : {}),
    ...(takesRate ? { input_audio_sampling_rate: rateHz } : {}),
  }
  return [
    kept,
    [
      ...(takesFormat ? [] : [{ path: 'session.input_audio_format', message: `'${format}' is no format of input.` }]),
      ...(takesRate
        ? []
        : [{ path: 'session.input_audio_sampling_rate', message: `${rateHz} Hz is no rate of input.` }]),
    ],
  ]
}

/** Which reference goes with which channels and format, and the codes, are documented; the sentences are the emulator's. */
export function refusalOfEcho(session: Session): Refusal | undefined {
  const echo = session.input_audio_echo_cancellation
  if (echo == null) return undefined
  const [isClient, isStereo] = [echo.reference_source === 'client', inputChannels(session) === 2]
  const param = 'session.input_audio_echo_cancellation'
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
