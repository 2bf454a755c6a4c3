/** What the service says, turned into steps of the session. Its names stop here; the page hears ours. */

import { closeCodes } from '../../shared/errors.ts'
import type { UpstreamEvent } from '../upstream/port.ts'
import type { ErrorDetails } from '../voicelive/response.ts'
import type { ResponseItem } from '../voicelive/response-items.ts'
import { approvalAsked } from './approvals.ts'
import { bargeIn } from './barge-in.ts'
import { endWith, fail } from './ending.ts'
import { noteSession } from './expiry.ts'
import { talkerActed } from './limits.ts'
import {
  listBegun,
  listFailed,
  mcpCallAdded,
  mcpCallDone,
  mcpCallReturned,
  mcpCallRuns,
  mcpResponseOver,
} from './mcp-turns.ts'
import { rejectsUpdate, SESSION_EXPIRED } from './rejection.ts'
import { gateError, requestGreeting, reserveResponse, responseCreated, responseOver } from './responses.ts'
import { answerStarted, answersDone, audioCame, audioDone, captionCame, captionDone, wordCame } from './speaking.ts'
import { chain, count, logged, type SessionState, type SessionStep, tell } from './state.ts'
import { serviceLost } from './succession.ts'
import { toolCalled, toolsComplete } from './tool-turns.ts'

/** One event. Of those that we know and need not act on, nothing is said; those we do not know are logged once each. */
export function serviceSaid(state: SessionState, event: UpstreamEvent): SessionStep {
  switch (event.type) {
    case 'session.created':
      return noteSession(state, event.session)
    case 'session.updated':
      return chain(state, (now) => noteSession(now, event.session), sessionUpdated)
    case 'error':
      return serviceError(state, event.error)
    case 'warning':
      return [state, [logged('warn', 'upstream warning', { code: event.warning.code ?? undefined })]]
    case 'input_audio_buffer.speech_started':
      return chain(
        state,
        // Silence first: the page may take its time to show the rest.
        (now) => (interruptsResponses(now) ? bargeIn(now) : [now, []]),
        say({ type: 'speech.started', item: event.item_id }),
        talkerActed,
      )
    case 'input_audio_buffer.speech_stopped':
      return chain(state, say({ type: 'speech.stopped', item: event.item_id }), talkerActed, (now) =>
        createsResponses(now) ? reserveResponse(now) : [now, []],
      )
    case 'conversation.item.input_audio_transcription.delta':
      return event.delta
        ? say({ type: 'user.caption.delta', item: event.item_id, delta: event.delta })(state)
        : [state, []]
    case 'conversation.item.input_audio_transcription.completed':
      return say({ type: 'user.caption.done', item: event.item_id, text: event.transcript })(state)
    case 'conversation.item.input_audio_transcription.failed':
      return say({ type: 'user.caption.done', item: event.item_id, text: null })(state)
    case 'response.created':
      return responseCreated(state, event.response)
    case 'response.output_item.added':
      return itemAdded(state, event.response_id, event.item ?? undefined)
    case 'response.output_item.done':
      return itemDone(state, event.response_id, event.item ?? undefined)
    case 'conversation.item.created':
      return itemCreated(state, event.item ?? undefined)
    case 'mcp_list_tools.failed':
      return listFailed(state, event.item_id)
    case 'response.mcp_call.in_progress':
      return mcpCallRuns(state, event.item_id)
    case 'response.mcp_call.completed':
    case 'response.mcp_call.failed':
      return mcpCallReturned(state, event.item_id, event.type === 'response.mcp_call.completed')
    case 'response.audio.delta':
      return audioCame(state, event, event.delta)
    case 'response.audio.done':
      return audioDone(state, event)
    case 'response.audio_transcript.delta':
    case 'response.text.delta':
      return captionCame(state, event, event.delta)
    case 'response.audio_transcript.done':
      return captionDone(state, event, event.transcript)
    case 'response.text.done':
      return captionDone(state, event, event.text)
    case 'response.audio_timestamp.delta': {
      const { audio_offset_ms: startMs, audio_duration_ms: durationMs, text } = event
      return wordCame(state, event, { startMs, durationMs, text })
    }
    case 'response.done':
      return chain(
        state,
        (now) => answersDone(now, event.response),
        (now) => responseOver(now, event.response.id ?? undefined),
        (now) => toolsComplete(now, event.response.id ?? undefined),
        (now) => mcpResponseOver(now, event.response.id ?? undefined, event.response.status === 'completed'),
      )
    case 'unknown':
      return stranger(state, event.name)
    case 'fault': {
      const first = event.issues[0]
      const fields = { type: event.name, path: first?.path, issue: first?.message }
      return [count(state, 'malformed'), [logged('warn', 'malformed upstream event', fields)]]
    }
    default:
      return [state, []]
  }
}

