/** Carries a call from one session of the service to the next: before it expires, and when its connection is lost. */

import { closeCodes } from '../../shared/errors.ts'
import type { Closure, UpstreamSignal } from '../upstream/port.ts'
import { isRecoverable, retryAfterOf, upstreamClosed } from './ending.ts'
import { awaitExpiry, expiryOf, patienceOf } from './expiry.ts'
import { READY_WITHIN_MS } from './from-page.ts'
import { openGate } from './gate.ts'
import { boundHistory, leaveSession, tellCopies } from './hearing.ts'
import { toItems, uncaptioned, withoutOutputs } from './history.ts'
import type { Link } from './link.ts'
import { withdrawMcp } from './mcp-turns.ts'
import { remember } from './memory.ts'
import { isQuiet, owedResponse } from './moment.ts'
import { rejectsUpdate } from './rejection.ts'
import { requestResponse } from './responses.ts'
import { abandonAnswers } from './speaking.ts'
import {
  chain,
  command,
  count,
  logged,
  type SessionEffect,
  type SessionState,
  type SessionStep,
  tell,
} from './state.ts'
import { openCalls, resumeCalls } from './tool-calls.ts'
import { answerTools } from './tool-turns.ts'

/** Dials in a row before a lost call is given up; the waits between them double, and come to seven and a half seconds. */
export const DIALS = 5
const REDIAL_AFTER_MS = 500

/** While the old session still lives, there is no hurry. */
const REDIAL_AT_EASE_AFTER_MS = 5_000

/** A talker waits no longer for a service that names the time itself; a call that still has its session dials again by then. */
export const RETRY_AFTER_MAX_MS = 30_000

/** A session that is lost sooner counts as one that did not come about, or a service that drops every call would be dialled for ever. */
const STEADY_MS = 60_000

const linked = (state: SessionState, change: Partial<Link>): SessionState => ({
  ...state,
  link: { ...state.link, ...change },
})

/** The session expires soon: a new one is made ready; later, the time to wait for a quiet moment is over. */
export function expiryNears(state: SessionState): SessionStep {
  if (state.phase !== 'live' || state.link.deadlineMs !== undefined) return [state, []]
  const patienceMs = patienceOf(state)
  return chain(
    linked(state, { deadlineMs: state.nowMs + patienceMs }),
    (now) => [now, [{ type: 'wake', timer: 'expiry', afterMs: patienceMs }]],
    (now) => (now.link.lost || now.link.successor ? [now, []] : dialSuccessor(linked(now, { failures: 0 }))),
  )
}

function dialSuccessor(state: SessionState): SessionStep {
  const connection = state.link.newest + 1
  const { conversation } = state.link
  const dialled = linked(state, {
    newest: connection,
    successor: { connection, warm: false, expiresAtMs: undefined },
  })
  return [
    dialled,
    [
      { type: 'dial', connection, conversation },
      { type: 'wake', timer: 'redial', afterMs: READY_WITHIN_MS },
    ],
  ]
}

/** The timer of the next connection: it did not get ready in time, or it is time to dial it again. */
export function redialDue(state: SessionState): SessionStep {
  const { successor, lost, deadlineMs } = state.link
  if (state.phase !== 'live' || successor?.warm) return [state, []]
  if (successor) {
    const [failed, effects] = successorFailed(state, { kind: 'timeout' })
    return [failed, [{ type: 'hangUp', connection: successor.connection }, ...effects]]
  }
  return lost || deadlineMs !== undefined ? dialSuccessor(state) : [state, []]
}

/** What the next connection says until the call is on it. */
export function successorSaid(state: SessionState, signal: UpstreamSignal): SessionStep {
  const { successor } = state.link
  if (!successor) return [state, []]
  const { connection } = successor
  if (signal.type === 'closed') return successorFailed(state, signal.closure)
  if (signal.type === 'opened') {
    const [sent, effects] = command(state, 'update', { type: 'session.update', session: state.options.update })
    return [sent, effects.map((effect) => (effect.type === 'command' ? { ...effect, connection } : effect))]
  }
  const { event } = signal
  if (event.type === 'session.created' || event.type === 'session.updated') {
    const expiresAtMs =
      successor.expiresAtMs !== undefined && event.session?.expires_at == null
        ? successor.expiresAtMs
        : expiryOf(state, event.session)
    const warm = successor.warm || event.type === 'session.updated'
    const noted = linked(state, { successor: { ...successor, warm, expiresAtMs } })
    return [noted, warm ? [{ type: 'sleep', timer: 'redial' }] : []]
  }
  if (event.type !== 'error' || successor.warm || !rejectsUpdate(event.error)) return [state, []]
  const [failed, effects] = successorFailed(state, { kind: 'closed', code: closeCodes.failure, reason: 'rejected' })
  return [failed, [{ type: 'hangUp', connection }, ...effects]]
}

