/** Reads a service no faster than it can have anything to say: one that sends without end leaves the other calls of this process their turns. */

import type { Clock } from '../../shared/clock.ts'
import { type Allowance, type Rate, refilled } from '../observe/allowance.ts'

const MIB = 1024 * 1024

/** In bytes. A second of audio is 64 kB: thirty times the pace of speech, and two minutes of it at once. */
const READING: Rate = { burst: 8 * MIB, everyMs: 1_000 / (2 * MIB) }

/** What the smallest message costs: two thousand of them in a second are far more than any conversation has. */
const MESSAGE_MIN_BYTES = 1024

export type Pacing = Readonly<{
  /** A message, or a ping, of so many bytes was read: stops reading for as long as it is too much. */
  read: (byteLength: number) => void
  /** No one reads any more. */
  stop: () => void
}>

export function createPacing(clock: Clock, { pause, resume }: Readonly<{ pause(): void; resume(): void }>): Pacing {
  let allowance: Allowance | undefined
  let stopWaiting: (() => void) | undefined
  const goOn = () => {
    stopWaiting?.()
    if (stopWaiting) resume()
    stopWaiting = undefined
  }
  return {
    read: (byteLength) => {
      const { left, atMs } = refilled(allowance, clock.nowMs(), READING)
      allowance = { left: left - Math.max(MESSAGE_MIN_BYTES, byteLength), atMs }
      if (allowance.left >= 0 || stopWaiting) return
      pause()
      stopWaiting = clock.after(-allowance.left * READING.everyMs, goOn)
    },
    stop: goOn,
  }
}
