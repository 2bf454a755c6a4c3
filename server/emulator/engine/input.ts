/** The input audio buffer: turns found in it, commits by hand, and the words that come back from the recogniser. */

import type { ResponseItem } from '../../voicelive/response-items.ts'
import type { TurnEdge } from '../recognition/turn-detector.ts'
import { cancelAnswer } from './answer.ts'
import { addItem, announceItem, type Draft, newId, placeItem, refuse, send, updateItem } from './draft.ts'
import type { EngineEvent } from './events.ts'
import { cutToHeard } from './items.ts'
import { askAgent, requestAnswer } from './response.ts'

/** A commit by hand needs this much audio; the figure is OpenAI's, its use here is uncertain. */
const COMMIT_MIN_MS = 100

const setInput = (draft: Draft, change: Partial<Draft['state']['input']>): void => {
  draft.state = { ...draft.state, input: { ...draft.state.input, ...change } }
}

/** Places are sums of fractions at some rates: a thousandth of a ms is none. */
const pendingAudioMs = ({ state: { input } }: Draft): number =>
  Math.round((input.writtenMs - input.startMs) * 1000) / 1000

/** No one can say exactly what had been heard, so the more generous clock counts: the audio sent since, or the time passed. */
function truncatePlayback(draft: Draft, nowMs: number) {
  const { playback, items, input } = draft.state
  const item = items.find(({ id }) => id === playback?.itemId)
  if (playback === null || item?.audioMs === undefined || item.cut !== undefined) return
  const playedMs = Math.floor(Math.max(input.writtenMs - playback.sinceWrittenMs, nowMs - playback.sinceMs))
  draft.state = { ...draft.state, playback: null }
  if (playedMs < item.audioMs) cutToHeard(draft, item, playedMs)
}

function beginTurn(draft: Draft, startMs: number, nowMs: number) {
  const detection = draft.state.session.turn_detection
  const itemId = newId(draft, 'item')
  setInput(draft, { turnItemId: itemId, turnStartMs: startMs })
  send(draft, { type: 'input_audio_buffer.speech_started', audio_start_ms: Math.round(startMs), item_id: itemId })
  if (detection == null || detection.type === 'none' || detection.type === 'unknown') return
  if (detection.interrupt_response === false) return
  if (draft.state.response !== null) cancelAnswer(draft, 'turn_detected')
  if ('auto_truncate' in detection && detection.auto_truncate === true) truncatePlayback(draft, nowMs)
}

/** The turn ends without an item; false when there was none. */
function stopSpeech(draft: Draft, endMs: number): boolean {
  const { turnItemId: itemId } = draft.state.input
  if (itemId === null) return false
  send(draft, { type: 'input_audio_buffer.speech_stopped', audio_end_ms: Math.round(endMs), item_id: itemId })
  return true
}

/** Nothing comes of the turn that goes on; its audio stays in the buffer. */
export function dropTurn(draft: Draft, endMs: number) {
  if (stopSpeech(draft, endMs)) setInput(draft, { turnItemId: null })
}

function endTurn(draft: Draft, endMs: number) {
  const { turnItemId: itemId, turnStartMs } = draft.state.input
  if (itemId === null || !stopSpeech(draft, endMs)) return
  commit(draft, itemId, turnStartMs, endMs)
  const detection = draft.state.session.turn_detection
  const answers = detection != null && 'create_response' in detection ? detection.create_response !== false : true
  const { ignoresTurn } = draft.state
  draft.state = { ...draft.state, ignoresTurn: false }
  if (answers && !ignoresTurn) requestAnswer(draft, { byTurn: true, options: {} })
}

export function handleTurn(draft: Draft, edge: TurnEdge, nowMs: number) {
  if (edge.type === 'started') beginTurn(draft, edge.startMs, nowMs)
  else endTurn(draft, edge.endMs)
}

