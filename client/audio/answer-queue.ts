/** The answers that wait to be heard, in order of their numbers, and the rules for what arrives odd: gaps, duplicates, late pieces, too much. */

import { createHeldAnswer, type HeldAnswer } from './held-answer.ts'
import type { PlaybackFault } from './worklet-messages.ts'

export interface AnswerQueue {
  accept(answer: number, offsetSamples: number, pcm: Int16Array): void
  /** Says how long an answer is in all; an answer without sound is held too, so that its end can be reported. */
  finish(answer: number, samples: number): void
  /** Samples of all answers that came and were not yet read. */
  unreadSamples(): number
  /** The lowest answer, whose turn it is. */
  current(): HeldAnswer | undefined
  /** Whether everything of the current answer is here: it was finished, or a later one has begun (the server sends one after the other). */
  isComplete(): boolean
  /** Takes no more pieces of the current answer, for its end is being played. */
  closeCurrent(): void
  /** Forgets the current answer; what still comes of it is late. */
  dropCurrent(): void
  /** Forgets every answer, those seen so far included; returns the ones that were held, in order. */
  clear(): readonly HeldAnswer[]
}

/** Makes a queue that holds at most `maxSamples` unread samples in all. */
export function createAnswerQueue(maxSamples: number, report: (fault: PlaybackFault) => void): AnswerQueue {
  let held: HeldAnswer[] = []
  const finished = new Set<number>()
  /** answers up to this number are over: played, flushed, or being played to their end */
  let passed = 0
  let newest = 0

  const fault = (kind: PlaybackFault['fault'], answer: number, samples: number): void =>
    report({ type: 'playback.faulted', fault: kind, answer, samples })

  function find(answer: number): HeldAnswer {
    newest = Math.max(newest, answer)
    const known = held.find((candidate) => candidate.answer === answer)
    if (known) return known
    const created = createHeldAnswer(answer)
    held.push(created)
    held.sort((a, b) => a.answer - b.answer)
    return created
  }

  const unreadSamples = (): number => held.reduce((sum, each) => sum + each.unreadSamples(), 0)

  function accept(answer: number, offsetSamples: number, pcm: Int16Array): void {
    if (pcm.length === 0) return
    if (answer <= passed) {
      fault('late', answer, pcm.length)
      return
    }
    const target = find(answer)
    const gap = offsetSamples - target.receivedSamples()
    const fresh = gap < 0 ? pcm.subarray(Math.min(-gap, pcm.length)) : pcm
    if (fresh.length < pcm.length) fault('duplicate', answer, pcm.length - fresh.length)
    if (fresh.length === 0) return
    if (unreadSamples() + Math.max(0, gap) + fresh.length > maxSamples) {
      fault('overflow', answer, fresh.length)
      return
    }
    if (gap > 0) {
      fault('gap', answer, gap)
      target.appendSilence(gap)
    }
    target.append(fresh)
  }

  function dropCurrent(): void {
    const [gone] = held.splice(0, 1)
    if (!gone) return
    passed = Math.max(passed, gone.answer)
    finished.delete(gone.answer)
  }

  return {
    accept,
    finish: (answer, samples) => {
      if (answer <= passed) return
      const missing = samples - find(answer).receivedSamples()
      if (missing > 0) fault('gap', answer, missing)
      finished.add(answer)
    },
    unreadSamples,
    current: () => held[0],
    isComplete: () => held[0] !== undefined && (held.length > 1 || finished.has(held[0].answer)),
    closeCurrent: () => {
      passed = Math.max(passed, held[0]?.answer ?? 0)
    },
    dropCurrent,
    clear: () => {
      const cleared = held
      held = []
      finished.clear()
      passed = newest
      return cleared
    },
  }
}
