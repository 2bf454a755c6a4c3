/** What the service says, turned into steps of the session. Its names stop here; the page hears ours. */

import type { UpstreamEvent } from '../upstream/port.ts'
import type { PrintedItem, PrintedResponse } from '../voicelive/acted-on.ts'
import { approvalAsked } from './approvals.ts'
import { checkEcho } from './echo.ts'
import { noteSession } from './expiry.ts'
import { startListening } from './limits.ts'
import { probeAnswered } from './listening.ts'
import {
  listBegun,
  listFailed,
  mcpCallAdded,
  mcpCallDone,
  mcpCallReturned,
  mcpCallRuns,
  mcpResponseOver,
} from './mcp-turns.ts'
import { tellIfNoAnswer } from './no-answer.ts'
import { responseBegan } from './open-turn.ts'
import { explainOutcome, isExplained, isUnanswered } from './outcome.ts'
import { requestGreeting, responseOver } from './responses.ts'
import { serviceError, serviceWarned } from './service-errors.ts'
import { shownCaption } from './shown.ts'
import {
  answerStarted,
  answersDone,
  audioCame,
  audioDone,
  captionCame,
  captionDone,
  type Place,
  wordCame,
} from './speaking.ts'
import { captioned, ofUtterance, speechStarted, speechStopped } from './spoken-turns.ts'
import { chain, type SessionState, type SessionStep, tell } from './state.ts'
import { toolsComplete } from './tool-turns.ts'
import { malformed, unknownEvent } from './unexpected.ts'
import { argumentsDone, callAdded, callDone, callsOver } from './written-calls.ts'

/** One event. Of those that we know and need not act on, nothing is said; those we do not know are logged once each. */
export function serviceEvent(state: SessionState, event: UpstreamEvent): SessionStep {
  if (event.type === 'unknown') return unknownEvent(state, event.name)
  if (event.type === 'fault') return malformed(state, event.name, event.issues)
  const { issues } = event
  // What is wrong with an event that still says its main thing must not keep it from that.
  return issues === undefined
    ? act(state, event)
    : chain(
        state,
        (now) => malformed(now, event.type, issues),
        (now) => act(now, event),
      )
}

type Known = Exclude<UpstreamEvent, { type: 'unknown' | 'fault' }>

function act(state: SessionState, event: Known): SessionStep {
  switch (event.type) {
    case 'session.created':
      return noteSession(state, event.session)
    case 'session.updated':
      return chain(
        state,
        (now) => noteSession({ ...now, echo: event.session.turn_detection }, event.session),
        (now) => checkEcho(now, event.session),
        sessionUpdated,
      )
    case 'error':
      return serviceError(state, event.error)
    case 'warning':
      return serviceWarned(state, event.warning)
    // Before the session is ready it is sent no sound: whatever it heard is no turn of the user.
    case 'input_audio_buffer.speech_started':
      return state.phase === 'connecting' ? [state, []] : speechStarted(state, event.item_id)
    case 'input_audio_buffer.speech_stopped':
      return state.phase === 'connecting' ? [state, []] : speechStopped(state, event.item_id)
    case 'conversation.item.input_audio_transcription.delta': {
      const delta = shownCaption(event.delta ?? '')
      return ofUtterance(state, event.item_id, (item) =>
        delta === '' ? undefined : { type: 'user.caption.delta', item, delta },
      )
    }
    case 'conversation.item.input_audio_transcription.completed':
      return captioned(state, event.item_id, event.transcript === undefined ? null : shownCaption(event.transcript))
    case 'conversation.item.input_audio_transcription.failed':
      return captioned(state, event.item_id, null)
    case 'response.created':
      return responseBegan(state, event.response)
    case 'response.output_item.added':
      return itemAdded(state, responseOf(state, event.response_id), event.item)
    case 'response.output_item.done':
      return itemDone(state, responseOf(state, event.response_id), event.item)
    case 'response.function_call_arguments.done':
      return argumentsDone(state, responseOf(state, event.response_id), event)
    case 'conversation.item.created':
      return itemCreated(state, event.item)
    case 'mcp_list_tools.failed':
      return listFailed(state, event.item_id ?? '')
    case 'response.mcp_call.in_progress':
      return mcpCallRuns(state, event.item_id)
    case 'response.mcp_call.completed':
    case 'response.mcp_call.failed':
      return mcpCallReturned(state, event.item_id, event.type === 'response.mcp_call.completed')
    case 'response.audio.delta':
      return audioCame(state, placeOf(state, event), event.delta)
    case 'response.audio.done':
      return audioDone(state, placeOf(state, event))
    case 'response.audio_transcript.delta':
      return captionCame(state, placeOf(state, event), event.delta)
    case 'response.text.delta':
      return captionCame(state, placeOf(state, event), event.delta, true)
    case 'response.audio_transcript.done':
      return captionDone(state, placeOf(state, event), event.transcript)
    case 'response.text.done':
      return captionDone(state, placeOf(state, event), event.text, true)
    case 'response.audio_timestamp.delta': {
      const { audio_offset_ms: startMs, audio_duration_ms: durationMs, text } = event
      return wordCame(state, placeOf(state, event), { startMs, durationMs, text })
    }
    case 'response.done':
      return responseDone(state, event.response)
    case 'conversation.item.retrieved':
      return [probeAnswered(state), []]
    default:
      return [state, []]
  }
}

