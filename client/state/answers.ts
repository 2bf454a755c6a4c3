/** The answers of the running session: how much of each arrived, was played, and may still be played. */

import { samplesToMs } from '../../shared/audio-format.ts'
import { heardLength } from '../../shared/heard.ts'
import type { WordTime } from '../../shared/word-anchors.ts'

/** Answers followed at once; far more than can overlap. The oldest is let go first. */
export const ANSWERS_MAX = 32

/** One answer from its start until it is done and silent. `entry` is the key of its place in the transcript. */
export type Answer = Readonly<{
  answer: number
  entry: number
  words: readonly WordTime[]
  receivedSamples: number
  /** null until the server has sent all audio */
  totalSamples: number | null
  playedSamples: number
  /** what the server has said can be heard of its text; null while that is all of it */
  heardMax: number | null
  /** the server has said what was heard of it */
  settled: boolean
  audible: boolean
  /** its number is under the watermark: it makes no other sound */
  cut: boolean
  /** how its sound ended: `drained` by itself, `stopped` by a cut that the player has confirmed */
  ended: 'drained' | 'stopped' | null
  done: boolean
}>

/** `cutThrough` is the watermark: no answer up to it makes another sound. `latest` is the highest number seen. */
export type Answers = Readonly<{ latest: number; cutThrough: number; followed: readonly Answer[] }>

export const noAnswers: Answers = { latest: 0, cutThrough: 0, followed: [] }

export const findAnswer = (answers: Answers, answer: number): Answer | undefined =>
  answers.followed.find((one) => one.answer === answer)

export function beginAnswer(answers: Answers, answer: number, entry: number): Answers {
  const begun: Answer = {
    answer,
    entry,
    words: [],
    receivedSamples: 0,
    totalSamples: null,
    playedSamples: 0,
    heardMax: null,
    settled: false,
    audible: false,
    cut: false,
    ended: null,
    done: false,
  }
  return { ...answers, latest: answer, followed: [...answers.followed, begun].slice(-ANSWERS_MAX) }
}

export const changeAnswer = (answers: Answers, answer: number, change: Partial<Answer>): Answers => ({
  ...answers,
  followed: answers.followed.map((one) => (one.answer === answer ? { ...one, ...change } : one)),
})

/** Raises the watermark; the caller has seen that it rises. */
export const cutAnswers = (answers: Answers, through: number): Answers => ({
  latest: Math.max(answers.latest, through),
  cutThrough: through,
  followed: answers.followed.map((one) => (one.answer <= through ? { ...one, cut: true } : one)),
})

/** An answer of text alone is heard by being read. */
const isSilent = (one: Answer): boolean => one.done && one.receivedSamples === 0 && !one.cut

/** It was stopped, and the server has not said yet what was heard of it. */
export const isUnsettled = (one: Answer): boolean => one.ended === 'stopped' && !one.settled

/** True when nothing more can come of it: its text is whole, its sound is over or never was, and what was heard is known. */
export const isSettled = (one: Answer): boolean =>
  (one.done && one.ended !== null && !isUnsettled(one)) || isSilent(one)

export const forgetSettled = (answers: Answers): Answers =>
  answers.followed.some(isSettled)
    ? { ...answers, followed: answers.followed.filter((one) => !isSettled(one)) }
    : answers

/** True while its sound comes out of the speaker. */
export const isAudible = (one: Answer): boolean => one.audible && one.ended === null && !one.cut

/** True from its announcement until its first sound. */
export const isAwaited = (one: Answer): boolean => !one.audible && one.ended === null && !one.cut && !isSilent(one)

/**
 * How many code units of its text were heard so far, by what the server has said, else as far as it is certain: by the times of words,
 * or in proportion when all of its audio is known. What was stopped waits for the server.
 */
export function heardSoFar(one: Answer, text: string, before: number): number {
  const most = Math.min(one.heardMax ?? text.length, text.length)
  if (one.settled || one.ended === 'drained' || isSilent(one)) return most
  if (one.ended === 'stopped') return before
  const isWhole = one.words.length === 0 && one.totalSamples !== null && one.heardMax === null
  const playedMs = samplesToMs(one.playedSamples)
  const audioMs = samplesToMs(one.totalSamples ?? one.receivedSamples)
  const heard = heardLength(text, { playedMs, audioMs, extent: isWhole ? 'whole' : 'coming', words: one.words })
  return Math.max(before, Math.min(most, heard))
}