const spokenItem = (id: string, transcript: string | null): ResponseItem => ({
  id,
  object: 'realtime.item',
  type: 'message',
  status: 'completed',
  role: 'user',
  content: [{ type: 'input_audio', audio: null, transcript }],
})

function commit(draft: Draft, itemId: string, startMs: number, endMs: number) {
  send(draft, {
    type: 'input_audio_buffer.committed',
    previous_item_id: draft.state.items.at(-1)?.id ?? null,
    item_id: itemId,
  })
  setInput(draft, { startMs: endMs, turnItemId: null })
  draft.state = { ...draft.state, transcribing: [...draft.state.transcribing, itemId] }
  draft.effects.push({ type: 'recognise', itemId, startMs, endMs }, { type: 'forget', beforeMs: endMs })
  const item = { id: itemId, wire: spokenItem(itemId, null), speech: { text: null, speechMs: 0 } }
  if (draft.state.rules.order === 'native') addItem(draft, item)
  else placeItem(draft, { ...item, unannounced: true }, 'end')
}

/** `input_audio_buffer.commit`: makes a user message of what is in the buffer, and asks for no answer. */
export function commitByHand(draft: Draft, eventId: string | null | undefined) {
  const { input } = draft.state
  if (pendingAudioMs(draft) < COMMIT_MIN_MS)
    return refuse(draft, {
      code: 'input_audio_buffer_commit_empty',
      message: `The input audio buffer holds ${Math.floor(pendingAudioMs(draft))} ms of audio; a commit needs at least ${COMMIT_MIN_MS} ms.`,
      eventId,
    })
  commit(draft, input.turnItemId ?? newId(draft, 'item'), input.startMs, input.writtenMs)
}

export function clearInput(draft: Draft) {
  const { writtenMs } = draft.state.input
  setInput(draft, { startMs: writtenMs, turnItemId: null })
  draft.effects.push({ type: 'forget', beforeMs: writtenMs })
  send(draft, { type: 'input_audio_buffer.cleared' })
}

/** Announces a transcript, or in native order holds it back until its dial lets it go. */
function announceTranscript(draft: Draft, itemId: string, transcript: string) {
  const { rules, response, wanted, session, held } = draft.state
  // Cascaded models always transcribe: they could not answer otherwise.
  if (rules.order === 'native' && session.input_audio_transcription == null) return
  if (rules.order === 'native' && rules.transcript !== 'before' && (response !== null || wanted !== null)) {
    draft.state = { ...draft.state, held: [...held, { itemId, transcript }] }
    return
  }
  send(draft, {
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: itemId,
    content_index: 0,
    transcript,
  })
}

function settleItem(draft: Draft, itemId: string, text: string | null, speechMs: number, transcript: string | null) {
  const item = { id: itemId, wire: spokenItem(itemId, transcript), speech: { text, speechMs } }
  updateItem(draft, itemId, () => item)
  if (draft.state.rules.order === 'cascaded') announceItem(draft, item)
  draft.state = { ...draft.state, transcribing: draft.state.transcribing.filter((id) => id !== itemId) }
  askAgent(draft)
}

/** What is printed for speech that no one understood: honest, and visibly not a transcript. */
const notUnderstood = (speechMs: number): string => `[${(speechMs / 1000).toFixed(1)} s of speech, not understood]`

export function handleRecognised(
  draft: Draft,
  { itemId, text, speechMs }: Extract<EngineEvent, { type: 'recognised' }>,
) {
  const transcript = text ?? notUnderstood(speechMs)
  announceTranscript(draft, itemId, transcript)
  settleItem(draft, itemId, text, speechMs, transcript)
}

export function handleRecognitionFailed(draft: Draft, itemId: string, message: string) {
  send(draft, {
    type: 'conversation.item.input_audio_transcription.failed',
    item_id: itemId,
    content_index: 0,
    error: { type: 'server_error', code: 'recognition_failed', message, param: null, event_id: null },
  })
  settleItem(draft, itemId, null, 0, null)
}
