/** What every step leaves behind, whatever it was: the history, and the commands that a lost connection could not take. */

import { openGate } from './gate.ts'
import { settleHeard } from './hearing.ts'
import { record } from './history.ts'
import type { SessionEffect, SessionState, SessionStep } from './state.ts'

/** Remembers what was told and asked; without a connection, commands are not sent but kept for the next one. */
export function remember(step: SessionStep): SessionStep {
  const [stepped, first] = step
  // A microphone frame leaves nothing behind, and comes 25 times a second.
  if (first.length === 1 && first[0]?.type === 'append') return step
  const [state, settled] = settleHeard(stepped)
  const effects = settled.length === 0 ? first : [...first, ...settled]
  const remembered = effects.reduce(note, state)
  if (!state.link.lost) return [remembered, effects]
  // No request is under way while nobody can answer it.
  const kept = effects.reduce(keep, { ...remembered, gate: openGate })
  return [kept, effects.filter(isPossible)]
}

function note(state: SessionState, effect: SessionEffect): SessionState {
  if (effect.type !== 'tell' && effect.type !== 'command' && effect.type !== 'runTool') return state
  const history = record(state.history, effect)
  const link = effect.type === 'tell' ? noteSpeech(state, effect) : state.link
  return history === state.history && link === state.link ? state : { ...state, history, link }
}

function noteSpeech({ link }: SessionState, { message }: Extract<SessionEffect, { type: 'tell' }>) {
  switch (message.type) {
    case 'speech.started':
      return { ...link, utterance: message.item }
    case 'speech.stopped':
      return { ...link, utterance: undefined }
    default:
      return link
  }
}

const isPossible = (effect: SessionEffect): boolean =>
  effect.type === 'command' ? effect.connection !== undefined : effect.type !== 'wake' || effect.timer !== 'gate'

function keep(state: SessionState, effect: SessionEffect): SessionState {
  if (effect.type !== 'command' || effect.connection !== undefined) return state
  const { link } = state
  if (effect.event.type === 'response.create') {
    // A plain response answers everything, so that it wins over a special one.
    const isPlain = link.owesResponse && link.owedRequest === undefined
    const owedRequest = isPlain ? undefined : effect.event.response
    return { ...state, link: { ...link, owesResponse: true, owedRequest } }
  }
  return effect.event.type === 'conversation.item.create'
    ? { ...state, link: { ...link, unsent: [...link.unsent, effect.event.item].slice(-UNSENT_MAX) } }
    : state
}

/** The history holds no more turns either; a talker types far fewer while a connection is made. */
const UNSENT_MAX = 200