const say =
  (message: Parameters<typeof tell>[0]) =>
  (state: SessionState): SessionStep => [state, [tell(message)]]

function sessionUpdated(state: SessionState): SessionStep {
  if (state.phase !== 'connecting') return [state, []]
  const { call, ticket } = state.options
  const ready = tell({ type: 'session.ready', call, ticket })
  return chain({ ...state, phase: 'live' }, (now) => [now, [{ type: 'sleep', timer: 'ready' }, ready]], requestGreeting)
}

/** Says of the service's turn detection that it starts an answer by itself after each turn; so it does unless told otherwise. */
function createsResponses({ options }: SessionState): boolean {
  const turns = options.update.turn_detection
  return turns !== null && turns !== undefined && 'create_response' in turns ? turns.create_response !== false : false
}

/** Says of the service's turn detection that speech stops a response, as it does unless told otherwise. If not, the page plays on. */
function interruptsResponses({ options }: SessionState): boolean {
  const turns = options.update.turn_detection
  return !(turns && 'interrupt_response' in turns && turns.interrupt_response === false)
}

function itemAdded(state: SessionState, response: string, item: ResponseItem | undefined): SessionStep {
  if (item?.type === 'mcp_call') return mcpCallAdded(state, response, item)
  return item?.type === 'message' && item.role === 'assistant' && item.id
    ? answerStarted(state, { response_id: response, item_id: item.id })
    : [state, []]
}

/** Of the items that are in the conversation now, those that no other event tells of. */
function itemCreated(state: SessionState, item: ResponseItem | undefined): SessionStep {
  if (item?.type === 'mcp_approval_request') return approvalAsked(state, item)
  return item?.type === 'mcp_list_tools' ? listBegun(state, item) : [state, []]
}

/** A call that was cut short has no whole arguments, and nothing waits for its output. */
function itemDone(state: SessionState, response: string, item: ResponseItem | undefined): SessionStep {
  if (item?.type === 'mcp_call') return mcpCallDone(state, item)
  if (item?.type !== 'function_call' || item.status === 'incomplete' || !item.call_id || !item.name) return [state, []]
  return toolCalled(state, response, { call: item.call_id, name: item.name, argumentsJson: item.arguments ?? '' })
}

/** Errors that only say that two commands crossed on the wire. */
const benign = new Set([
  'response_cancel_not_active',
  'conversation_already_has_active_response',
  'input_audio_buffer_commit_empty',
])

/** Our event ids tell which command failed. A truncation that was refused harms nobody; a session without our settings does. */
function serviceError(state: SessionState, error: ErrorDetails): SessionStep {
  const code = error.code ?? ''
  const event = error.event_id ?? ''
  const fields = { type: error.type ?? undefined, code, param: error.param ?? undefined, command: event }
  const note = logged(benign.has(code) ? 'debug' : 'warn', 'upstream error', {
    ...fields,
    message: error.message?.slice(0, 300),
  })
  const noted = (now: SessionState): SessionStep => [now, [note]]
  if (state.phase === 'connecting') {
    // What else goes wrong now shows in a close, or in a session that does not get ready in time.
    if (!rejectsUpdate(error)) return noted(state)
    return chain(state, noted, (now) => endWith(now, closeCodes.failure, 'upstream_rejected'))
  }
  if (code === SESSION_EXPIRED) return chain(state, noted, sessionExpired)
  const isQuiet = benign.has(code) || event.startsWith('truncate-') || event.startsWith('cancel-')
  return chain(
    state,
    noted,
    (now) => (isQuiet ? [now, []] : fail(now, 'upstream_error')),
    (now) => gateError(now, code, event),
  )
}

/** Nothing more comes of this session, whether the service closes it or not: the call goes on in another. */
const sessionExpired = (state: SessionState): SessionStep =>
  chain(
    state,
    (now) => [now, [{ type: 'hangUp', connection: now.link.current }]],
    (now) => serviceLost(now, { kind: 'closed', code: 1001, reason: SESSION_EXPIRED }),
  )

/** More unknown types than this are noise. */
const STRANGERS = 50

function stranger(state: SessionState, name: string): SessionStep {
  if (state.strangers.includes(name) || state.strangers.length >= STRANGERS) return [state, []]
  return [
    { ...state, strangers: [...state.strangers, name] },
    [logged('info', 'unknown upstream event', { type: name.slice(0, 100) })],
  ]
}
