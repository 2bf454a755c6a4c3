/** THE contract between page and server: every control message of the server here, of the page in client-messages.ts. Audio travels beside them, in binary frames. */

import * as z from 'zod/mini'
import { FRAME_MAX_MS, FRAME_MIN_MS } from './audio-format.ts'
import type { ClientMessage } from './client-messages.ts'
import { errorCodes } from './errors.ts'

/** Raised when an old page and a new server, or the reverse, could misunderstand each other. */
export const PROTOCOL_VERSION = 2

/** Longest text that the talker may type, in UTF-16 code units. */
export const TEXT_MAX_LENGTH = 4000

/** Longest text of a tool's arguments that the talker is shown, in UTF-16 code units. */
export const APPROVAL_ARGUMENTS_MAX_LENGTH = 4000

/** Largest control message that the server accepts, in bytes: room for the longest text, escaped. */
export const MESSAGE_MAX_BYTES = 32 * 1024

export type { ClientMessage }

export const count = z.int().check(z.nonnegative())
export const answer = z.int().check(z.positive())
export const id = z.string().check(z.minLength(1), z.maxLength(128))

/** The talker's own messages: each side counts them, so that those which a lost socket swallowed are sent again, and no others. */
export const isCounted = ({ type }: ClientMessage): boolean =>
  type === 'text.send' || type === 'answer.interrupt' || type === 'playback.stopped' || type === 'approval.answer'

/** The page says so often how much it has received, in messages: the server keeps what it has not heard of. */
export const ACKNOWLEDGE_EVERY = 32

const hello = z.strictObject({
  type: z.literal('hello'),
  protocol: z.literal(PROTOCOL_VERSION),
  emulated: z.boolean(),
  frameMs: z.int().check(z.minimum(FRAME_MIN_MS), z.maximum(FRAME_MAX_MS)),
  textMaxLength: z.int().check(z.positive()),
})
const sessionReady = z.strictObject({ type: z.literal('session.ready'), call: id, ticket: id })
const sessionResumed = z.strictObject({ type: z.literal('session.resumed'), received: count })
const serviceLost = z.strictObject({ type: z.literal('service.lost') })
const serviceResumed = z.strictObject({ type: z.literal('service.resumed') })
const speechStarted = z.strictObject({ type: z.literal('speech.started'), item: id })
const speechStopped = z.strictObject({ type: z.literal('speech.stopped'), item: id })
const userCaptionDelta = z.strictObject({ type: z.literal('user.caption.delta'), item: id, delta: z.string() })
const userCaptionDone = z.strictObject({ type: z.literal('user.caption.done'), item: id, text: z.nullable(z.string()) })
const answerStarted = z.strictObject({ type: z.literal('answer.started'), answer, item: id })
const answerCaptionDelta = z.strictObject({ type: z.literal('answer.caption.delta'), answer, delta: z.string() })
const answerWord = z.strictObject({
  type: z.literal('answer.word'),
  answer,
  startMs: count,
  durationMs: count,
  text: z.string(),
})
const answerAudioDone = z.strictObject({ type: z.literal('answer.audio.done'), answer, samples: count })
const answerDone = z.strictObject({
  type: z.literal('answer.done'),
  answer,
  status: z.enum(['completed', 'cancelled', 'incomplete', 'failed']),
  text: z.string(),
  /** of an answer that is told again: how much of `text` was heard, in UTF-16 code units */
  heard: z.optional(count),
})
const answersCut = z.strictObject({ type: z.literal('answers.cut'), through: count })
const toolStarted = z.strictObject({ type: z.literal('tool.started'), call: id, name: id })
const toolDone = z.strictObject({ type: z.literal('tool.done'), call: id, name: id, ok: z.boolean() })
const approvalAsked = z.strictObject({
  type: z.literal('approval.asked'),
  id,
  server: id,
  name: id,
  arguments: z.string().check(z.maxLength(APPROVAL_ARGUMENTS_MAX_LENGTH)),
})
const approvalClosed = z.strictObject({ type: z.literal('approval.closed'), id })
const errorCode = z.enum(errorCodes)
const error = z.strictObject({
  type: z.literal('error'),
  code: errorCode,
  message: z.string(),
  remedy: z.string(),
  fatal: z.boolean(),
  retryAfterSeconds: z.optional(count),
})
const sessionEnding = z.strictObject({
  type: z.literal('session.ending'),
  reason: z.enum(['idle', 'limit']),
  secondsLeft: count,
})
export type EndingReason = z.infer<typeof sessionEnding>['reason']
const sessionContinued = z.strictObject({ type: z.literal('session.continued') })
const ping = z.strictObject({ type: z.literal('ping'), nonce: count })

/** What the server may say. `answer` is the number that its binary audio frames carry. */
export const serverMessage = z.discriminatedUnion('type', [
  hello,
  sessionReady,
  sessionResumed,
  serviceLost,
  serviceResumed,
  speechStarted,
  speechStopped,
  userCaptionDelta,
  userCaptionDone,
  answerStarted,
  answerCaptionDelta,
  answerWord,
  answerAudioDone,
  answerDone,
  answersCut,
  toolStarted,
  toolDone,
  approvalAsked,
  approvalClosed,
  sessionEnding,
  sessionContinued,
  error,
  ping,
])
export type ServerMessage = z.infer<typeof serverMessage>
