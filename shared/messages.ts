/** THE contract between page and server: every control message of the server here, of the page in client-messages.ts. Audio travels beside them, in binary frames. */

import * as z from 'zod/mini'
import { FRAME_MAX_MS, FRAME_MIN_MS } from './audio-format.ts'
import { errorCodes } from './errors.ts'

/** Raised when an old page and a new server, or the reverse, could misunderstand each other. */
export const PROTOCOL_VERSION = 4

/** Longest text that the user may type, in UTF-16 code units. */
export const TEXT_MAX_LENGTH = 4000

/** Longest text of a tool's arguments that the user is shown, in UTF-16 code units. */
export const APPROVAL_ARGUMENTS_MAX_LENGTH = 4000

/** Largest control message that the server accepts, in bytes: room for the longest text, escaped. */
export const MESSAGE_MAX_BYTES = 32 * 1024

export const count = z.int().check(z.minimum(0))
export const answer = z.int().check(z.minimum(1))
const text = z.string()
/** The page knows literals anyway, and needs no other kind of schema for this one. */
export const flag = z.literal([true, false])
export const id = text.check(z.minLength(1), z.maxLength(128))

/** One kind of message: its fields, and no others. */
export const message = <Type extends string, Fields extends z.core.$ZodShape>(type: Type, fields: Fields) =>
  z.strictObject({ type: z.literal(type), ...fields })

const hello = message('hello', {
  protocol: z.literal(PROTOCOL_VERSION),
  emulated: flag,
  frameMs: z.int().check(z.minimum(FRAME_MIN_MS), z.maximum(FRAME_MAX_MS)),
  textMaxLength: answer,
})
const sessionReady = message('session.ready', { call: id, ticket: id, resumeSeconds: count })
const sessionResumed = message('session.resumed', { received: count })
const serviceLost = message('service.lost', {})
/** `turn`: other calls connect first; `sign-in`: the server signs in, and that takes long. */
const serviceWaiting = message('service.waiting', { reason: z.literal(['turn', 'sign-in']) })
export type WaitingReason = z.infer<typeof serviceWaiting>['reason']
const serviceResumed = message('service.resumed', {})
/** By its own name, cut where the contract bounds it. Audio is not told of: its frames come anyway. */
const serviceEvent = message('service.event', { name: id })
const serviceCause = message('service.cause', { cause: text })
const speechStarted = message('speech.started', { item: id })
const speechStopped = message('speech.stopped', { item: id })
const userCaptionDelta = message('user.caption.delta', { item: id, delta: text })
const userCaptionDone = message('user.caption.done', { item: id, text: z.nullable(text) })
const answerStarted = message('answer.started', { answer, item: id })
const answerCaptionDelta = message('answer.caption.delta', { answer, delta: text })
const answerWord = message('answer.word', {
  answer,
  startMs: count,
  durationMs: count,
  text,
})
const answerAudioDone = message('answer.audio.done', { answer, samples: count })
const answerDone = message('answer.done', {
  answer,
  status: z.literal(['completed', 'cancelled', 'incomplete', 'failed']),
  text,
  /** of an answer that is told again: how much of `text` was heard, in UTF-16 code units */
  heard: z.nullable(count),
})
/** So many UTF-16 code units of the answer's text were heard; until it is `settled`, no more than that can be. */
const answerHeard = message('answer.heard', { answer, characters: count, settled: flag })
/** Nothing comes of what the user said or typed: the page waits no longer. */
const answerNone = message('answer.none', {})
/** An answer is still to come that the page would not wait for: it is new, or a new session of the service is asked again. */
const answerAwaited = message('answer.awaited', {})
const answersCut = message('answers.cut', { through: count })
const toolStarted = message('tool.started', { call: id, name: id })
const toolDone = message('tool.done', { call: id, name: id, ok: flag })
const approvalAsked = message('approval.asked', {
  id,
  server: id,
  name: id,
  arguments: text.check(z.maxLength(APPROVAL_ARGUMENTS_MAX_LENGTH)),
})
const approvalClosed = message('approval.closed', { id })
const errorCode = z.literal(errorCodes)
const error = message('error', {
  code: errorCode,
  message: text,
  remedy: text,
  fatal: flag,
  retryAfterSeconds: z.nullable(count),
})
const sessionEnding = message('session.ending', {
  reason: z.literal(['idle', 'limit']),
  secondsLeft: count,
})
export type EndingReason = z.infer<typeof sessionEnding>['reason']
const sessionContinued = message('session.continued', {})
const ping = message('ping', { nonce: count })

/** What the server may say. `answer` is the number that its binary audio frames carry. */
export const serverMessage = z.discriminatedUnion('type', [
  hello,
  sessionReady,
  sessionResumed,
  serviceLost,
  serviceWaiting,
  serviceResumed,
  serviceEvent,
  serviceCause,
  speechStarted,
  speechStopped,
  userCaptionDelta,
  userCaptionDone,
  answerStarted,
  answerCaptionDelta,
  answerWord,
  answerAudioDone,
  answerDone,
  answerHeard,
  answerNone,
  answerAwaited,
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
