/** When an answer begins, and from what: one at a time, behind the words that it is to answer. */

import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import { detectionOf } from '../recognition/detection.ts'
import { cancelAnswer, carryOut, handleFailed } from './answer.ts'
import { type Draft, newId, refuse, send, updateResponse } from './draft.ts'
import type { EngineEvent, Refusal } from './events.ts'
import { isOutputFormat } from './formats.ts'
import { createItem, refusalOfItems } from './items.ts'
import { listTools, serversIn } from './mcp.ts'
import { refusalOfVoice } from './model.ts'
import { promptOf, toolsOf, withRequiredTool } from './prompt.ts'
import type { Request, ResponseOptions } from './state.ts'

type Create = Extract<LooseClientEvent, { type: 'response.create' }>

/** Asks for an answer behind the one that is active, if there is one. */
export function requestAnswer(draft: Draft, request: Request) {
  if (draft.state.wanted === null) draft.state = { ...draft.state, wanted: request }
}

/** Starts the answer that waits, once nothing stands in its way. Called at the end of every reduction. */
export function settle(draft: Draft) {
  const { wanted, response, transcribing, input, rules, session } = draft.state
  if (wanted === null || response !== null) return
  if (rules.order === 'cascaded' && transcribing.length > 0) return
  // The user has gone on: the answer waits for the rest of the question.
  if (wanted.byTurn && input.turnItemId !== null && detectionOf(session) !== null) return
  start(draft, wanted)
}

function start(draft: Draft, request: Request) {
  const { session } = draft.state
  const { options } = request
  const id = newId(draft, 'resp')
  const modalities = options.modalities ?? session.modalities ?? ['text', 'audio']
  const wire = {
    object: 'realtime.response',
    id,
    status: 'in_progress',
    status_details: null,
    output: [],
    usage: null,
    conversation_id: session.agent?.thread_id ?? '',
    modalities: [...modalities],
    voice: options.voice ?? session.voice,
    output_audio_format: modalities.includes('audio')
      ? (options.output_audio_format ?? session.output_audio_format)
      : null,
    temperature: options.temperature ?? session.temperature ?? null,
    max_output_tokens: options.max_output_tokens ?? null,
    metadata: options.metadata ?? null,
  }
  draft.state = {
    ...draft.state,
    wanted: null,
    response: {
      wire,
      id,
      request,
      asked: false,
      output: [],
      message: null,
      calls: [],
      outputAudioMs: 0,
      outputText: '',
    },
  }
  send(draft, { type: 'response.created', response: wire })
  const { spoilt } = draft.state
  if (spoilt !== undefined) return handleFailed(draft, { type: 'failed', responseId: id, ending: spoilt })
  askAgent(draft)
}

/** Asks the agent what to say, as soon as the words of the question are known. */
export function askAgent(draft: Draft) {
  const { response, transcribing } = draft.state
  if (response === null || response.asked || transcribing.length > 0) return
  updateResponse(draft, { asked: true })
  const { verbatim } = response.request.options
  if (verbatim !== undefined) return carryOut(draft, { sentences: sentencesOf(verbatim), calls: [] })
  draft.effects.push({
    type: 'think',
    responseId: response.id,
    prompt: promptOf(draft.state),
    tools: toolsOf(draft.state, response.request),
  })
}

/** Each with the white space before it. */
const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])(?=\s)/).filter((sentence) => sentence.trim() !== '')

export function handleDecided(draft: Draft, { responseId, plan }: Extract<EngineEvent, { type: 'decided' }>) {
  const { response } = draft.state
  if (response?.id === responseId) carryOut(draft, withRequiredTool(draft.state, response.request, plan))
}

function optionsOf({ response }: Create): ResponseOptions {
  if (response == null) return {}
  const { modalities, tools, tool_choice, voice, temperature, output_audio_format, metadata } = response
  const { conversation, commit, max_output_tokens, pre_generated_assistant_message: message } = response
  const verbatim = message?.content.map((part) => ('text' in part ? (part.text ?? '') : '')).join(' ')
  return {
    modalities,
    tools,
    tool_choice,
    voice,
    temperature,
    output_audio_format,
    metadata,
    max_output_tokens: max_output_tokens ?? response.max_response_output_tokens,
    outOfBand: conversation === 'none' || commit === false,
    ...(verbatim === undefined ? {} : { verbatim }),
  }
}

/** A client is refused while there is an answer, or one is about to come. */
function refusalOfResponse(draft: Draft, { response: asked }: Create): Refusal | undefined {
  const { session, response, wanted } = draft.state
  if (session.agent != null && asked?.instructions != null)
    return {
      code: 'invalid_request_error',
      message: 'An answer of an agent takes no instructions; put them into the conversation as a system message.',
      param: 'response.instructions',
    }
  if (response !== null || wanted !== null)
    return {
      code: 'conversation_already_has_active_response',
      message:
        'Conversation already has an active response in progress. Wait until it is finished before creating another.',
    }
  if (asked?.pre_generated_assistant_message?.content.some(({ type }) => type === 'unknown'))
    return {
      code: 'invalid_request_error',
      message: 'A pre-generated message has parts of type text, and no others.',
      param: 'response.pre_generated_assistant_message.content',
    }
  const { output_audio_format: format } = asked ?? {}
  if (format != null && !isOutputFormat(format))
    return {
      code: 'invalid_request_error',
      message: `'${format}' is no format of output.`,
      param: 'response.output_audio_format',
    }
  return (
    refusalOfVoice(draft.state.rules.model, asked?.voice, 'response.voice') ??
    refusalOfItems(draft, asked?.append_input_items ?? [])
  )
}

/** `response.create`: all of it, or nothing. */
export function createResponse(draft: Draft, event: Create) {
  const refusal = refusalOfResponse(draft, event)
  if (refusal !== undefined) return refuse(draft, { ...refusal, eventId: event.event_id })
  for (const item of event.response?.append_input_items ?? [])
    createItem(draft, { type: 'conversation.item.create', item, event_id: event.event_id })
  const options = optionsOf(event)
  listTools(draft, serversIn(options.tools))
  requestAnswer(draft, { byTurn: false, options })
}

/** `response.cancel`. An answer that waits for the words of its question is there already: it begins, and ends at once. */
export function cancelResponse(
  draft: Draft,
  { response_id: id, event_id: eventId }: Extract<LooseClientEvent, { type: 'response.cancel' }>,
) {
  const { wanted } = draft.state
  if (draft.state.response === null && wanted !== null && !wanted.byTurn && !id) start(draft, wanted)
  const { response } = draft.state
  if (response === null || (id && id !== response.id))
    return refuse(draft, {
      code: 'response_cancel_not_active',
      message: 'Cancellation failed: no active response found',
      eventId,
    })
  cancelAnswer(draft, 'client_cancelled')
}