/** The next connection came to nothing. A lost call ends when there is no hope; one that still has its session waits. */
function successorFailed(state: SessionState, closure: Closure): SessionStep {
  const failures = state.link.failures + 1
  const retryAfterMs = (retryAfterOf(closure) ?? 0) * 1000
  const failed = linked(state, {
    successor: undefined,
    failures,
    notBeforeMs: state.nowMs + Math.min(retryAfterMs, RETRY_AFTER_MAX_MS),
  })
  const note = logged('warn', 'next upstream failed', { ...closure, failures })
  const hopeless =
    failures >= DIALS || !isRecoverable(closure) || (state.link.lost && retryAfterMs > RETRY_AFTER_MAX_MS)
  if (!hopeless) {
    const [later, effects] = redialLater(failed)
    return [later, [note, ...effects]]
  }
  if (!state.link.lost) return [failed, [note, { type: 'sleep', timer: 'redial' }]]
  return chain(
    failed,
    (now) => [now, [note]],
    (now) => upstreamClosed(now, closure),
  )
}

function redialLater(state: SessionState): SessionStep {
  const { lost, failures, notBeforeMs } = state.link
  const pauseMs = (lost ? REDIAL_AFTER_MS : REDIAL_AT_EASE_AFTER_MS) * 2 ** (failures - 1)
  return [state, [{ type: 'wake', timer: 'redial', afterMs: Math.max(pauseMs, notBeforeMs - state.nowMs) }]]
}

/** The current connection is gone in the middle of the call: what was open ends, and another is dialled. */
export function serviceLost(state: SessionState, closure: Closure): SessionStep {
  const { link } = state
  const isSteady = link.changedAtMs === undefined || state.nowMs - link.changedAtMs >= STEADY_MS
  const failures = isSteady ? 0 : link.failures + 1
  if (failures >= DIALS) return upstreamClosed(state, closure)
  return chain(
    count(state, 'losses'),
    (now) => [now, [logged('warn', 'upstream lost', closure), tell({ type: 'service.lost' })]],
    closeOpenEnds,
    (now) => {
      const lost = linked(now, { lost: true, failures })
      if (link.successor) return [lost, []]
      return failures === 0 && now.nowMs >= link.notBeforeMs ? dialSuccessor(lost) : redialLater(lost)
    },
  )
}

/** What the old session had begun ends as it stands: answers, requests, an utterance. Tools go on; their outputs go to the next session. */
function closeOpenEnds(state: SessionState): SessionStep {
  const { utterance } = state.link
  // Whoever was asked for an approval still waits for an answer. The next session asks anew; a call that runs it does not repeat.
  const owed = owedResponse(state) ?? (state.mcp.asked.length > 0 ? { request: undefined } : undefined)
  const captions = uncaptioned(state.history).flatMap(({ item }): SessionEffect[] =>
    item === undefined ? [] : [tell({ type: 'user.caption.done', item, text: null })],
  )
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
        history: withoutOutputs(now.history, openCalls(now.toolCalls)),
      },
      [
        ...(utterance === undefined ? [] : [tell({ type: 'speech.stopped', item: utterance })]),
        ...captions,
        { type: 'sleep', timer: 'gate' },
      ],
    ],
    answerTools,
  )
}

/** Changes to the next connection if it is ready and the moment is right. Called after every event. */
export function changeOver(state: SessionState): SessionStep {
  const { successor, lost, deadlineMs } = state.link
  if (state.phase !== 'live' || !successor?.warm) return [state, []]
  if (lost || isQuiet(state)) return change(state, successor.connection, successor.expiresAtMs, !lost)
  if (deadlineMs === undefined || state.nowMs < deadlineMs) return [state, []]
  // From here on nothing goes to the old session any more.
  const [closed, effects] = remember(closeOpenEnds(linked(state, { lost: true })))
  const [changed, more] = change(closed, successor.connection, successor.expiresAtMs, true)
  return [changed, [...effects, ...more]]
}

function change(
  state: SessionState,
  connection: number,
  expiresAtMs: number | undefined,
  planned: boolean,
): SessionStep {
  const { owesResponse, owedRequest, conversation, unsent } = state.link
  const retold = conversation === undefined
  const idOf = (answer: number) => `said-${answer}-c${connection}`
  const history = boundHistory(state)
  const items = retold ? toItems(history, idOf) : unsent
  const answers = retold ? tellCopies(leaveSession(state.answers), history, idOf) : leaveSession(state.answers)
  const changed: SessionState = {
    ...linked(state, {
      current: connection,
      lost: false,
      successor: undefined,
      changedAtMs: state.nowMs,
      owesResponse: false,
      owedRequest: undefined,
      unsent: [],
    }),
    answers,
    gate: openGate,
  }
  return chain(
    planned ? count(changed, 'rollovers') : changed,
    withdrawMcp,
    (now) => [now, [{ type: 'switch', connection }]],
    ...items.map((item) => (now: SessionState) => command(now, 'item', { type: 'conversation.item.create', item })),
    (now) => awaitExpiry(now, expiresAtMs ?? expiryOf(now, undefined)),
    (now) => [now, [{ type: 'release' }, ...(planned ? [] : [tell({ type: 'service.resumed' })])]],
    (now) => (owesResponse ? requestResponse(now, owedRequest) : [now, []]),
    (now) => [now, [logged('info', 'upstream changed', { connection, items: items.length, planned: planned ? 1 : 0 })]],
  )
}
