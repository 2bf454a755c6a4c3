/** Judges what the page says before anything is made of it: size, shape, rate, and how often it was wrong. Its sound is judged in relay/frame-intake.ts. */

import { type ClientMessage, clientMessage } from '../../shared/client-messages.ts'
import { MESSAGE_MAX_BYTES } from '../../shared/messages.ts'
import { parseJson } from '../../shared/parse-json.ts'
import { type Allowance, type Rate, take } from '../observe/allowance.ts'

/** How much more may come, in messages, in receipts and in faults; `hasFaulted`: in more faults than that. */
export type Intake = Readonly<{
  messages: Allowance | undefined
  receipts: Allowance | undefined
  faults: Allowance | undefined
  hasFaulted: boolean
}>

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

export type Fault = 'bad_message' | 'bad_audio' | 'flooded' | 'too_large'
type Verdict = Readonly<{ value: ClientMessage } | { fault: Fault }>

export const fullIntake: Intake = { messages: undefined, receipts: undefined, faults: undefined, hasFaulted: false }

const faulty = (intake: Intake, atMs: number, fault: Fault) => [blamed(intake, atMs), { fault }] as const

/** One more fault, now: a wrong form, or a message that is right in form and out of place. */
export function blamed(intake: Intake, atMs: number): Intake {
  const [faults, isForgiven] = take(intake.faults, atMs, FAULTS)
  return { ...intake, faults, hasFaulted: !isForgiven }
}

/** A control message: JSON that the shared schema knows. */
export function takeText(intake: Intake, text: string, atMs: number): readonly [Intake, Verdict] {
  if (text.length > MESSAGE_MAX_BYTES || new TextEncoder().encode(text).byteLength > MESSAGE_MAX_BYTES)
    return faulty(intake, atMs, 'too_large')
  const kind = isReceipt(text) ? 'receipts' : 'messages'
  const [left, passes] = take(intake[kind], atMs, kind === 'receipts' ? RECEIPTS : MESSAGES)
  if (!passes) return faulty(intake, atMs, 'flooded')
  const paid = { ...intake, [kind]: left }
  const read = clientMessage.safeParse(parseJson(text))
  return read.success ? [paid, { value: read.data }] : faulty(paid, atMs, 'bad_message')
}
