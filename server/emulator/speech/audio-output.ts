/** One session's output: speaks or writes an answer piece by piece, faster than it is heard, and falls silent at once. */

import type { Clock } from '../../../shared/clock.ts'
import { encodeOutput } from '../audio/formats.ts'
import type { SpokenPiece } from '../engine/events.ts'
import { cutIntoPieces } from './pieces.ts'
import type { Voice } from './voice.ts'

/** Bytes that may wait in the socket before speaking pauses: about eight seconds of audio. */
export const SOCKET_QUEUE_MAX_BYTES = 512 * 1024

const QUEUE_CHECK_MS = 20

/** What is written before a sentence: its own white space, or a blank between two. */
const leadOf = (sentence: string, index: number): string => /^\s+/.exec(sentence)?.[0] ?? (index === 0 ? '' : ' ')

/** Text comes in deltas of this many words. */
const WORDS_PER_DELTA = 3

type Hooks = Readonly<{
  speak: Voice['speak']
  pace: number
  /** audio waits until there is this much of it, and then all comes at once; 0 sends each piece when it is due */
  burstMs: number
  clock: Clock
  /** bytes that wait in the socket */
  queuedBytes(): number
  spoke(responseId: string, piece: SpokenPiece): void
  wrote(responseId: string, text: string): void
  finished(responseId: string): void
  failed(responseId: string, error: unknown): void
}>

export type AudioOutput = Readonly<{
  /** Speaks the sentences of an answer; what is being said is dropped. */
  speak(responseId: string, sentences: readonly string[], format: string): void
  write(responseId: string, sentences: readonly string[]): void
  /** Falls silent; of what was being said nothing more comes. */
  hush(): void
}>

/** Makes an output. `hush` also ends its timers, so that a session can be let go. */
export function createAudioOutput(hooks: Hooks): AudioOutput {
  let utterance = 0
  let stopPausing = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      stopPausing = hooks.clock.after(ms, resolve)
    })

  function hush(): void {
    utterance++
    stopPausing()
  }

  /** Runs an utterance; its steps ask `isCurrent` after every wait. */
  function begin(responseId: string, say: (isCurrent: () => boolean) => Promise<void>): void {
    hush()
    const own = utterance
    const isCurrent = () => own === utterance
    say(isCurrent).then(
      () => isCurrent() && hooks.finished(responseId),
      (error: unknown) => isCurrent() && hooks.failed(responseId, error),
    )
  }

  async function send(responseId: string, piece: SpokenPiece, dueMs: number, isCurrent: () => boolean) {
    // Even with nothing to wait for, others get a turn: a client's cancel must come through.
    await pause(Math.max(0, dueMs - hooks.clock.nowMs()))
    while (isCurrent() && hooks.queuedBytes() > SOCKET_QUEUE_MAX_BYTES) await pause(QUEUE_CHECK_MS)
    if (isCurrent()) hooks.spoke(responseId, piece)
  }

  const dueMs = (offsetMs: number): number =>
    hooks.burstMs > 0 ? (Math.floor(offsetMs / hooks.burstMs) + 1) * hooks.burstMs : offsetMs

  return {
    hush,
    speak(responseId, sentences, format) {
      begin(responseId, async (isCurrent) => {
        let offsetMs = 0
        let beganMs: number | undefined
        for (const [index, sentence] of sentences.entries()) {
          // Making speech blocks for a moment; what has been sent before must not wait for it in a buffer.
          await pause(0)
          if (!isCurrent()) return
          const { samples, words } = await hooks.speak(sentence.trim())
          const pieces = isCurrent()
            ? cutIntoPieces(encodeOutput(samples, format), words, offsetMs, leadOf(sentence, index))
            : []
          beganMs ??= hooks.clock.nowMs()
          for (const piece of pieces) {
            await send(responseId, piece, beganMs + dueMs(offsetMs) / hooks.pace, isCurrent)
            if (!isCurrent()) return
            offsetMs += piece.audioMs
          }
        }
      })
    },
    write(responseId, sentences) {
      begin(responseId, async (isCurrent) => {
        const text = sentences.map((sentence, index) => leadOf(sentence, index) + sentence.trim()).join('')
        const words = text.split(/(?<=\s)/)
        for (let at = 0; at < words.length; at += WORDS_PER_DELTA) {
          await pause(0)
          if (!isCurrent()) return
          hooks.wrote(responseId, words.slice(at, at + WORDS_PER_DELTA).join(''))
        }
      })
    },
  }
}
