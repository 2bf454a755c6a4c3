/** Carries a call from one session of the service to the next: before it expires, and when its connection is lost. */

import type { Closure } from '../upstream/port.ts'
import { command } from './commands.ts'
import { retelling } from './continued.ts'
import { checkTurns } from './echo.ts'
import { fail, upstreamClosed } from './ending.ts'
import { awaitExpiry, expiryOf, noteChange, patienceOf } from './expiry.ts'
import { openGate } from './gate.ts'
import { boundHistory, leaveSession, tellCopies } from './hearing.ts'
import { toItems, waive, withoutOutputs } from './history.ts'
import { startListening, stopListening } from './limits.ts'
import type { Link } from './link.ts'
import { closeCaptions } from './listening.ts'
import { withdrawMcp } from './mcp-turns.ts'
import { awaitAnswer, tellIfNoAnswer } from './no-answer.ts'
import { givenUpAtMs } from './pauses.ts'
import { isQuiet, owedToNext } from './pending-work.ts'
import { requestResponse } from './responses.ts'
import { abandonAnswers } from './speaking.ts'
import { notStalled } from './stall.ts'
import { awaitStandby, dialStandby, linked, redialLater } from './standby.ts'
import { chain, count, logged, type SessionState, type SessionStep, tell } from './state.ts'
import { openCalls, resumeCalls } from './tool-calls.ts'
import { answerTools } from './tool-turns.ts'

/** A session that is lost sooner does not end the time in which a call is given up, or a service that drops every call would be dialled for ever. */
const STEADY_MS = 60_000

/** The session expires soon: a new one is made ready; later, the time to wait for a quiet moment is over. */
export function expiryNears(state: SessionState): SessionStep {
  if (state.phase !== 'live' || state.link.deadlineMs !== undefined) return [state, []]
  const patienceMs = patienceOf(state)
  return chain(
    linked(state, { deadlineMs: state.nowMs + patienceMs }),
    (now) => [now, [{ type: 'setTimer', timer: 'expiry', afterMs: patienceMs }]],
    (now) => (now.link.lost || now.link.standby ? [now, []] : dialStandby(linked(now, { failures: 0 }))),
  )
}

/** The current connection is gone in the middle of the call: what was open ends, and another is dialled. */
export function serviceLost(state: SessionState, closure: Closure): SessionStep {
  const { link, nowMs } = state
  const isSteady = link.changedAtMs === undefined || nowMs - link.changedAtMs >= STEADY_MS
  const failures = isSteady ? 0 : link.failures + 1
  const troubledSinceMs = isSteady ? nowMs : (link.troubledSinceMs ?? nowMs)
  const troubled = linked(state, { troubledSinceMs, overflowed: false })
  if (nowMs >= givenUpAtMs(troubled)) return upstreamClosed(troubled, closure)
  return chain(
    linked(count(troubled, 'losses'), { lost: true, failures }),
    (now) => [now, [logged('warn', 'upstream lost', closure), tell({ type: 'service.lost' })]],
    stopListening,
    closeOpenEnds,
    (now) => {
      if (link.standby) return awaitStandby(now)
      return failures === 0 && now.nowMs >= link.notBeforeMs ? dialStandby(now) : redialLater(now)
    },
  )
}

/** What the old session had begun ends as it stands: answers, requests, an utterance. Tools go on; their outputs go to the next session. */
function closeOpenEnds(state: SessionState): SessionStep {
  const { utterance } = state.link
  const calls = openCalls(state.toolCalls)
  const owed = owedToNext({ ...state, history: withoutOutputs(state.history, calls) })
  // A call that may have been made is not made again, and no one can say what came of it. Whoever speaks goes on when a response comes, not before.
  const isInVain = owed === undefined && state.mcp.calls.some(({ wanted }) => wanted)
  return chain(
    state,
    abandonAnswers,
    withdrawMcp,
    (now) => [
      {
        ...linked(now, { owesResponse: owed !== undefined, owedRequest: owed?.request, utterance: undefined }),
        gate: openGate,
        turn: undefined,
        // Its items are not in the next session, so that nothing of them can be truncated there.
        answers: leaveSession(now.answers),
        // Whatever was said of them while the user spoke was said to the session that is gone.
        toolCalls: resumeCalls(now.toolCalls),
        drafts: [],
        history: withoutOutputs(now.history, calls),
      },
      [
        ...(utterance === undefined ? [] : [tell({ type: 'speech.stopped', item: utterance })]),
        { type: 'clearTimer', timer: 'gate' },
      ],
    ],
    (now) => closeCaptions(now, null),
    (now) => (isInVain ? fail({ ...now, history: waive(now.history, 'answer_failed') }, 'answer_failed') : [now, []]),
    answerTools,
  )
}

/** Goes on with the standby if it is ready and the moment is right. Called after every event. */
export function rollOver(state: SessionState): SessionStep {
  const { standby, lost, deadlineMs } = state.link
  if (state.phase !== 'live' || !standby?.warm) return [state, []]
  const isQuietNow = isQuiet(state)
  // A question that was given up is asked of the next session, as one that the change interrupts.
  if (lost || (isQuietNow && !state.stall.gaveUp)) return change(state, standby, !lost)
  if (!isQuietNow && (deadlineMs === undefined || state.nowMs < deadlineMs)) return [state, []]
  // From here on nothing goes to the old session any more.
  return chain(
    linked(state, { lost: true }),
    closeOpenEnds,
    (now) => change(now, standby, true),
    // No one tells the page that the service was lost: what it waits for in vain is told here.
    tellIfNoAnswer,
  )
}

function change(
  state: SessionState,
  { connection, expiresAtMs, echo }: NonNullable<Link['standby']>,
  planned: boolean,
): SessionStep {
  const { owesResponse, owedRequest, conversation, unsent } = state.link
  const retold = conversation === undefined
  const idOf = (answer: number) => `said-${answer}-c${connection}`
  const history = boundHistory(state)
  const items = retold ? retelling(state, toItems(history, idOf)) : unsent
  const answers = retold ? tellCopies(leaveSession(state.answers), history, idOf) : leaveSession(state.answers)
  const changed: SessionState = {
    ...linked(startListening(state), {
      current: connection,
      lost: false,
      standby: undefined,
      changedAtMs: state.nowMs,
      owesResponse: false,
      owedRequest: undefined,
      unsent: [],
      overflowed: false,
      ...(planned ? { changesAtMs: noteChange(state) } : {}),
    }),
    answers,
    echo,
    gate: openGate,
    stall: notStalled,
  }
  return chain(
    planned ? count(changed, 'rollovers') : changed,
    withdrawMcp,
    (now) => [now, [{ type: 'switch', connection }]],
    (now) => checkTurns(now, echo, state.echo),
    ...items.map((item) => (now: SessionState) => command(now, 'item', { type: 'conversation.item.create', item })),
    (now) => awaitExpiry(now, expiresAtMs ?? expiryOf(now, undefined)),
    (now) => [now, [{ type: 'release' }, ...(planned ? [] : [tell({ type: 'service.resumed' })])]],
    (now) => (owesResponse ? chain(now, awaitAnswer, (after) => requestResponse(after, owedRequest)) : [now, []]),
    (now) => [now, [logged('info', 'upstream changed', { connection, items: items.length, planned: planned ? 1 : 0 })]],
  )
}
