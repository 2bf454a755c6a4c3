/** Microphone frames that a next connection to the service must hear too: those that found none, and the last before a change. */

import { msToBytes } from '../../shared/audio-format.ts'

/** Longer than a connection takes to be made; of what is older, no one waits for an answer any more. */
export const HELD_MAX_MS = 5_000
export const HELD_MAX_BYTES = msToBytes(HELD_MAX_MS)

/** The beginning of an utterance that turn detection has not noticed yet when the connection changes. */
export const RECENT_MAX_BYTES = msToBytes(600)

export function createHeldFrames() {
  const recent = createRecent()
  let held: Uint8Array[] = []
  let heldBytes = 0
  let dropped = 0

  return {
    /** A frame that was sent; the newest few are kept. */
    sent: recent.add,
    /** A frame that could not be sent; the oldest go when there is no more room, and are counted. */
    hold: (pcm: Uint8Array): void => {
      held.push(pcm)
      heldBytes += pcm.byteLength
      while (heldBytes > HELD_MAX_BYTES) {
        heldBytes -= held.shift()?.byteLength ?? heldBytes
        dropped += 1
      }
    },
    /** Hands out all of them, in order; what was sent comes as one piece. */
    release: (): readonly Uint8Array[] => {
      const released = [recent.take(), ...held]
      held = []
      heldBytes = 0
      return released.filter(({ byteLength }) => byteLength > 0)
    },
    /** All of it is too old: a next connection would take it for what is said now. */
    forget: (): void => {
      recent.take()
      dropped += held.length
      held = []
      heldBytes = 0
    },
    dropped: (): number => dropped,
  }
}

/** The newest samples, copied into a ring: frames that lived so long would cost the garbage collector a twelfth of what a call does. */
function createRecent() {
  // Made for the first frame: a call whose microphone is off needs none.
  let ring = new Uint8Array(0)
  let end = 0
  let isFull = false

  return {
    /** At most as much as the ring holds. */
    add: (pcm: Uint8Array): void => {
      if (ring.length === 0) ring = new Uint8Array(RECENT_MAX_BYTES)
      const fitting = ring.length - end
      if (pcm.byteLength < fitting) ring.set(pcm, end)
      else {
        ring.set(pcm.subarray(0, fitting), end)
        ring.set(pcm.subarray(fitting), 0)
        isFull = true
      }
      end = (end + pcm.byteLength) % RECENT_MAX_BYTES
    },
    take: (): Uint8Array => {
      const taken = new Uint8Array(isFull ? ring.length : end)
      if (isFull) taken.set(ring.subarray(end))
      taken.set(ring.subarray(0, end), taken.length - end)
      end = 0
      isFull = false
      return taken
    },
  }
}
