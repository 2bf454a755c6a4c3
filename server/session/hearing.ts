/** Decides how much of an answer was heard: the one truth that the page shows and the next session is told. */

import { samplesToMs } from '../../shared/audio-format.ts'
import { heardLength, type Playback } from '../../shared/heard.ts'
import { anchorsOf } from '../../shared/word-anchors.ts'
import { type Answer, type Answers, isCut, isHeardOut, replaceAnswer } from './answers.ts'
import { truncate } from './barge-in.ts'
import { command, say } from './commands.ts'
import type { History } from './history.ts'
import { chain, type SessionState, type SessionStep } from './state.ts'

const isUnsettled = ({ answers }: SessionState, answer: Answer): boolean =>
  isCut(answers, answer) && answer.announced && !answer.settled && answer.playedSamples !== undefined

/** Nothing more of it comes from the service. */
const isOver = ({ gate }: SessionState, { audioDone, done, response }: Answer): boolean =>
  audioDone || done || gate.active !== response

function playbackOf({ receivedSamples, forwardedSamples, words, whole }: Answer, samples: number): Playback {
  const playedMs = samplesToMs(Math.min(samples, forwardedSamples))
  return { playedMs, audioMs: samplesToMs(receivedSamples), extent: whole ? 'whole' : 'broken', words }
}

/** What was written, and never spoken, was read. What was played but for a moment was heard, because the service is told of no cut then. */
const lengthAt = (answer: Answer, samples: number): number =>
  answer.written || (answer.whole && isHeardOut(answer, samples))
    ? answer.text.length
    : heardLength(answer.text, playbackOf(answer, samples))

/** The most that can be heard of an answer: what was sent of it. */
const heardAtMost = (answer: Answer): number => lengthAt(answer, answer.forwardedSamples)

/** Whether what may still come can change where the sound was: not once a word is known that ends later, and the answer is to be truncated. */
function isDecided(state: SessionState, answer: Answer): boolean {
  const samples = answer.playedSamples ?? 0
  if (samples === 0 || isOver(state, answer)) return true
  const { playedMs } = playbackOf(answer, samples)
  return !isHeardOut(answer, samples) && anchorsOf(answer.text, answer.words).some(({ endMs }) => endMs > playedMs)
}

/** Settles every answer that was cut, once the page has said where it stopped; `now` whatever may still come of it. */
export function settleHeard(state: SessionState, now = false): SessionStep {
  const ready = state.answers.list.filter((answer) => isUnsettled(state, answer) && (now || isDecided(state, answer)))
  return ready.length === 0 ? [state, []] : chain(state, ...ready.map((answer) => settle(answer)))
}

const settle =
  (answer: Answer) =>
  (state: SessionState): SessionStep => {
    const characters = lengthAt(answer, answer.playedSamples ?? 0)
    return chain(
      state,
      (now) => tellHeard(now, { ...answer, settled: true }, characters),
      // What the page shows as unheard, the service must not hold, though next to no sound of it may be missing.
      (now) => truncate(now, answer.number, characters < answer.text.length),
    )
  }

/** An answer broke off: no more of it can be heard than was sent, though its text goes on. */
export function limitHeard(state: SessionState, answer: Answer): SessionStep {
  const characters = heardAtMost(answer)
  return characters < answer.text.length ? tellHeard(state, answer, characters) : [state, []]
}

function tellHeard(state: SessionState, answer: Answer, characters: number): SessionStep {
  const { number, settled } = answer
  return chain(
    { ...state, answers: replaceAnswer(state.answers, answer) },
    (now) => say(now, { type: 'answer.heard', answer: number, characters, settled }),
    (now) => correctCopy(now, answer, characters),
  )
}

/** The session was told more than was heard: what it was told is made again. */
function correctCopy(state: SessionState, answer: Answer, characters: number): SessionStep {
  const { copy, number, text } = answer
  if (!copy || characters >= copy.characters) return [state, []]
  const said = text.slice(0, characters).trim()
  const item = `said-${number}-${state.commands + 1}`
  const changed: Answer = { ...answer, copy: said === '' ? undefined : { item, characters } }
  const content = [{ type: 'text', text: said }] as const
  return chain(
    { ...state, answers: replaceAnswer(state.answers, changed) },
    (now) =>
      said === ''
        ? [now, []]
        : command(now, 'replace', {
            type: 'conversation.item.create',
            previous_item_id: copy.item,
            item: { type: 'message', role: 'assistant', id: item, content: [...content] },
          }),
    (now) => command(now, 'replace', { type: 'conversation.item.delete', item_id: copy.item }),
  )
}

/** Its items are not in the next session, so that nothing of them can be truncated or made again there. */
export const leaveSession = (answers: Answers): Answers => ({
  ...answers,
  list: answers.list.map((answer) => ({ ...answer, truncated: true, copy: undefined })),
})

/** The history as it can be told now: of an answer that was cut, and that the page has not told of, what was sent. */
export const boundHistory = ({ history, answers }: SessionState): History =>
  history.map((turn) => {
    const answer = turn.kind === 'agent' ? answers.list.find(({ number }) => number === turn.answer) : undefined
    if (turn.kind !== 'agent' || !answer || answer.settled || !isCut(answers, answer)) return turn
    return { ...turn, heard: Math.min(turn.heard ?? turn.text.length, heardAtMost(answer)) }
  })

/** Notes what the next session is told of each answer. */
export const tellCopies = (answers: Answers, history: History, idOf: (answer: number) => string): Answers => ({
  ...answers,
  list: answers.list.map((answer) => {
    const turn = history.find((one) => one.kind === 'agent' && one.answer === answer.number)
    if (turn?.kind !== 'agent') return answer
    const characters = turn.heard ?? turn.text.length
    const isTold = turn.text.slice(0, characters).trim() !== ''
    return isTold ? { ...answer, copy: { item: idOf(answer.number), characters } } : answer
  }),
})
