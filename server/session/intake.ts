/** Judges what comes from the page before anything is made of it: size, shape, rate, and how often it was wrong. */

import { BYTES_PER_SAMPLE, FRAME_MAX_BYTES, FRAME_MIN_BYTES, msToBytes } from '../../shared/audio-format.ts'
import { type ClientMessage, clientMessage } from '../../shared/client-messages.ts'
import { MESSAGE_MAX_BYTES } from '../../shared/messages.ts'
import { type Allowance, type Rate, take } from '../observe/allowance.ts'
import { type Backlog, backlogAfter, judgeFrame } from './backlog.ts'

/**
 * How much more may come, in milliseconds of audio, in messages, in receipts and in faults; `hasFaulted`: in more faults than that.
 * `atMs` is when anything came last, good or bad: a sign of life.
 */
export type Intake = Readonly<{
  audio: Allowance | undefined
  messages: Allowance | undefined
  receipts: Allowance | undefined
  atMs: number
  faults: Allowance | undefined
  hasFaulted: boolean
  backlog: Backlog | undefined
}>

/** Speech comes at real time; twice that is a fault of a clock or an attack. A stalled network may deliver half a minute at once. */
const AUDIO: Rate = { burst: 30_000, everyMs: 0.5 }
const MESSAGES: Rate = { burst: 50, everyMs: 20 }
/** A page that was away gets all it missed at once, and acknowledges it as fast: as many messages as a line keeps, 100 bytes each. */
const RECEIPTS: Rate = { burst: 2_500, everyMs: 20 }
/** What a receipt looks like before it is parsed; no other message is so short and has the word in it. */
const isReceipt = (text: string): boolean => text.length <= 64 && text.includes('"received"')

/**
 * The page is tested against the same schema: three faults within ten seconds are no accident. Nothing that comes between them makes
 * them good: a microphone sends good frames all the time.
 */
const FAULTS: Rate = { burst: 2, everyMs: 10_000 }

export type Verdict<Value> = Readonly<
  { value: Value } | { fault: 'bad_message' | 'bad_audio' | 'flooded' | 'too_large' }
>

export const fullIntake = (atMs: number): Intake => ({
  audio: undefined,
  messages: undefined,
  receipts: undefined,
  atMs,
  faults: undefined,
  hasFaulted: false,
  backlog: undefined,
})

/** The page is back on another socket: what it says from now on is said now. */
export const welcomeBack = (intake: Intake, atMs: number): Intake => ({ ...stirred(intake, atMs), backlog: undefined })

const stirred = (intake: Intake, atMs: number): Intake => ({
  ...intake,
  atMs,
  backlog: backlogAfter(Math.max(0, atMs - intake.atMs), atMs, intake.backlog),
})

const judged = <Value>(intake: Intake, verdict: Verdict<Value>): readonly [Intake, Verdict<Value>] => [
  'fault' in verdict ? blamed(intake) : intake,
  verdict,
]

/** One more fault, now: a wrong form, or a message that is right in form and out of place. */
export function blamed(intake: Intake): Intake {
  const [faults, isForgiven] = take(intake.faults, intake.atMs, FAULTS)
  return { ...intake, faults, hasFaulted: !isForgiven }
}

/**
 * A microphone frame: whole samples, 20 to 100 ms. What is larger than any message may be is not even looked at. A stale one is
 * dropped and costs nothing: there is no more of it than time has passed without a word.
 */
export function takeAudio(
  before: Intake,
  pcm: Uint8Array,
  atMs: number,
): readonly [Intake, Verdict<Uint8Array> | Readonly<{ stale: true }>] {
  const intake = stirred(before, atMs)
  const { byteLength } = pcm
  if (byteLength > MESSAGE_MAX_BYTES) return judged(intake, { fault: 'too_large' })
  const frameMs = Math.max(1, byteLength / msToBytes(1))
  const fits = byteLength >= FRAME_MIN_BYTES && byteLength <= FRAME_MAX_BYTES && byteLength % BYTES_PER_SAMPLE === 0
  const age = fits ? judgeFrame(intake.backlog, frameMs, atMs) : undefined
  if (age?.stale) return [{ ...intake, backlog: age.backlog }, { stale: true }]
  const [audio, passes] = take(intake.audio, atMs, AUDIO, frameMs)
  if (!passes) return judged(intake, { fault: 'flooded' })
  return judged({ ...intake, audio, backlog: age?.backlog }, fits ? { value: pcm } : { fault: 'bad_audio' })
}

/** A control message: JSON that the shared schema knows. */
export function takeText(before: Intake, text: string, atMs: number): readonly [Intake, Verdict<ClientMessage>] {
  const intake = stirred(before, atMs)
  if (text.length > MESSAGE_MAX_BYTES || new TextEncoder().encode(text).byteLength > MESSAGE_MAX_BYTES)
    return judged(intake, { fault: 'too_large' })
  const kind = isReceipt(text) ? 'receipts' : 'messages'
  const [left, passes] = take(intake[kind], atMs, kind === 'receipts' ? RECEIPTS : MESSAGES)
  if (!passes) return judged(intake, { fault: 'flooded' })
  const paid = { ...intake, [kind]: left }
  const read = clientMessage.safeParse(parseJson(text))
  return judged(paid, read.success ? { value: read.data } : { fault: 'bad_message' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
