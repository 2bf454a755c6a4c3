/** What the page says and sends, turned into steps of the session. */

import type { ClientMessage } from '../../shared/client-messages.ts'
import { isCounted } from '../../shared/counted.ts'
import { closeCodes } from '../../shared/errors.ts'
import type { UserChoice } from '../../shared/user-choice.ts'
import { type Choices, chooseSession } from '../agent/user-choice.ts'
import { approvalAnswered } from './approvals.ts'
import { interrupt, playbackStopped } from './barge-in.ts'
import { command } from './commands.ts'
import { end, endWith, fail } from './ending.ts'
import { recordText, waive } from './history.ts'
import { blamed, type Fault, takeText } from './intake.ts'
import { stopListening, userActed } from './limits.ts'
import { tellIfNoAnswer } from './no-answer.ts'
import { requestResponse } from './responses.ts'
import { chain, count, type SessionState, type SessionStep } from './state.ts'

/** Neither a socket nor a session takes longer when all is well (the service answers an update within a second). */
export const READY_WITHIN_MS = 10_000

export function pageMessage(state: SessionState, text: string): SessionStep {
  const [intake, verdict] = takeText(state.intake, text, state.nowMs)
  const judged = { ...state, intake }
  if ('fault' in verdict) return faulted(judged, verdict.fault)
  const messagesReceived = judged.messagesReceived + (isCounted(verdict.value) ? 1 : 0)
  const counted = { ...judged, messagesReceived }
  const step = handle(counted, verdict.value)
  if (step) return step
  return pageFaulted(counted, 'bad_message')
}

/** A message that is out of place, or a frame that no microphone sends (relay/frame-intake.ts). */
export const pageFaulted = (state: SessionState, fault: Fault): SessionStep =>
  faulted({ ...state, intake: blamed(state.intake, state.nowMs) }, fault)

/** It is blamed already. */
function faulted(state: SessionState, fault: Fault): SessionStep {
  const counted = count(state, 'faults')
  if (fault === 'too_large') return endWith(counted, closeCodes.tooLarge, 'bad_message')
  if (fault === 'flooded') return endWith(counted, closeCodes.policy, 'flooded')
  return counted.intake.hasFaulted ? endWith(counted, closeCodes.policy, fault) : fail(counted, fault)
}

/** Undefined for a message that is out of place. */
function handle(state: SessionState, message: ClientMessage): SessionStep | undefined {
  switch (message.type) {
    case 'session.start':
      return state.phase === 'idle' ? choose(state, message.choice) : undefined
    // A page comes back with its first message, and to the call that it left: see calls.ts.
    case 'session.resume':
      return undefined
    case 'session.stop':
      return end(state, closeCodes.normal, 'stopped')
    case 'text.send':
      return state.phase === 'live' ? sendText(state, message.text) : fail(state, 'not_ready')
    case 'answer.interrupt':
      return state.phase === 'live' ? interruptAnswer(state) : [state, []]
    case 'playback.stopped':
      return message.answer > state.answers.last
        ? undefined
        : playbackStopped(state, message.answer, message.playedSamples)
    case 'approval.answer':
      return approvalAnswered(state, message.id, message.approve)
    case 'service.watch':
      return [{ ...state, watched: message.on }, []]
    case 'received':
      return [state, [{ type: 'acknowledge', received: message.count }]]
    // That it came is all that it says.
    case 'pong':
      return [state, []]
  }
}

const nothingToChoose: Choices = { offers: {}, model: undefined, readsOut: true }

/** Every session of this call is as the user chose. A label that is not on offer is that of an older page, which cannot start. */
function choose(state: SessionState, choice: UserChoice | undefined): SessionStep {
  if (choice === undefined) return startCall(state)
  const { options } = state
  const chosen = chooseSession(options.update, options.choices ?? nothingToChoose, choice)
  if (!chosen) return endWith(count(state, 'faults'), closeCodes.policy, 'bad_message')
  return startCall({ ...state, options: { ...options, ...chosen } })
}

const startCall = (state: SessionState): SessionStep =>
  chain({ ...state, phase: 'connecting', link: { ...state.link, current: 1, newest: 1 } }, stopListening, (now) => [
    now,
    [
      { type: 'dial', connection: 1 },
      { type: 'setTimer', timer: 'ready', afterMs: READY_WITHIN_MS },
    ],
  ])

/** Whatever becomes of the service, what the user stopped is not asked for again, nor is what only waits for the next one. */
const waiveAnswer = (state: SessionState): SessionStep => [
  {
    ...state,
    link: { ...state.link, owesResponse: false, owedRequest: undefined },
    history: waive(state.history, 'unwanted'),
    stall: { ...state.stall, gaveUp: undefined },
  },
  [],
]

/** A page that was just told of a tool waits for what comes of it: nothing will. */
const interruptAnswer = (state: SessionState): SessionStep => {
  const hasTools = state.toolCalls.length > 0 || state.mcp.calls.length > 0
  return chain(state, waiveAnswer, interrupt, userActed, (now) => (hasTools ? tellIfNoAnswer(now) : [now, []]))
}

/** A typed turn. What is being said now is interrupted first: the user did not wait for it. */
const sendText = (state: SessionState, text: string): SessionStep =>
  chain(
    state,
    interrupt,
    userActed,
    (now) =>
      command({ ...now, history: recordText(now.history, text) }, 'item', {
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      }),
    requestResponse,
  )
