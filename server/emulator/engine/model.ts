/** What a model does not take: refused in the session, or taken there and then fatal to every answer (as pydantic-ai saw the live service). */

import type { Model } from '../../voicelive/models.ts'
import type { LooseRequestSession } from '../../voicelive/session.ts'
import type { Ending, Refusal } from './events.ts'

/** A patch that the model refuses. `takesAudio`: it needs no transcript of what was said. */
export function refusalOfModel(
  model: Model | undefined,
  takesAudio: boolean,
  patch: LooseRequestSession,
): Refusal | undefined {
  const { parallel_tool_calls: parallel, turn_detection: detection } = patch
  if (parallel === true && model?.parallelTools === false)
    return refused('session.parallel_tool_calls', `parallel_tool_calls is not supported by ${model.name}.`)
  const end =
    detection != null && 'end_of_utterance_detection' in detection ? detection.end_of_utterance_detection : null
  if (takesAudio && end != null && 'model' in end && String(end.model).startsWith('semantic_detection'))
    return refused(
      'session.turn_detection.end_of_utterance_detection',
      'end_of_utterance_detection is not supported by a model that hears audio.',
    )
  const transcriber = patch.input_audio_transcription?.model
  if (model?.family === 'cascaded' && transcriber != null && OPENAI_TRANSCRIBERS.includes(transcriber))
    return {
      code: 'invalid_input_audio_transcription_model',
      message: `${transcriber} is no transcription model for ${model.name}.`,
      param: 'session.input_audio_transcription.model',
    }
  if (model !== undefined && model.family !== 'gpt-realtime' && detection?.type === 'semantic_vad')
    return refused('session.turn_detection.type', `semantic_vad is not supported by ${model.name}.`)
  return refusalOfVoice(model, patch.voice, 'session.voice')
}

/** These go with gpt-realtime models (documentation); gpt-4.1 refuses `whisper-1` by that code (LiveKit). */
const OPENAI_TRANSCRIBERS = ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe', 'gpt-4o-transcribe-diarize']

/** A voice that the model does not speak with (documentation; azure-realtime was seen to refuse Azure's by pipecat). */
export function refusalOfVoice(
  model: Model | undefined,
  voice: LooseRequestSession['voice'],
  param: string,
): Refusal | undefined {
  if (model === undefined || voice == null) return undefined
  const type = typeof voice === 'string' ? 'openai' : voice.type
  const families = type === 'openai' ? ['gpt-realtime'] : type === 'azure-realtime-native' ? ['azure-realtime'] : azure
  const isKind = type === 'openai' || type.startsWith('azure-')
  if (!isKind || families.includes(model.family)) return undefined
  return refused(param, `A voice of type ${type} is not supported by ${model.name}.`)
}

const azure = ['gpt-realtime', 'phi-realtime', 'cascaded']

/** Models that hear audio answer with an error that ends nothing, and go on without it (quickstart of Microsoft's for MCP). */
export const refusalOfInterim = (model: Model | undefined, patch: LooseRequestSession): Refusal | undefined =>
  patch.interim_response != null && model !== undefined && model.family !== 'cascaded'
    ? refused('session.interim_response', `Interim response is not supported by ${model.name}.`)
    : undefined

const refused = (param: string, message: string): Refusal => ({ code: 'invalid_request_error', message, param })

/** How every answer ends after a patch that was taken, and should not have been, until null clears it; undefined where it harms nothing. */
export function endingAfter(
  model: Model | undefined,
  patch: LooseRequestSession,
  before: Ending | undefined,
): Ending | undefined {
  if (model?.reasons === undefined) return undefined
  const parameter = model.reasons ? 'temperature' : 'reasoning_effort'
  if (patch[parameter] === undefined) return before
  if (patch[parameter] === null) return undefined
  const message = `Unsupported parameter: '${parameter}' is not supported with this model.`
  const error = {
    type: 'invalid_request_error',
    code: 'unsupported_parameter',
    message,
    param: parameter,
    event_id: null,
  }
  return { status: 'failed', status_details: { type: 'failed', error } }
}
