/** The audio formats of the session object, read from and written to base64. */

import { Buffer } from 'node:buffer'
import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../../../shared/audio-format.ts'
import { floatsFromInt16, int16FromFloats } from '../../../shared/pcm.ts'
import { createResampler } from '../../../shared/resampler.ts'
import { inputChannels } from '../engine/formats.ts'
import type { Session } from '../engine/state.ts'
import { decodeG711, encodeG711, G711_RATE_HZ, isLaw } from './g711.ts'

/** Of base64: 15 MiB of audio in one event (SDK). */
export const APPEND_MAX_LENGTH = 20 * 1024 * 1024

/** Decodes what a client appended, or says in a sentence what is wrong with it. Of two channels the first is the microphone. */
export function decodeInput(base64: string, session: Session): Float32Array | { fault: string } {
  if (base64.length > APPEND_MAX_LENGTH) return { fault: 'The audio has more than 15 MiB.' }
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return { fault: 'The audio is not base64.' }
  const bytes = Buffer.from(base64, 'base64')
  const format = session.input_audio_format
  if (isLaw(format)) return floatsFromInt16(decodeG711(bytes, format))
  if (bytes.length % BYTES_PER_SAMPLE !== 0)
    return { fault: `The audio has ${bytes.length} bytes and ends in half a sample of PCM16.` }
  const channels = inputChannels(session)
  if (bytes.length % (channels * BYTES_PER_SAMPLE) !== 0)
    return { fault: `The audio has ${bytes.length} bytes and ends between its two channels.` }
  const samples = new Int16Array(bytes.length / BYTES_PER_SAMPLE)
  new Uint8Array(samples.buffer).set(bytes)
  return floatsFromInt16(channels === 1 ? samples : samples.filter((_, at) => at % channels === 0))
}

function resample(samples: Int16Array, rateHz: number): Int16Array {
  if (rateHz === SAMPLE_RATE_HZ) return samples
  const resampler = createResampler(SAMPLE_RATE_HZ, rateHz)
  const output = new Float32Array(resampler.outputBound(samples.length) + resampler.outputBound(0))
  const written = resampler.convert(floatsFromInt16(samples), samples.length, output, 0)
  return int16FromFloats(output.subarray(0, written + resampler.flush(output, written)))
}

/** `pcm16_16000hz` and its like carry their rate in their name (the Python SDK's live tests pass with several). */
const outputRateHz = (format: string): number =>
  isLaw(format) ? G711_RATE_HZ : Number(/_(\d+)hz$/.exec(format)?.[1] ?? SAMPLE_RATE_HZ)

/** Audio in an output format: its bytes, and how many of them make a millisecond. */
export type EncodedAudio = Readonly<{ bytes: Uint8Array; bytesPerMs: number }>

/** Encodes a sentence of 24 kHz samples whole, so that its pieces join without a seam. */
export function encodeOutput(samples: Int16Array, format: string): EncodedAudio {
  const rateHz = outputRateHz(format)
  const resampled = resample(samples, rateHz)
  if (isLaw(format)) return { bytes: encodeG711(resampled, format), bytesPerMs: rateHz / 1000 }
  return {
    bytes: new Uint8Array(resampled.buffer, resampled.byteOffset, resampled.byteLength),
    bytesPerMs: (rateHz * BYTES_PER_SAMPLE) / 1000,
  }
}

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
