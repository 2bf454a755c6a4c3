/** Carries an answer to the page, from its first item to its end; what is cut already stops here. */

import { WORDS_MAX } from '../../shared/heard.ts'
import type { WordTime } from '../../shared/word-anchors.ts'
import { foreignText } from '../observe/text.ts'
import type { PrintedResponse } from '../voicelive/acted-on.ts'
import { type Answer, addAnswer, answersOf, findItem, isCut, replaceAnswer } from './answers.ts'
import { truncate } from './barge-in.ts'
import { say } from './commands.ts'
import { type AudioPiece, piecesOf } from './deltas.ts'
import { limitHeard } from './hearing.ts'
import { soundAdded } from './limits.ts'
import { CAPTION_MAX_LENGTH, shownCaption, shownId } from './shown.ts'
import { chain, count, type SessionEffect, type SessionState, type SessionStep, tell } from './state.ts'
import { malformed } from './unexpected.ts'

/** Which answer an event of the service is about. */
export type Place = Readonly<{ response_id: string; item_id: string }>

/** The other half may come with the next delta; until then it is carried. */
const HALF_A_SAMPLE = { path: 'delta', message: 'Ends in half a sample' }

/** No one's words are as long. */
const WORD_MAX_LENGTH = 200

/** Makes sure that the answer exists. Items are announced twice, or not before their first delta (protocol reference 10.3). */
export function answerStarted(state: SessionState, { response_id, item_id }: Place): SessionStep {
  if (findItem(state.answers, item_id)) return [state, []]
  const [answers, answer] = addAnswer(state.answers, response_id, item_id)
  const added = { ...state, answers }
  return answer.announced
    ? say(added, { type: 'answer.started', answer: answer.number, item: shownId(item_id) })
    : [added, []]
}

/** Starts the answer if need be, and hands it to `act`; `late` gets it instead when it is cut. */
function within(
  state: SessionState,
  place: Place,
  act: (state: SessionState, answer: Answer) => SessionStep,
  late: (state: SessionState, answer: Answer) => SessionStep = (now) => [now, []],
): SessionStep {
  return chain(
    state,
    (now) => answerStarted(now, place),
    (now) => {
      const answer = findItem(now.answers, place.item_id)
      if (!answer) return [now, []]
      return isCut(now.answers, answer) ? late(now, answer) : act(now, answer)
    },
  )
}

const update = (state: SessionState, answer: Answer, ...effects: readonly SessionEffect[]): SessionStep => [
  { ...state, answers: replaceAnswer(state.answers, answer) },
  effects,
]

/** Forwards one delta, or drops it if its answer is cut; a late one still tells how much of the answer went unheard. */
export const audioCame = (state: SessionState, place: Place, delta: string): SessionStep =>
  delta === '' ? [state, []] : within(state, place, playDelta(delta), lateDelta(delta))

const playDelta =
  (delta: string) =>
  (state: SessionState, answer: Answer): SessionStep => {
    const { pieces, carried, isOdd } = piecesOf(delta, answer.carried)
    return chain(
      state,
      (now) => (isOdd ? malformed(now, 'response.audio.delta', [HALF_A_SAMPLE]) : [now, []]),
      (now) => update(now, { ...answer, carried }),
      ...pieces.map((piece) => (now: SessionState) => playPiece(now, answer.number, piece)),
    )
  }

function playPiece(state: SessionState, number: number, { base64, samples }: AudioPiece): SessionStep {
  const answer = state.answers.list.find((one) => one.number === number)
  if (!answer) return [state, []]
  const { forwardedSamples: offsetSamples, receivedSamples } = answer
  return update(
    soundAdded(count(state, 'framesOut'), samples),
    { ...answer, receivedSamples: receivedSamples + samples, forwardedSamples: offsetSamples + samples },
    { type: 'play', answer: number, offsetSamples, samples, base64 },
  )
}

const lateDelta =
  (delta: string) =>
  (state: SessionState, answer: Answer): SessionStep => {
    const { pieces, carried } = piecesOf(delta, answer.carried)
    const samples = pieces.reduce((sum, piece) => sum + piece.samples, 0)
    return chain(
      count(state, 'late'),
      (now) => update(now, { ...answer, carried, receivedSamples: answer.receivedSamples + samples }),
      (now) => truncate(now, answer.number),
    )
  }

