/** A page that lost its socket, or was reloaded: the call is held for it, and goes on where it was. */

import { msToSamples } from '../../shared/audio-format.ts'
import { closeCodes } from '../../shared/errors.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import { type Answer, answersOf } from './answers.ts'
import { cutBefore, interrupt, truncate } from './barge-in.ts'
import { end } from './ending.ts'
import { isPending } from './gate.ts'
import { settleHeard } from './hearing.ts'
import { unanswered } from './history.ts'
import { warningsOf } from './limits.ts'
import { runningCalls } from './mcp-turns.ts'
import { askAgain, stoppedUnbegun } from './open-turn.ts'
import { withoutUnbegun } from './pending-work.ts'
import { replayOf } from './replay.ts'
import { cancelActive } from './responses.ts'
import { chain, count, type SessionState, type SessionStep } from './state.ts'

/** Only a session that has begun is held: before that, the page has no ticket to come back with. */
const mayHold = ({ phase, options }: SessionState): boolean => phase === 'live' && options.resumeWithinMs > 0

/** Waits for the page. One that was silent and then loses its socket as well is waited for again. */
const hold = (state: SessionState, awaySinceMs: number): SessionStep => [
  state.awaySinceMs === undefined ? count({ ...state, awaySinceMs }, 'absences') : state,
  [
    { type: 'clearTimer', timer: 'keepalive' },
    { type: 'setTimer', timer: 'grace', afterMs: state.options.resumeWithinMs },
  ],
]

export const pageDropped = (state: SessionState): SessionStep =>
  mayHold(state) ? hold(state, state.nowMs) : end(state, closeCodes.normal, 'page closed')

/** It has a socket, and has said nothing on it since `sinceMs`: it may be frozen, or its network is gone. */
export const pageSilent = (state: SessionState, sinceMs: number): SessionStep =>
  mayHold(state) ? hold(state, sinceMs) : end(state, closeCodes.failure, 'the page stopped answering')

/** A page that was only silent answers again. */
export const pageAnswered = (state: SessionState): SessionStep => [
  { ...state, awaySinceMs: undefined },
  [{ type: 'clearTimer', timer: 'grace' }],
]

/** It is back, perhaps before we noticed that it was gone: it gets what it missed, and learns which of its messages did not come. */
export function pageResumed(state: SessionState, received: number | null): SessionStep {
  return chain(
    count(state, 'resumes'),
    (now) => (received === null ? pageForgot(now) : [now, [resume(now, received)]]),
    (now) => [
      { ...now, awaySinceMs: undefined, liveness: { ...now.liveness, toldAtMs: now.nowMs } },
      [{ type: 'clearTimer', timer: 'grace' }],
    ],
  )
}

const resume = ({ messagesReceived }: SessionState, received: number | null) =>
  ({ type: 'resume', message: { type: 'session.resumed', received: messagesReceived }, received }) as const

/** A response is coming that has told the page nothing yet, or one that will speak of what runs or waits for the user's word, or is due when the turn comes to nothing: the new page hears all of it. */
function isToCome({ gate, answers, toolCalls, mcp, turn }: SessionState): boolean {
  const { active, cancelling, cutNext } = gate
  if (turn?.owed) return true
  if (toolCalls.length > 0 || mcp.asked.length > 0 || mcp.calls.some(({ wanted }) => wanted)) return true
  if (active === undefined) return isPending(gate) && !cutNext
  const isCutOff = cancelling !== undefined || answers.cutResponses.includes(active)
  return !isCutOff && answersOf(answers, active).length === 0
}

/** A new page knows nothing, and has no sound of what was being said: that ends where it was heard, and the conversation is told again. A question that has no answer yet, and gets none, is asked again. */
function pageForgot(state: SessionState): SessionStep {
  const isAnswerToCome = isToCome(state)
  const stopped = isAnswerToCome ? undefined : stoppedUnbegun(state)
  return chain(
    { ...state, messagesReceived: 0, answers: { ...state.answers, list: reckonHeard(state) } },
    isAnswerToCome ? cutSaid : interrupt,
    truncateAll,
    (now) => {
      // What was heard is told with the rest.
      const [settled, effects] = settleHeard(now, true)
      return [settled, effects.filter(({ type }) => type !== 'tell')]
    },
    (now) => {
      const isForgotten = !isAnswerToCome && unanswered(withoutUnbegun(now)) !== undefined
      const owed = stopped ?? (isForgotten ? { request: undefined } : undefined)
      const { asked } = now.mcp
      const isAwaited = (isAnswerToCome || owed !== undefined) && asked.length === 0
      // Then the page waits for no answer, until it is told of one.
      const trouble = [...lost(now), ...warningsOf(now, 'idle', 'limit')]
      const messages = [
        ...replayOf(now.history),
        ...runningCalls(now),
        ...speaking(now),
        ...trouble,
        ...asked,
        // Always, and last: what its user has typed meanwhile comes behind it.
        { type: isAwaited ? 'answer.awaited' : 'answer.none' },
      ] as const
      return chain(
        now,
        (told) => [told, [resume(told, null), { type: 'replay', messages }]],
        (told) => (owed ? askAgain(told, owed) : [told, []]),
      )
    },
  )
}

/** The user is in the middle of an utterance, which the page shows, and of which it will hear the end. */
const speaking = ({ link: { utterance } }: SessionState): readonly ServerMessage[] =>
  utterance === undefined ? [] : [{ type: 'speech.started', item: utterance }]

/** Nobody listens until the next session is there. */
function lost({ link }: SessionState): readonly ServerMessage[] {
  if (!link.lost) return []
  const reason = link.standby?.waits
  return [{ type: 'service.lost' }, ...(reason === undefined ? [] : [{ type: 'service.waiting' as const, reason }])]
}

/** What is being said ends, because what is still to come of it would be written down behind the cut; what is to come besides goes on. */
const cutSaid = (state: SessionState): SessionStep =>
  chain(state, (now) => (answersOf(now.answers, now.gate.active).length > 0 ? cancelActive(now) : [now, []]), cutBefore)

/** What was cut while the page was away could not be truncated: only now it is known where. */
const truncateAll = (state: SessionState): SessionStep =>
  chain(
    state,
    ...state.answers.list.map(
      ({ number }) =>
        (now: SessionState) =>
          truncate(now, number),
    ),
  )

/** No one can say any more how much was heard: all that was sent, but for what was still to be played when the page went. What made no sound was read. */
function reckonHeard({ answers, awaySinceMs, nowMs, pace }: SessionState): readonly Answer[] {
  let unheard = msToSamples(Math.max(0, pace.soundsUntilMs - (awaySinceMs ?? nowMs)))
  return answers.list
    .toReversed()
    .map((answer) => {
      if (answer.playedSamples !== undefined || (answer.done && answer.forwardedSamples === 0)) return answer
      const playedSamples = Math.max(0, answer.forwardedSamples - Math.round(unheard))
      unheard = Math.max(0, unheard - answer.forwardedSamples)
      return { ...answer, playedSamples }
    })
    .toReversed()
}

export const graceOver = (state: SessionState): SessionStep =>
  state.awaySinceMs === undefined ? [state, []] : end(state, closeCodes.normal, 'the page did not come back')
