/** The audio of a call as each side takes it: microphone frames as events of the service, its deltas as frames of the page. */

import { Buffer } from 'node:buffer'
import { ANSWER_FRAME_HEADER_BYTES, writeAnswerHeader } from '../../shared/answer-frame.ts'
import { BYTES_PER_SAMPLE, FRAME_MAX_BYTES, FRAME_MAX_MS } from '../../shared/audio-format.ts'
import type { SessionEffect, SessionState } from '../session/state.ts'
import type { Upstream } from '../upstream/port.ts'
import { createFrameIntake, type FrameFault } from './frame-intake.ts'
import { createHeldFrames, HELD_MAX_MS } from './held-frames.ts'

/** What the microphone asks of its call, and tells it: nothing for a frame like the others. */
export type Listener = Readonly<{
  /** The connection that the call is on, if there is one. Frames that find none are held for the next. */
  service: () => Upstream | undefined
  state: () => Pick<SessionState, 'phase' | 'awaySinceMs'>
  pageActive: () => void
  faulted: (fault: FrameFault) => void
  nowMs: () => number
}>

/** The frames of one page, judged, counted and sent on. This runs 25 times a second for each call, and makes no event of a frame. */
export function createMicrophone({ service, state, pageActive, faulted, nowMs }: Listener) {
  const intake = createFrameIntake(nowMs())
  const held = createHeldFrames()
  const counts = { framesIn: 0, early: 0, stale: 0 }
  const appendOf = createAppendWriter()
  let soundAtMs = nowMs()
  let refused = 0

  const append = (pcm: Uint8Array, kind: 'audio' | 'control' = 'audio'): void => {
    const upstream = service()
    if (!upstream) {
      held.hold(pcm)
      return
    }
    held.sent(pcm)
    if (!upstream.send(appendOf(pcm), kind)) refused += 1
  }

  return {
    onAudio: (pcm: Uint8Array): void => {
      const atMs = nowMs()
      const verdict = intake.judge(pcm.byteLength, atMs)
      const { phase, awaySinceMs } = state()
      if (awaySinceMs !== undefined) pageActive()
      if (verdict === 'stale') counts.stale += 1
      else if (verdict !== 'good') faulted(verdict)
      else if (phase === 'live') {
        counts.framesIn += 1
        soundAtMs = atMs
        append(pcm)
      } else {
        // Until the session is ready nothing can be made of sound: the service could still expect another format.
        counts.early += 1
      }
    },
    /** The page said something: a sign of life. */
    pageActive: (): void => intake.pageActive(nowMs()),
    welcomeBack: (): void => intake.welcomeBack(nowMs()),
    signAtMs: intake.signAtMs,
    /** when a frame was last taken */
    soundAtMs: (): number => soundAtMs,
    /**
     * Sends what a new connection must hear first: the last before it, unless the microphone has been gone for long. It is bounded
     * already (held-frames.ts): the newest of it, and what is said behind it, must not be refused for what is older.
     */
    release: (): void => {
      if (nowMs() - soundAtMs > HELD_MAX_MS) held.forget()
      for (const pcm of held.release()) append(pcm, 'control')
    },
    /** Silence, in place of frames that do not come. */
    fallSilent: (ms: number): void => {
      for (let left = ms; left > 0; left -= FRAME_MAX_MS) append(SILENCE)
    },
    /**
     * For the line that is logged at the end of a call: frames that were sent on, that came before the session was ready, that a frozen
     * link held back for too long, and that reached no one, because the service's queue was full or no connection came.
     */
    counts: () => ({ ...counts, droppedUp: refused + held.dropped() }),
  }
}

const SILENCE = new Uint8Array(FRAME_MAX_BYTES)

const APPEND = '{"type":"input_audio_buffer.append","audio":"'
const APPEND_END = '"}'

/**
 * Writes the event that carries a frame, into memory that the next one uses again: as text it would be copied three times on its way.
 * Memory of one call, so that no mistake could ever send a call what another has heard.
 */
function createAppendWriter() {
  let memory = Buffer.alloc(0)
  return (pcm: Uint8Array): Uint8Array => {
    const audio = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')
    const length = APPEND.length + audio.length + APPEND_END.length
    if (memory.length < length) {
      memory = Buffer.allocUnsafeSlow(length)
      memory.write(APPEND, 'latin1')
    }
    const end = APPEND.length + memory.write(audio, APPEND.length, 'latin1')
    memory.write(APPEND_END, end, 'latin1')
    return memory.length === length ? memory : memory.subarray(0, length)
  }
}

/** Writes a delta of the service as a frame of the page, its base64 decoded behind the header. What cannot be decoded stays silent. */
export function answerFrame(
  { answer, offsetSamples, samples, base64 }: Extract<SessionEffect, { type: 'play' }>,
  take: (bytes: number) => Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  const frame = take(ANSWER_FRAME_HEADER_BYTES + samples * BYTES_PER_SAMPLE)
  writeAnswerHeader(frame, answer, offsetSamples)
  const decoded = ANSWER_FRAME_HEADER_BYTES + frame.write(base64, ANSWER_FRAME_HEADER_BYTES, 'base64')
  return decoded < frame.length ? frame.fill(0, decoded) : frame
}
