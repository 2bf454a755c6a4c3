/** Microphone frames that a next connection to the service must hear too: those that found none, and the last before a change. */

import { msToBytes } from '../../shared/audio-format.ts'

/** Longer than a connection takes to be made; of what is older, nobody waits for an answer any more. */
export const HELD_MAX_BYTES = msToBytes(5_000)

/** The beginning of an utterance that turn detection has not noticed yet when the connection changes. */
export const RECENT_MAX_BYTES = msToBytes(600)

export function createHeldFrames() {
  let frames: Uint8Array[] = []
  let byteLength = 0
  let dropped = 0

  const trim = (maxBytes: number): number => {
    const before = frames.length
    while (byteLength > maxBytes) byteLength -= frames.shift()?.byteLength ?? byteLength
    return before - frames.length
  }
  const add = (pcm: Uint8Array): void => {
    frames.push(pcm)
    byteLength += pcm.byteLength
  }

  return {
    /** A frame that was sent; the newest few are kept. */
    sent: (pcm: Uint8Array): void => {
      add(pcm)
      trim(RECENT_MAX_BYTES)
    },
    /** A frame that could not be sent; the oldest go when there is no more room, and are counted. */
    hold: (pcm: Uint8Array): void => {
      add(pcm)
      dropped += trim(HELD_MAX_BYTES)
    },
    /** Hands out all of them, in order. */
    release: (): readonly Uint8Array[] => {
      const released = frames
      frames = []
      byteLength = 0
      return released
    },
    dropped: (): number => dropped,
  }
}
