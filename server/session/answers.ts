/** The answers of a call as the page counts them: which item each is, how much audio it has, and up to where they are cut. */

import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { WordTime } from '../../shared/word-anchors.ts'

export type Answer = Readonly<{
  /** from 1 within the call; binary frames carry it */
  number: number
  response: string
  item: string
  /** the words so far, as the page knows them */
  text: string
  /** it is text to be read, without sound */
  written: boolean
  /** when its words are spoken */
  words: readonly WordTime[]
  /** sent to the page; the offset of its next frame */
  forwardedSamples: number
  /** received from the service, late audio included: what the conversation holds */
  receivedSamples: number
  /** half a sample that the last delta ended in, as one byte; mostly empty */
  carried: string
  /** where the page stopped playing, once it said so */
  playedSamples: number | undefined
  /** the page was told of it; an answer of a cut response it never hears of */
  announced: boolean
  /** it was truncated, or is not ours to truncate */
  truncated: boolean
  /** all of its audio has been received, and goes with all of its text */
  whole: boolean
  /** the page was told how much of it was heard */
  settled: boolean
  /** what the present session was told of it, if it was said in an earlier one: `item` has its first `characters` */
  copy: Readonly<{ item: string; characters: number }> | undefined
  audioDone: boolean
  done: boolean
}>

export type Answers = Readonly<{
  /** the newest last */
  list: readonly Answer[]
  /** number of the newest answer ever, 0 before the first */
  last: number
  /** answers up to this number are cut: nothing more of them goes to the page */
  cutThrough: number
  /** responses whose coming items are cut as well */
  cutResponses: readonly string[]
}>

/** Answers that a user can still be listening to, and responses with audio on its way: more are never open in practice. */
const KEPT_ANSWERS = 32
const KEPT_RESPONSES = 16

/** Less unheard audio than this is not worth a truncation: it is within what a player's latency hides. The answer then counts as heard. */
const UNHEARD_SAMPLES = (60 * SAMPLE_RATE_HZ) / 1000

/** Of all that came of an answer, nothing worth mentioning went unheard when it was played so far. */
export const isHeardOut = ({ receivedSamples, forwardedSamples }: Answer, playedSamples: number): boolean =>
  playedSamples > 0 && receivedSamples - Math.min(playedSamples, forwardedSamples) <= UNHEARD_SAMPLES

export const noAnswers: Answers = { list: [], last: 0, cutThrough: 0, cutResponses: [] }

export const isCut = (answers: Answers, answer: Answer): boolean => answer.number <= answers.cutThrough

export const findItem = (answers: Answers, item: string): Answer | undefined =>
  answers.list.findLast((answer) => answer.item === item)

export const answersOf = (answers: Answers, response: string | undefined): readonly Answer[] =>
  answers.list.filter((answer) => answer.response === response)

/** It has brought something to hear or to read. */
export const hasBegun = ({ text, forwardedSamples }: Answer): boolean => text !== '' || forwardedSamples > 0

/** The user may still be hearing something, or is about to: there is something to interrupt. */
export const hasUncut = (answers: Answers): boolean => answers.last > answers.cutThrough

export function addAnswer(answers: Answers, response: string, item: string): readonly [Answers, Answer] {
  // An answer of a cut response is born cut, and no one heard any of it.
  const cut = answers.cutResponses.includes(response)
  const answer: Answer = {
    number: answers.last + 1,
    response,
    item,
    text: '',
    written: false,
    words: [],
    forwardedSamples: 0,
    receivedSamples: 0,
    carried: '',
    playedSamples: cut ? 0 : undefined,
    announced: !cut,
    truncated: false,
    whole: false,
    settled: false,
    copy: undefined,
    audioDone: false,
    done: false,
  }
  const cutThrough = cut ? answer.number : answers.cutThrough
  const list = [...answers.list, answer].slice(-KEPT_ANSWERS)
  return [{ ...answers, list, last: answer.number, cutThrough }, answer]
}

export const replaceAnswer = (answers: Answers, changed: Answer): Answers => ({
  ...answers,
  list: answers.list.map((answer) => (answer.number === changed.number ? changed : answer)),
})

/** Cuts everything there is, and all that the response in progress is still to bring. */
export function cutAll(answers: Answers, active: string | undefined): Answers {
  const cutResponses =
    active === undefined || answers.cutResponses.includes(active)
      ? answers.cutResponses
      : [...answers.cutResponses, active].slice(-KEPT_RESPONSES)
  return { ...answers, cutThrough: answers.last, cutResponses }
}

/** What is not cut yet is truncated by the service. */
export const leaveUncut = (answers: Answers): Answers => ({
  ...answers,
  list: answers.list.map((answer) => (isCut(answers, answer) ? answer : { ...answer, truncated: true })),
})

/**
 * Where to truncate the answer in samples, or undefined when there is nothing to do: it is not cut, the page has not said where
 * it stopped, too little is unheard, unless its text `isBroken`, or it was done before. Clamped to what was sent: the service
 * refuses a longer claim.
 */
export function truncationPoint(answers: Answers, answer: Answer, isBroken: boolean): number | undefined {
  if (!isCut(answers, answer) || answer.playedSamples === undefined || answer.truncated) return undefined
  if (answer.receivedSamples === 0 || (!isBroken && isHeardOut(answer, answer.playedSamples))) return undefined
  return Math.min(answer.playedSamples, answer.forwardedSamples)
}
