/** Watches one open connection by the rule of silence.ts: asks for signs of life, and says when there are none. */

import type { Clock } from '../../shared/clock.ts'
import { noSilence, watchSilence } from './silence.ts'

/** How often it is looked whether the service is still there. */
const LOOK_AFTER_MS = 5_000

export type Watch = Readonly<{
  /** The connection is open: from now on it is looked at. */
  start: () => void
  /** A message was read. */
  read: () => void
  pong: () => void
  /** Audio found its queue full, or not; false when the connection is over by that. */
  full: () => boolean
  taken: () => void
  stop: () => void
}>

type Connection = Readonly<{
  ping: () => void
  isFull: () => boolean
  /** The service has fallen silent: `detail` says how. Nothing is looked at any more. */
  lost: (detail: string) => void
}>

export function createWatch(clock: Clock, { ping, isFull, lost }: Connection): Watch {
  let silence = noSilence(clock.nowMs())
  let readAtMs = clock.nowMs()
  let isOver = false
  let stopLooking = () => {}

  const stop = (): void => {
    isOver = true
    stopLooking()
  }
  const note = (type: Parameters<typeof watchSilence>[1]['type']): boolean => {
    if (isOver) return false
    const [next, verdict] = watchSilence(silence, { type, atMs: clock.nowMs(), readAtMs })
    silence = next
    if (verdict?.type === 'ping') ping()
    if (verdict?.type !== 'lost') return true
    stop()
    lost(verdict.detail)
    return false
  }
  const look = (): void => {
    stopLooking = clock.after(LOOK_AFTER_MS, () => {
      if (isFull()) note('full')
      if (note('looked')) look()
    })
  }

  return {
    start: () => {
      silence = noSilence(clock.nowMs())
      look()
    },
    read: () => {
      readAtMs = clock.nowMs()
    },
    pong: () => void note('pong'),
    full: () => note('full'),
    taken: () => {
      if (silence.fullSinceMs !== undefined) note('taken')
    },
    stop,
  }
}