function sessionUpdated(state: SessionState): SessionStep {
  if (state.phase !== 'connecting') return [state, []]
  const { call, ticket, resumeWithinMs } = state.options
  const ready = tell({ type: 'session.ready', call, ticket, resumeSeconds: Math.floor(resumeWithinMs / 1000) })
  return chain(
    startListening({ ...state, phase: 'live' }),
    (now) => [now, [{ type: 'clearTimer', timer: 'ready' }, ready]],
    requestGreeting,
  )
}

/** The response that an event is about. One that does not say is about the one in progress, because there is no other. */
const responseOf = ({ gate, answers, toolCalls }: SessionState, named: string | undefined): string =>
  named ||
  gate.active ||
  answers.list.findLast(({ done }) => !done)?.response ||
  toolCalls.findLast(({ complete }) => !complete)?.response ||
  ''

const placeOf = (
  state: SessionState,
  { response_id, item_id }: Readonly<{ response_id: string | undefined; item_id: string }>,
): Place => ({ response_id: responseOf(state, response_id), item_id })

function itemAdded(state: SessionState, response: string, item: PrintedItem | undefined): SessionStep {
  switch (item?.type) {
    case 'mcp_call':
      return mcpCallAdded(state, response, item)
    case 'function_call':
      return callAdded(state, response, item)
    case 'message':
      return item.role === 'assistant' && item.id
        ? answerStarted(state, { response_id: response, item_id: item.id })
        : [state, []]
    default:
      return [state, []]
  }
}

/** Of the items that are in the conversation now, those that no other event tells of. */
function itemCreated(state: SessionState, item: PrintedItem | undefined): SessionStep {
  if (item?.type === 'mcp_approval_request') return approvalAsked(state, item)
  return item?.type === 'mcp_list_tools' ? listBegun(state, item) : [state, []]
}

function itemDone(state: SessionState, response: string, item: PrintedItem | undefined): SessionStep {
  switch (item?.type) {
    case 'mcp_call':
      return mcpCallDone(state, item)
    case 'function_call':
      return callDone(state, response, item)
    case 'message':
      return messageDone(state, response, item)
    default:
      return [state, []]
  }
}

/** The whole message: news only if no event told of its words. */
function messageDone(
  state: SessionState,
  response: string,
  item: Extract<PrintedItem, { type: 'message' }>,
): SessionStep {
  const text = item.content.map((part) => (part.type === 'text' ? part.text : part.transcript) ?? '').join('')
  if (item.role !== 'assistant' || item.id === undefined || text === '') return [state, []]
  const isWritten = item.content.every(({ type }) => type === 'text')
  return captionDone(state, { response_id: response, item_id: item.id }, text, isWritten)
}

/** Whatever it says, and leaves out: the answer is over, and the outputs of its tools go back. */
function responseDone(state: SessionState, response: PrintedResponse): SessionStep {
  const id = responseOf(state, response.id)
  const { status, output } = response
  const messages = output.filter((item) => item.type === 'message')
  return chain(
    state,
    ...messages.map((item) => (now: SessionState) => messageDone(now, id, item)),
    (now) => callsOver(now, id, status, output),
    (now) => answersDone(now, { ...response, id }),
    (now) => explainOutcome(now, response, id),
    (now) => {
      const broughtNothing = isUnanswered(now, id) && !isExplained(response)
      return chain(
        now,
        (after) => responseOver(after, response.id),
        (after) => toolsComplete(after, id),
        (after) => mcpResponseOver(after, id, status === undefined || status === 'completed'),
        // What brought nothing must not be waited for.
        (after) => (broughtNothing ? tellIfNoAnswer(after) : [after, []]),
      )
    },
  )
}
