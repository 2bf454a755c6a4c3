/** From an answer's arrival to its last sound: what is played, what is cut, and what the transcript says was heard. */

import type { AnswerFrame } from '../../shared/answer-frame.ts'
import { WORDS_MAX } from '../../shared/heard.ts'
import type { WordTime } from '../../shared/word-anchors.ts'
import type { PlayedAnswer } from '../audio/types.ts'
import {
  type Answer,
  beginAnswer,
  changeAnswer,
  cutAnswers,
  findAnswer,
  forgetSettled,
  heardSoFar,
  isAudible,
  isSettled,
  isUnsettled,
} from './answers.ts'
import type { Effect } from './events.ts'
import type { State, Step } from './model.ts'
import { unchanged } from './session.ts'
import { append, changeAgent, extendAgent, replaceAgent } from './transcript.ts'

/**
 * Changes one answer by what came of it. While it sounds, its place in the transcript follows with the next report of the player, ten times
 * a second: to find a word in a text costs more than all else that a piece of an answer makes the page do.
 */
function receive(state: State, one: Answer, change: Partial<Answer>): State {
  return isAudible(one)
    ? { ...state, answers: changeAnswer(state.answers, one.answer, change) }
    : update(state, one.answer, change)
}

/** Changes one answer and lets its place in the transcript follow. An answer that is not followed, or no more, changes nothing. */
function update(state: State, answer: number, change: Partial<Answer>): State {
  const answers = changeAnswer(state.answers, answer, change)
  return forget(follow({ ...state, answers }, findAnswer(answers, answer)))
}

/** Brings an answer's entry up to what was heard of it. */
function follow(state: State, one: Answer | undefined): State {
  if (!one) return state
  const transcript = changeAgent(state.transcript, one.entry, (entry) => {
    const heardLength = heardSoFar(one, entry.text, entry.heardLength)
    const final = isSettled(one)
    const isOver = final || one.ended !== null
    const cut = isOver && heardLength < entry.text.length
    const settled = cut && !isUnsettled(one)
    const same =
      heardLength === entry.heardLength && cut === entry.cut && settled === entry.settled && final === entry.final
    return same ? entry : { ...entry, heardLength, cut, settled, final }
  })
  return transcript === state.transcript ? state : { ...state, transcript }
}

function forget(state: State): State {
  const answers = forgetSettled(state.answers)
  return answers === state.answers ? state : { ...state, answers }
}

/** Numbers rise; one that does not is a repetition. */
export function startAnswer(state: State, answer: number): State {
  if (answer <= state.answers.latest) return state
  const entry = state.transcript.nextKey
  const transcript = append(state.transcript, {
    kind: 'agent',
    text: '',
    heardLength: 0,
    cut: false,
    settled: false,
    final: false,
  })
  // It comes after all.
  const problem = state.problem?.code === 'answer_failed' ? null : state.problem
  return { ...state, awaiting: false, problem, transcript, answers: beginAnswer(state.answers, answer, entry) }
}

export function captionAnswer(state: State, answer: number, delta: string): State {
  const one = findAnswer(state.answers, answer)
  if (!one) return state
  const extended = { ...state, transcript: extendAgent(state.transcript, one.entry, delta) }
  return isAudible(one) ? extended : follow(extended, one)
}

export function timeWord(state: State, answer: number, word: WordTime): State {
  const one = findAnswer(state.answers, answer)
  if (!one || one.words.length >= WORDS_MAX) return state
  return receive(state, one, { words: [...one.words, word] })
}

/** A piece of audio: played if its answer was announced and not cut, else dropped and counted. */
export function playFrame(state: State, { answer, offsetSamples, pcm }: AnswerFrame): Step {
  const one = findAnswer(state.answers, answer)
  if (!one || one.cut) return [{ ...state, dropped: { ...state.dropped, late: state.dropped.late + 1 } }, []]
  const receivedSamples = Math.max(one.receivedSamples, offsetSamples + pcm.length)
  return [receive(state, one, { receivedSamples }), [{ type: 'play', answer, offsetSamples, pcm }]]
}

export function completeAudio(state: State, answer: number, samples: number): Step {
  const one = findAnswer(state.answers, answer)
  if (!one || one.totalSamples !== null) return unchanged(state)
  return [update(state, answer, { totalSamples: samples }), finishEffect(one, samples)]
}

/**
 * An answer that ends without having announced the end of its audio is over where its audio is. `heard` comes with one that is
 * told again, and makes no sound.
 */
export function completeAnswer(state: State, answer: number, text: string, heard: number | null): Step {
  const one = findAnswer(state.answers, answer)
  if (!one || one.done) return unchanged(state)
  const transcript = text === '' ? state.transcript : replaceAgent(state.transcript, one.entry, text)
  if (heard !== null) {
    const told = { done: true, ended: 'stopped', heardMax: heard, settled: true } as const
    return [update({ ...state, transcript }, answer, told), []]
  }
  const totalSamples = one.totalSamples ?? one.receivedSamples
  const effects = one.totalSamples === null ? finishEffect(one, totalSamples) : []
  return [update({ ...state, transcript }, answer, { done: true, totalSamples }), effects]
}

const finishEffect = (one: Answer, samples: number): readonly Effect[] =>
  one.cut || one.receivedSamples === 0 ? [] : [{ type: 'finish', answer: one.answer, samples }]

/** The server says how much of an answer was heard; before that is settled, how much of it can be. */
export function settleAnswer(state: State, answer: number, characters: number, settled: boolean): State {
  const one = findAnswer(state.answers, answer)
  return !one || one.settled ? state : update(state, answer, { heardMax: characters, settled })
}

/** Silences every answer up to `through`. What was heard of them is known when the player has answered. */
export function cut(state: State, through: number): Step {
  if (through <= state.answers.cutThrough) return unchanged(state)
  return [{ ...state, answers: cutAnswers(state.answers, through) }, [{ type: 'flush' }]]
}

export const beginPlayback = (state: State, answer: number): State => update(state, answer, { audible: true })

export const progressPlayback = (state: State, { answer, playedSamples }: PlayedAnswer): State =>
  update(state, answer, { playedSamples })

export const drainPlayback = (state: State, answer: number): State =>
  findAnswer(state.answers, answer)?.ended === null ? update(state, answer, { ended: 'drained' }) : state

/**
 * The player is empty. Tells the server, once for each answer, how much of it was really played: as the player counted, and
 * nothing of an answer that was cut before its first sound came.
 */
export function stopPlayback(state: State, stopped: readonly PlayedAnswer[]): Step {
  const played = new Map(stopped.map((one) => [one.answer, one.playedSamples]))
  const over = state.answers.followed.filter((one) => one.ended === null && (one.cut || played.has(one.answer)))
  const counts = over.map((one) => ({ answer: one.answer, playedSamples: played.get(one.answer) ?? 0 }))
  return [
    counts.reduce(
      (after, { answer, playedSamples }) => update(after, answer, { playedSamples, ended: 'stopped' }),
      state,
    ),
    counts.map((one) => ({ type: 'send', message: { type: 'playback.stopped', ...one } })),
  ]
}
