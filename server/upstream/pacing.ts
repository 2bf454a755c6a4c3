/** Reads a service no faster than it can have anything to say: one that sends without end leaves the other calls of this process their turns. */

import type { Clock } from '../../shared/clock.ts'
import { type Allowance, type Rate, refilled } from '../observe/allowance.ts'

const MIB = 1024 * 1024

/**
 * In bytes, each by itself. A second of audio is 64 kB: thirty times the pace of speech, and two minutes of it soon; and of that
 * eight seconds in one turn of the event loop, the rest as fast as a third of one core reads it, so that others have their turns.
 */
const RATES: readonly Rate[] = [
  { burst: 8 * MIB, everyMs: 1_000 / (2 * MIB) },
  { burst: MIB / 2, everyMs: 1_000 / (32 * MIB) },
]

/** What the smallest message costs: two thousand of them in a second are far more than any conversation has. */
const MESSAGE_MIN_BYTES = 1024

export type Pacing = Readonly<{
  /** A message, or a ping, of so many bytes was read: stops reading for as long as it is too much. What the socket has read already still comes. */
  read: (byteLength: number) => void
  /** The connection is over for us: its close is read now. A service that goes on sending all the same is still read at its pace. */
  stop: () => void
}>

export function createPacing(clock: Clock, { pause, resume }: Readonly<{ pause(): void; resume(): void }>): Pacing {
  /** of each rate */
  const allowances: Allowance[] = []
  let stopWaiting: (() => void) | undefined
  const goOn = () => {
    stopWaiting?.()
    if (stopWaiting) resume()
    stopWaiting = undefined
  }
  return {
    read: (byteLength) => {
      const costBytes = Math.max(MESSAGE_MIN_BYTES, byteLength)
      const nowMs = clock.nowMs()
      let waitMs = 0
      for (const [index, rate] of RATES.entries()) {
        const left = refilled(allowances[index], nowMs, rate).left - costBytes
        allowances[index] = { left, atMs: nowMs }
        waitMs = Math.max(waitMs, -left * rate.everyMs)
      }
      if (waitMs === 0 || stopWaiting) return
      pause()
      stopWaiting = clock.after(waitMs, goOn)
    },
    stop: goOn,
  }
}
