/** What the user says, from the first sound to its caption, turned into steps of the session. */

import { bargeIn } from './barge-in.ts'
import { say } from './commands.ts'
import { turnRules } from './echo.ts'
import { userActed } from './limits.ts'
import { listenBegan, listenOver } from './listening.ts'
import { turnBegan, turnEmpty, turnStopped } from './open-turn.ts'
import { reserveResponse } from './responses.ts'
import { chain, type SessionState, type SessionStep, tell } from './state.ts'
import { beginUtterance, nameUtterance } from './utterances.ts'

/** What is being spoken. */
const withUtterance = (state: SessionState, utterance: string | undefined): SessionState => ({
  ...state,
  link: { ...state.link, utterance },
})

export function speechStarted(state: SessionState, item: string | undefined): SessionStep {
  const [begun, name] = beginUtterance(state, item)
  return chain(
    begun,
    // Silence first: the page may take its time to show the rest. Speech stops a response unless the service was told otherwise.
    (now) =>
      turnRules(now).interruptsResponses
        ? bargeIn(now, name)
        : turnBegan(now, { item: name, interrupts: false, owed: now.turn?.owed }),
    (now) => say(withUtterance(now, name), { type: 'speech.started', item: name }),
    listenBegan,
    userActed,
  )
}

/**
 * The service starts an answer by itself after each turn, unless it was told otherwise. One voice is heard at a time, so what stops is
 * what was being spoken, even under another item.
 */
export function speechStopped(state: SessionState, item: string | undefined): SessionStep {
  const [named, given = ''] = nameUtterance(state, item, state.utterances.open ?? state.link.utterance)
  const name = state.link.utterance ?? given
  const { createsResponses } = turnRules(named)
  return chain(
    named,
    (now) =>
      name === '' ? [now, []] : [withUtterance(now, undefined), [tell({ type: 'speech.stopped', item: name })]],
    listenOver,
    userActed,
    (now) => (createsResponses ? reserveResponse(now, name) : [now, []]),
    (now) => turnStopped(now, name, createsResponses),
  )
}

/** The words of an utterance, or null when no one could make them out. Without any, the turn may bring no response. */
export function captioned(state: SessionState, item: string | undefined, text: string | null): SessionStep {
  const [named, name] = nameUtterance(state, item)
  if (name === undefined) return [named, []]
  const told = { type: 'user.caption.done', item: name, text } as const
  if (text?.trim()) return say(named, told)
  // When the service tells of an utterance again, without its words, that is no news.
  const isClosed = named.history.some((turn) => turn.kind === 'user' && turn.item === name && turn.text !== undefined)
  return chain(
    named,
    (now) => (isClosed ? [now, []] : say(now, told)),
    (now) => turnEmpty(now, name),
  )
}

/** Tells the page something of an utterance. */
export function ofUtterance(
  state: SessionState,
  item: string | undefined,
  message: (name: string) => Parameters<typeof tell>[0] | undefined,
): SessionStep {
  const [named, name] = nameUtterance(state, item)
  const told = name === undefined ? undefined : message(name)
  return [named, told ? [tell(told)] : []]
}
