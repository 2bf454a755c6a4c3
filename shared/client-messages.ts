/** What the page may say: the half of the contract that the server parses. A file of its own, because the page must not carry what it never parses. */

import * as z from 'zod/mini'
import { answer, count, flag, id, message, TEXT_MAX_LENGTH } from './messages.ts'
import { label } from './user-choice.ts'

/** The label chosen for each setting; one that is missing stays as the agent has it. */
const userChoice = z.strictObject({
  voice: z.exactOptional(label),
  language: z.exactOptional(label),
  rate: z.exactOptional(label),
})

/** `choice` has labels that the server offers: see user-choice.ts. */
const sessionStart = message('session.start', { choice: z.exactOptional(userChoice) })
/** `received` counts the server's messages of this session, audio frames included, `hello` of the first socket too; a reloaded page has none, and asks for all. */
const sessionResume = message('session.resume', { ticket: id, received: z.nullable(count) })
const sessionStop = message('session.stop', {})
const textSend = message('text.send', {
  text: z.string().check(z.trim(), z.minLength(1), z.maxLength(TEXT_MAX_LENGTH)),
})
const answerInterrupt = message('answer.interrupt', {})
const playbackStopped = message('playback.stopped', { answer, playedSamples: count })
const approvalAnswer = message('approval.answer', { id, approve: flag })
/** Whether the page also wants to hear what the service says by its own names. Where the server says why it lost the service, it does then. */
const serviceWatch = message('service.watch', { on: flag })
const received = message('received', { count })
const pong = message('pong', { nonce: count })

/** What the page may say. Nothing else reaches Voice Live: the schema is the allow-list. */
export const clientMessage = z.discriminatedUnion('type', [
  sessionStart,
  sessionResume,
  sessionStop,
  textSend,
  answerInterrupt,
  playbackStopped,
  approvalAnswer,
  serviceWatch,
  received,
  pong,
])
export type ClientMessage = z.infer<typeof clientMessage>
