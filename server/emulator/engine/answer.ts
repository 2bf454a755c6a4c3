/** One answer as it unfolds on the wire: its message, its calls, its end. */

import type { ResponseItem } from '../../voicelive/response-items.ts'
import type { Plan } from '../agent/decide.ts'
import { makeCall } from './calls.ts'
import { type Draft, newId, send, updateItem, updateResponse } from './draft.ts'
import type { Ending, EngineEvent } from './events.ts'
import { announce, finishItem } from './output.ts'
import type { ActiveResponse, OpenMessage } from './state.ts'
import { usageOf } from './usage.ts'

const place = ({ id }: ActiveResponse, { itemId, outputIndex }: OpenMessage) => ({
  response_id: id,
  item_id: itemId,
  output_index: outputIndex,
  content_index: 0,
})

const messageItem = (id: string, status: string, content: readonly object[]): ResponseItem => ({
  id,
  object: 'realtime.item',
  type: 'message',
  status,
  role: 'assistant',
  content: content.map((part) => ({ type: 'text', ...part })),
})

/** Does what the agent decided: first the words, then the calls. */
export function carryOut(draft: Draft, plan: Plan) {
  const { response } = draft.state
  if (response === null) return
  updateResponse(draft, { calls: plan.calls })
  if (plan.sentences.length === 0) return complete(draft)
  openMessage(draft, response, plan.sentences)
}

function openMessage(draft: Draft, response: ActiveResponse, sentences: readonly string[]) {
  const { session } = draft.state
  const { voice } = response.wire
  // A voice of OpenAI's reads nothing out: what was written beforehand stays text (live, as a client met it).
  const isMute =
    response.request.options.verbatim !== undefined && (typeof voice === 'string' || voice?.type === 'openai')
  const spoken = !isMute && (response.wire.modalities?.includes('audio') ?? false)
  // Both as recorded.
  const isNative = draft.state.rules.order === 'native'
  const id = newId(draft, isNative ? 'item' : 'msg')
  const message: OpenMessage = {
    itemId: id,
    outputIndex: response.output.length,
    kind: spoken ? 'audio' : 'text',
    text: '',
    audioMs: 0,
    withWordTimes: spoken && (session.output_audio_timestamp_types?.includes('word') ?? false),
  }
  announce(draft, response, id, messageItem(id, isNative ? 'in_progress' : 'incomplete', []), spoken ? 0 : undefined)
  send(draft, {
    type: 'response.content_part.added',
    ...place(response, message),
    part: spoken ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
  })
  updateResponse(draft, { message })
  const format = response.wire.output_audio_format ?? 'pcm16'
  draft.effects.push(
    spoken
      ? { type: 'speak', responseId: response.id, sentences, format }
      : { type: 'write', responseId: response.id, sentences },
  )
}

/** The answer that an event of the shell belongs to; undefined when it comes too late. */
function current(draft: Draft, responseId: string): { response: ActiveResponse; message: OpenMessage } | undefined {
  const { response } = draft.state
  if (response === null || response.id !== responseId || response.message === null) return undefined
  return { response, message: response.message }
}

export function handleSpoke(draft: Draft, { responseId, piece, nowMs }: Extract<EngineEvent, { type: 'spoke' }>) {
  const found = current(draft, responseId)
  if (found === undefined) return
  const { response, message } = found
  const where = place(response, message)
  if (message.audioMs === 0)
    draft.state = {
      ...draft.state,
      playback: { itemId: message.itemId, sinceWrittenMs: draft.state.input.writtenMs, sinceMs: nowMs },
    }
  if (piece.text !== '') send(draft, { type: 'response.audio_transcript.delta', ...where, delta: piece.text })
  send(draft, { type: 'response.audio.delta', ...where, delta: piece.audio })
  if (message.withWordTimes)
    for (const { text, startMs, durationMs } of piece.words)
      send(draft, {
        type: 'response.audio_timestamp.delta',
        ...where,
        audio_offset_ms: startMs,
        audio_duration_ms: durationMs,
        text,
        timestamp_type: 'word',
      })
  const audioMs = message.audioMs + piece.audioMs
  updateItem(draft, message.itemId, (item) => (item.cut === undefined ? { ...item, audioMs } : item))
  updateResponse(draft, { message: { ...message, audioMs, text: message.text + piece.text } })
  if (draft.state.rules.transcript === 'during') releaseTranscripts(draft)
}

