/** Reads a service no faster than it can have anything to say: one that sends without end leaves the other calls of this process their turns. */

import { type Allowance, type Rate, refilled } from '../observe/allowance.ts'
import type { Clock } from './clock.ts'

const MIB = 1024 * 1024

/**
 * In bytes. Audio is 64 kB for each second of it, and services make an answer up to some twenty times as fast as it is spoken; a
 * session with all of its tools is below one mebibyte.
 */
export const READING: Rate = { burst: 8 * MIB, everyMs: 1_000 / (4 * MIB) }

export type Pacing = Readonly<{
  /** So much was read: stops reading for as long as it is too much. */
  read: (byteLength: number) => void
  /** Nobody reads any more. */
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
      allowance = { left: left - byteLength, atMs }
      if (allowance.left >= 0 || stopWaiting) return
      pause()
      stopWaiting = clock.after(-allowance.left * READING.everyMs, goOn)
    },
    stop: goOn,
  }
}
