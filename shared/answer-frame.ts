/** The binary frame that carries an answer's audio to the page: which answer, where in it, then PCM16LE. */

import { BYTES_PER_SAMPLE } from './audio-format.ts'

/** uint32 LE answer number, uint32 LE sample offset in that answer. */
export const ANSWER_FRAME_HEADER_BYTES = 8

/** The largest frame that either side accepts, in bytes: 30 s of audio, far beyond any delta of the service. */
export const ANSWER_FRAME_MAX_BYTES = ANSWER_FRAME_HEADER_BYTES + 30 * 24_000 * BYTES_PER_SAMPLE

/** A piece of one answer. `answer` counts from 1 within a call; `offsetSamples` is where `pcm` starts in that answer. */
export type AnswerFrame = Readonly<{ answer: number; offsetSamples: number; pcm: Int16Array }>

/** Writes the header into the first eight bytes of `frame`; the caller has put, or will put, the PCM behind it. */
export function writeAnswerHeader(frame: Uint8Array, answer: number, offsetSamples: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  view.setUint32(0, answer, true)
  view.setUint32(4, offsetSamples, true)
}

/**
 * Reads a frame without copying its samples, or says in a sentence what is wrong with it.
 * `pcm` is a view on `data`: every platform with a browser is little-endian, and the header keeps the samples aligned.
 */
export function decodeAnswerFrame(data: ArrayBuffer): AnswerFrame | { fault: string } {
  const pcmBytes = data.byteLength - ANSWER_FRAME_HEADER_BYTES
  if (pcmBytes <= 0) return { fault: `an audio frame of ${data.byteLength} bytes holds no samples` }
  if (data.byteLength > ANSWER_FRAME_MAX_BYTES)
    return { fault: `an audio frame of ${data.byteLength} bytes is too large` }
  if (pcmBytes % BYTES_PER_SAMPLE !== 0)
    return { fault: `an audio frame of ${data.byteLength} bytes ends in half a sample` }
  const header = new DataView(data)
  const answer = header.getUint32(0, true)
  if (answer === 0) return { fault: 'an audio frame names answer 0; answers count from 1' }
  return { answer, offsetSamples: header.getUint32(4, true), pcm: new Int16Array(data, ANSWER_FRAME_HEADER_BYTES) }
}
