/** The audio of a call as each side takes it: microphone frames as events of the service, its deltas as frames of the page. */

import { Buffer } from 'node:buffer'
import { ANSWER_FRAME_HEADER_BYTES, writeAnswerHeader } from '../../shared/answer-frame.ts'
import { BYTES_PER_SAMPLE } from '../../shared/audio-format.ts'
import type { SessionEffect } from '../session/state.ts'
import type { Upstream } from '../upstream/port.ts'
import { createHeldFrames } from './held-frames.ts'

/** `service` is the connection that the call is on, if there is one. Frames that find none are held for the next. */
export function createMicrophone(service: () => Upstream | undefined) {
  const held = createHeldFrames()
  let refused = 0

  /** One base64 encoding for each frame, and no object around it: this is the path that runs 25 times a second for each call. */
  const append = (pcm: Uint8Array): void => {
    const upstream = service()
    if (!upstream) {
      held.hold(pcm)
      return
    }
    held.sent(pcm)
    const audio = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')
    if (!upstream.send(`{"type":"input_audio_buffer.append","audio":"${audio}"}`, 'audio')) refused += 1
  }

  return {
    append,
    /** Sends what a new connection must hear first. */
    release: (): void => {
      for (const pcm of held.release()) append(pcm)
    },
    /** Frames that reached nobody: the service's queue was full, or no connection came. */
    dropped: (): number => refused + held.dropped(),
  }
}

/** Writes a delta of the service as a frame of the page, its base64 decoded behind the header. What cannot be decoded stays silent. */
export function answerFrame(
  { answer, offsetSamples, samples, base64 }: Extract<SessionEffect, { type: 'play' }>,
  take: (bytes: number) => Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  const frame = take(ANSWER_FRAME_HEADER_BYTES + samples * BYTES_PER_SAMPLE)
  writeAnswerHeader(frame, answer, offsetSamples)
  const decoded = ANSWER_FRAME_HEADER_BYTES + frame.write(base64, ANSWER_FRAME_HEADER_BYTES, 'base64')
  return decoded < frame.length ? frame.fill(0, decoded) : frame
}
