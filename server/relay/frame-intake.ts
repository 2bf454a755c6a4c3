/** Judges the microphone frames of a page before anything is made of them: size, rate and age. In place, because they come 25 times a second. */

import { BYTES_PER_SAMPLE, FRAME_MAX_BYTES, FRAME_MIN_BYTES, msToBytes } from '../../shared/audio-format.ts'
import { MESSAGE_MAX_BYTES } from '../../shared/messages.ts'
import { type Allowance, type Rate, take } from '../observe/allowance.ts'
import type { Fault } from '../session/intake.ts'
import { type Backlog, backlogAfter, judgeFrame } from './backlog.ts'

/** Speech comes at real time; twice that is a fault of a clock or an attack. A stalled network may deliver half a minute at once. */
const AUDIO: Rate = { burst: 30_000, everyMs: 0.5 }

/** A stale frame is dropped and costs nothing: there is no more of it than time has passed without a word. */
export type FrameVerdict = 'good' | 'stale' | FrameFault
export type FrameFault = Exclude<Fault, 'bad_message'>

export function createFrameIntake(startedMs: number) {
  /** in milliseconds of audio */
  let allowance: Allowance | undefined
  let signAtMs = startedMs
  let backlog: Backlog | undefined

  /** Anything came from the page, a frame or a message: what comes first after a long silence may be a backlog. */
  const pageActive = (nowMs: number): void => {
    backlog = backlogAfter(Math.max(0, nowMs - signAtMs), nowMs, backlog)
    signAtMs = nowMs
  }

  const isStale = (frameMs: number, nowMs: number): boolean => {
    if (backlog === undefined) return false
    const age = judgeFrame(backlog, frameMs, nowMs)
    backlog = age.backlog
    return age.stale
  }

  const passes = (frameMs: number, nowMs: number): boolean => {
    const [left, isLeft] = take(allowance, nowMs, AUDIO, frameMs)
    allowance = left
    return isLeft
  }

  return {
    pageActive,
    /** A frame of whole samples, 20 to 100 ms. What is larger than any message may be is not even looked at. */
    judge: (byteLength: number, nowMs: number): FrameVerdict => {
      pageActive(nowMs)
      if (byteLength > MESSAGE_MAX_BYTES) return 'too_large'
      const frameMs = Math.max(1, byteLength / msToBytes(1))
      const fits = byteLength >= FRAME_MIN_BYTES && byteLength <= FRAME_MAX_BYTES && byteLength % BYTES_PER_SAMPLE === 0
      if (fits && isStale(frameMs, nowMs)) return 'stale'
      if (!passes(frameMs, nowMs)) return 'flooded'
      return fits ? 'good' : 'bad_audio'
    },
    /** The page is back on another socket: what it says from now on is said now. */
    welcomeBack: (nowMs: number): void => {
      pageActive(nowMs)
      backlog = undefined
    },
    /** when the page last gave a sign of life */
    signAtMs: (): number => signAtMs,
  }
}
