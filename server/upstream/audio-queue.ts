/** How much sound may wait to be sent: four seconds of it, without what was sent before it, and without what came all at once. */

import type { Clock } from '../../shared/clock.ts'

/** Four seconds of microphone audio as base64 (64 000 characters a second): older sound than that is not worth sending. */
const QUEUE_BYTES = 256 * 1024

/** What came at once counts for so much of them, so that what is said next is taken while it drains. */
const BURST_COUNTS_BYTES = QUEUE_BYTES / 2

/** What a network held back comes at once, up to half a minute of it (relay/frame-intake.ts). */
const BURST_BYTES = 2 * 1024 * 1024

export type AudioQueue = Readonly<{
  isFull: () => boolean
  /** Whether audio that finds it full is taken all the same: it filled in this turn of the loop, and may drain as soon as that is over. */
  mayBurst: () => boolean
  /** Sends a command: what waits of it does not count. */
  command: (send: () => void) => void
  stop: () => void
}>

/**
 * `waiting`: bytes that the socket has not sent. Over TLS that is all that was written in this turn of the loop: the conversation that
 * a next session is told, the speech that was held for it, and what is said behind that must not be refused for each other.
 */
export function createAudioQueue(clock: Clock, waiting: () => number): AudioQueue {
  /** of the bytes that wait, those that do not count */
  let exempt = 0
  let isBursting = false
  let hasBurst = false
  let stop = () => {}

  return {
    isFull: () => {
      const bytes = waiting()
      exempt = Math.min(exempt, bytes)
      if (bytes <= QUEUE_BYTES) hasBurst = false
      return bytes - exempt > QUEUE_BYTES
    },
    mayBurst: () => {
      if (isBursting) return waiting() < BURST_BYTES
      // What came at once before is still in the way.
      if (hasBurst) return false
      hasBurst = true
      isBursting = true
      stop = clock.after(0, () => {
        isBursting = false
        exempt = Math.max(0, waiting() - BURST_COUNTS_BYTES)
      })
      return true
    },
    command: (send) => {
      const bytes = waiting()
      exempt = Math.min(exempt, bytes)
      send()
      exempt += waiting() - bytes
    },
    stop: () => stop(),
  }
}