export function handleWrote(draft: Draft, { responseId, text }: Extract<EngineEvent, { type: 'wrote' }>) {
  const found = current(draft, responseId)
  if (found === undefined) return
  send(draft, { type: 'response.text.delta', ...place(found.response, found.message), delta: text })
  updateResponse(draft, { message: { ...found.message, text: found.message.text + text } })
}

/** The whole message has been spoken or written. */
export function handleFinished(draft: Draft, responseId: string) {
  if (current(draft, responseId) === undefined) return
  closeMessage(draft, 'completed')
  complete(draft)
}

function closeMessage(draft: Draft, status: 'completed' | 'incomplete') {
  const { response, rules } = draft.state
  if (response?.message == null) return
  const { message } = response
  const where = place(response, message)
  const { text } = message
  const part = message.kind === 'audio' ? { type: 'audio' as const, transcript: text } : { type: 'text' as const, text }
  if (message.kind === 'text') send(draft, { type: 'response.text.done', ...where, text })
  else {
    if (message.withWordTimes) send(draft, { type: 'response.audio_timestamp.done', ...where })
    const closings = [
      () => send(draft, { type: 'response.audio_transcript.done', ...where, transcript: text }),
      () => send(draft, { type: 'response.audio.done', ...where }),
    ]
    for (const close of rules.firstDone === 'transcript' ? closings : closings.reverse()) close()
  }
  // Native models leave the text of a text answer out here (recorded).
  const isEmptied = part.type === 'text' && rules.order === 'native'
  send(draft, { type: 'response.content_part.done', ...where, part: isEmptied ? { ...part, text: '' } : part })
  const wire = messageItem(message.itemId, status, [part])
  updateItem(draft, message.itemId, (item) =>
    item.cut === undefined ? { ...item, wire } : { ...item, wire: cutAs(item.wire, status) },
  )
  finishItem(draft, wire)
  updateResponse(draft, {
    message: null,
    outputAudioMs: response.outputAudioMs + message.audioMs,
    outputText: response.outputText + text,
  })
}

/** What was truncated while it was spoken stays so in the conversation. */
const cutAs = (wire: ResponseItem, status: string): ResponseItem =>
  wire.type === 'message' ? { ...wire, status } : wire

function complete(draft: Draft) {
  for (const call of draft.state.response?.calls ?? []) makeCall(draft, call)
  end(draft, { status: 'completed', status_details: null })
}

function releaseTranscripts(draft: Draft) {
  const { held } = draft.state
  draft.state = { ...draft.state, held: [] }
  for (const { itemId, transcript } of held)
    send(draft, {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: itemId,
      content_index: 0,
      transcript,
    })
}

function end(draft: Draft, ending: Ending) {
  const { response } = draft.state
  if (response === null) return
  send(draft, {
    type: 'response.done',
    response: { ...response.wire, ...ending, output: [...response.output], usage: usageOf(draft.state, response) },
  })
  draft.state = { ...draft.state, response: null }
  releaseTranscripts(draft)
}

/** Ends the active answer before its time. Its calls are never made; what was said of its message stays. */
export function cancelAnswer(draft: Draft, reason: 'client_cancelled' | 'turn_detected') {
  closeMessage(draft, 'incomplete')
  end(draft, { status: 'cancelled', status_details: { type: 'cancelled', reason } })
  draft.effects.push({ type: 'hush' })
}

/** The agent or its voice failed, or something else cut the response short. */
export function handleFailed(draft: Draft, { responseId, ending }: Extract<EngineEvent, { type: 'failed' }>) {
  if (draft.state.response?.id !== responseId) return
  closeMessage(draft, 'incomplete')
  end(draft, ending)
  draft.effects.push({ type: 'hush' })
}