/** A piece of the answer's words: spoken, or only `written`. Past what the page keeps of one answer, nothing more is shown. */
export const captionCame = (state: SessionState, place: Place, more: string, written = false): SessionStep =>
  within(state, place, (now, answer) => {
    const delta = foreignText(more, CAPTION_MAX_LENGTH - answer.text.length)
    if (delta === '') return [now, []]
    const [longer] = update(now, { ...answer, text: answer.text + delta, written })
    return say(longer, { type: 'answer.caption.delta', answer: answer.number, delta })
  })

/** The whole caption. It wins over its deltas: the page hears at once what they left out, and the rest when the answer is done. */
export const captionDone = (state: SessionState, place: Place, text: string, written = false): SessionStep =>
  within(state, place, (now, answer) => {
    const whole = shownCaption(text)
    if (whole === '' || whole === answer.text) return [now, []]
    if (whole.startsWith(answer.text)) return captionCame(now, place, whole.slice(answer.text.length), written)
    return update(now, { ...answer, text: whole })
  })

/** When a word is spoken. The times of an answer that is cut still tell what was heard of it. */
export function wordCame(
  state: SessionState,
  place: Place,
  { startMs, durationMs, text }: Readonly<{ startMs: number; durationMs: number; text: string }>,
): SessionStep {
  const word: WordTime = {
    startMs: Math.max(0, Math.round(startMs)),
    durationMs: Math.max(0, Math.round(durationMs)),
    text: foreignText(text, WORD_MAX_LENGTH),
  }
  const keep = (now: SessionState, answer: Answer, ...effects: readonly SessionEffect[]): SessionStep =>
    answer.words.length < WORDS_MAX ? update(now, { ...answer, words: [...answer.words, word] }, ...effects) : [now, []]
  return within(
    state,
    place,
    (now, answer) => keep(now, answer, tell({ type: 'answer.word', answer: answer.number, ...word })),
    keep,
  )
}

/** All audio of the answer has come, which goes with all of its text. */
export const audioDone = (state: SessionState, place: Place): SessionStep =>
  within(
    state,
    place,
    (now, answer) => finishAudio(now, { ...answer, whole: true }),
    (now, answer) => update(now, { ...answer, whole: true, audioDone: true }),
  )

function finishAudio(state: SessionState, answer: Answer): SessionStep {
  if (answer.audioDone) return update(state, answer)
  const message = { type: 'answer.audio.done', answer: answer.number, samples: answer.forwardedSamples } as const
  return update(state, { ...answer, audioDone: true }, tell(message))
}

/** Ends every answer of the response. */
export function answersDone(state: SessionState, response: PrintedResponse): SessionStep {
  const status = statusOf(response)
  // A response that does not say how it ended is taken for one that did.
  const isWhole = response.status === undefined || status === 'completed'
  const open = answersOf(state.answers, response.id ?? state.gate.active ?? '').filter((answer) => !answer.done)
  return chain(state, ...open.map((answer) => (now: SessionState) => finishAnswer(now, answer.number, status, isWhole)))
}

/** Nothing more will come of any answer: what is open ends as it stands. */
export const abandonAnswers = (state: SessionState): SessionStep =>
  chain(
    state,
    ...state.answers.list
      .filter((answer) => !answer.done)
      .map((answer) => (now: SessionState) => finishAnswer(now, answer.number, 'incomplete', false)),
  )

const statuses = ['completed', 'cancelled', 'incomplete', 'failed'] as const
type Status = (typeof statuses)[number]

function finishAnswer(state: SessionState, number: number, status: Status, isWhole: boolean): SessionStep {
  const answer = state.answers.list.find((candidate) => candidate.number === number)
  if (!answer) return [state, []]
  if (!answer.announced) return update(state, { ...answer, done: true })
  const whole = answer.whole || isWhole
  return chain(
    state,
    // What broke off is told before the page takes the end of its audio for the end of its text.
    (now) => (whole || isCut(now.answers, answer) ? [now, []] : limitHeard(now, answer)),
    (now) => (isCut(now.answers, answer) ? [now, []] : finishAudio(now, answer)),
    (now) => update(now, { ...(findItem(now.answers, answer.item) ?? answer), whole, done: true }),
    (now) => say(now, { type: 'answer.done', answer: number, status, text: answer.text, heard: null }),
  )
}

/** An unlisted status is taken for an answer that did not come to its end. */
function statusOf({ status }: PrintedResponse): Status {
  return statuses.find((known) => known === status) ?? 'incomplete'
}
