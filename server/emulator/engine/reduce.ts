/** The conversation engine: what the service does with each event, without a socket, a clock or a voice. */

import type { Step } from '../../../shared/loop.ts'
import type { EventIssue } from '../../voicelive/acted-on.ts'
import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import { detectionOf } from '../recognition/detection.ts'
import { handleFailed, handleFinished, handleSpoke, handleWrote } from './answer.ts'
import { type Draft, refuse, send } from './draft.ts'
import type { EngineEffect, EngineEvent } from './events.ts'
import { refusalOfEcho, withoutOdd } from './formats.ts'
import type { IdSeed } from './ids.ts'
import { clearInput, commitByHand, dropTurn, handleRecognised, handleRecognitionFailed, handleTurn } from './input.ts'
import { createItem, deleteItem, retrieveItem, truncateItem } from './items.ts'
import { listTools, serversIn } from './mcp.ts'
import { endingAfter, refusalOfInterim, refusalOfModel } from './model.ts'
import { cancelResponse, createResponse, handleDecided, settle } from './response.ts'
import { patchSession, refusalOf } from './session.ts'
import type { Conversation, Item, Rules, Session } from './state.ts'
import { endText, typeText } from './typing.ts'

/** A conversation in which nothing has happened in this session; an agent may remember items of an earlier one. */
export const createConversation = (
  session: Session,
  ids: IdSeed,
  rules: Rules,
  items: readonly Item[] = [],
): Conversation => ({
  rules,
  ids,
  session,
  input: { startMs: 0, writtenMs: 0, turnItemId: null, turnStartMs: 0 },
  items,
  transcribing: [],
  held: [],
  typing: [],
  response: null,
  wanted: null,
  playback: null,
  listed: [],
  awaited: [],
  ignoresTurn: false,
  forgotten: 0,
})

const warnIgnored = (draft: Draft, { path, message }: EventIssue): void =>
  send(draft, {
    type: 'warning',
    warning: { code: 'field_ignored', message: `The emulator goes on without '${path}': ${message}`, param: path },
  })

function updateSession(
  draft: Draft,
  { session: asked, event_id: eventId }: Extract<LooseClientEvent, { type: 'session.update' }>,
) {
  const { rules } = draft.state
  const [patch, ignored] = withoutOdd(draft.state.session, asked)
  const interim = refusalOfInterim(rules.model, patch)
  if (interim !== undefined) delete patch.interim_response
  const session = patchSession(draft.state.session, patch, rules.order === 'native')
  const refusal =
    refusalOf(draft.state.session, patch) ??
    refusalOfModel(rules.model, rules.order === 'native', patch) ??
    refusalOfEcho(session, draft.state)
  if (refusal !== undefined) return refuse(draft, { ...refusal, eventId })
  for (const issue of ignored) warnIgnored(draft, issue)
  if (interim !== undefined) refuse(draft, { ...interim, eventId })
  const spoilt = endingAfter(rules.model, patch, draft.state.spoilt)
  // A turn that has begun when detection is turned off keeps its id for the commit that is to follow, and for nothing else.
  const begins = detectionOf(draft.state.session) === null && detectionOf(session) !== null
  const { input } = draft.state
  draft.state = { ...draft.state, session, spoilt, input: begins ? { ...input, turnItemId: null } : input }
  draft.effects.push({ type: 'listen', session: draft.state.session })
  send(draft, { type: 'session.updated', session: draft.state.session })
  listTools(draft, serversIn(session.tools))
}

function handleClient(draft: Draft, event: LooseClientEvent) {
  switch (event.type) {
    case 'session.update':
      return updateSession(draft, event)
    case 'input_audio_buffer.commit':
      return commitByHand(draft, event.event_id)
    case 'input_audio_buffer.clear':
      return clearInput(draft)
    case 'input_text.delta':
      return typeText(draft, event)
    case 'input_text.done':
      return endText(draft, event)
    case 'conversation.item.create':
      return createItem(draft, event)
    case 'conversation.item.retrieve':
      return retrieveItem(draft, event)
    case 'conversation.item.truncate':
      return truncateItem(draft, event)
    case 'conversation.item.delete':
      return deleteItem(draft, event)
    case 'response.create':
      return createResponse(draft, event)
    case 'response.cancel':
      return cancelResponse(draft, event)
    case 'output_audio_buffer.clear':
      return refuse(draft, {
        code: 'invalid_request_error',
        message: 'The output audio buffer can only be cleared in a session with an avatar.',
        param: 'output_audio_buffer.clear',
        eventId: event.event_id,
      })
    case 'session.avatar.connect':
    case 'rtc.call.sdp.create':
    case 'transcription_session.update':
    case 'byom_credential.update':
      return refuse(draft, {
        code: 'not_emulated',
        message: `The Voice Live emulator does not emulate '${event.type}'.`,
        param: 'type',
        eventId: event.event_id,
      })
    // The shell has heard the audio already; the explicit turns are accepted without a reply, as the service does.
    case 'input_audio_buffer.append':
    case 'input_audio.turn.start':
    case 'input_audio.turn.append':
    case 'input_audio.turn.end':
    case 'input_audio.turn.cancel':
    case 'input_audio.clear':
      return
  }
}

function handle(draft: Draft, event: EngineEvent) {
  switch (event.type) {
    case 'connected':
      draft.effects.push({ type: 'listen', session: draft.state.session })
      return send(draft, { type: 'session.created', session: draft.state.session })
    case 'received':
      return handleClient(draft, event.event)
    case 'refused':
      return refuse(draft, event.refusal)
    case 'ignored':
      return warnIgnored(draft, event)
    case 'written':
      draft.state = { ...draft.state, input: { ...draft.state.input, writtenMs: event.writtenMs } }
      return
    case 'dropped':
      return send(draft, {
        type: 'warning',
        warning: {
          code: 'input_audio_buffer_overflow',
          message: `The oldest ${(event.durationMs / 1000).toFixed(1)} seconds of uncommitted audio were dropped: the emulator keeps two minutes.`,
          param: null,
        },
      })
    case 'turn':
      return handleTurn(draft, event.edge, event.nowMs)
    case 'recognised':
      return handleRecognised(draft, event)
    case 'recognition_failed':
      return handleRecognitionFailed(draft, event.itemId, event.message)
    case 'decided':
      return handleDecided(draft, event)
    case 'spoke':
      return handleSpoke(draft, event)
    case 'wrote':
      return handleWrote(draft, event)
    case 'finished':
      return handleFinished(draft, event.responseId)
    case 'failed':
      return handleFailed(draft, event)
    case 'turn_dropped':
      return dropTurn(draft, event.endMs)
    case 'turn_ignored':
      draft.state = { ...draft.state, ignoresTurn: true }
      return
  }
}

/** What becomes of a conversation when something happens, and what is to be done about it, in order. */
export function reduce(state: Conversation, event: EngineEvent): Step<Conversation, EngineEffect> {
  const draft: Draft = { state, effects: [] }
  handle(draft, event)
  settle(draft)
  return [draft.state, draft.effects]
}
