/** A page's socket before it has a call: it is greeted, and its first request is a new call or one that is held. */

import type { ClientMessage } from '../../shared/client-messages.ts'
import type { Clock } from '../../shared/clock.ts'
import { errors } from '../../shared/error-sentences.ts'
import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import { blamed, type Fault, fullIntake, takeText } from '../session/intake.ts'
import { createFrameIntake } from './frame-intake.ts'
import type { PageSocket } from './page-socket.ts'

type Hello = Extract<ServerMessage, { type: 'hello' }>
export type ResumeRequest = Extract<ClientMessage, { type: 'session.resume' }>

export type Visitor = Readonly<{
  onMessage: (text: string) => void
  onAudio: (pcm: Uint8Array) => void
  /** Ends the visit with a fatal error. */
  refuse: (code: ErrorCode, closeCode: number) => void
  /** The socket is gone, or is of a call now: nothing more is done with it here. */
  stop: () => void
}>

export type VisitorOptions = Readonly<{
  socket: PageSocket
  hello: Hello
  /** how long it may wait with its first request, and what it is told then */
  waitMs: number
  tooLate: Readonly<{ code: ErrorCode; closeCode: number }>
  clock: Clock
  /** It asks for a new call, in these words; it has been sent so many messages. */
  onStart: (text: string, sent: number) => void
  onResume: (request: ResumeRequest) => void
  /** The visit ended without a call, by a refusal or by the page's own wish, and the socket was told to close. */
  onOver: (refused: boolean) => void
}>

/** The error that a page is told; `fatal` when its socket closes behind it. */
export const errorText = (code: ErrorCode, fatal: boolean): string => {
  const message: ServerMessage = { type: 'error', code, ...errors[code], fatal, retryAfterSeconds: null }
  return JSON.stringify(message)
}

/** Judges texts and frames, and remembers what was wrong with them. */
function createJudge(clock: Clock) {
  const frames = createFrameIntake(clock.nowMs())
  let intake = fullIntake
  const blame = (kind: Fault): Fault => {
    intake = blamed(intake, clock.nowMs())
    return kind
  }
  return {
    text: (text: string) => {
      const [judged, verdict] = takeText(intake, text, clock.nowMs())
      intake = judged
      return verdict
    },
    frame: (byteLength: number): Fault | undefined => {
      const verdict = frames.judge(byteLength, clock.nowMs())
      return verdict === 'good' || verdict === 'stale' ? undefined : blame(verdict)
    },
    blame,
    hasFaulted: (): boolean => intake.hasFaulted,
  }
}

/** Greets the page. Whatever it says is judged as strictly as in a call, and costs no more than parsing it. */
export function greetVisitor(options: VisitorOptions): Visitor {
  const { socket, hello, waitMs, tooLate, clock, onStart, onResume, onOver } = options
  const judge = createJudge(clock)
  let sent = 0
  let over = false

  const send = (text: string): void => {
    sent += 1
    socket.send(text)
  }
  const stop = (): void => {
    over = true
    stopWaiting()
  }
  const close = (code: number, reason: string, refused: boolean): void => {
    stop()
    onOver(refused)
    socket.close(code, reason)
  }
  const refuse = (code: ErrorCode, closeCode: number): void => {
    if (over) return
    send(errorText(code, true))
    close(closeCode, code, true)
  }
  const fault = (kind: Fault): void => {
    if (kind === 'too_large') refuse('bad_message', closeCodes.tooLarge)
    else if (kind === 'flooded' || judge.hasFaulted()) refuse(kind, closeCodes.policy)
    else send(errorText(kind, false))
  }

  const handle = (message: ClientMessage, text: string): void => {
    switch (message.type) {
      case 'session.start':
        stop()
        onStart(text, sent)
        return
      case 'session.resume':
        onResume(message)
        return
      case 'session.stop':
        close(closeCodes.normal, 'stopped', false)
        return
      case 'text.send':
        send(errorText('not_ready', false))
        return
      case 'playback.stopped':
      case 'approval.answer':
        fault(judge.blame('bad_message'))
        return
      case 'answer.interrupt':
      case 'service.watch':
      case 'received':
      case 'pong':
    }
  }

  const stopWaiting = clock.after(waitMs, () => refuse(tooLate.code, tooLate.closeCode))
  send(JSON.stringify(hello))
  return {
    onMessage: (text) => {
      if (over) return
      const verdict = judge.text(text)
      if ('fault' in verdict) fault(verdict.fault)
      else handle(verdict.value, text)
    },
    // The microphone may be open already; nothing can be made of it yet.
    onAudio: (pcm) => {
      const kind = over ? undefined : judge.frame(pcm.byteLength)
      if (kind) fault(kind)
    },
    refuse,
    stop,
  }
}
