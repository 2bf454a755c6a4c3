/** What a model does not take: refused in the session, or taken there and then fatal to every answer (as pydantic-ai saw the live service). */

import type { Model } from '../../voicelive/models.ts'
import type { LooseRequestSession } from '../../voicelive/session.ts'
import type { Ending, Refusal } from './events.ts'

/** A patch that the model refuses. `takesAudio`: it needs no transcript of what was said. */
export function refusalOfModel(
  model: Model | undefined,
  takesAudio: boolean,
  { parallel_tool_calls: parallel, turn_detection: detection }: LooseRequestSession,
): Refusal | undefined {
  if (parallel === true && model?.parallelTools === false)
    return refused('session.parallel_tool_calls', `parallel_tool_calls is not supported by ${model.name}.`)
  const end =
    detection != null && 'end_of_utterance_detection' in detection ? detection.end_of_utterance_detection : null
  if (takesAudio && end != null && 'model' in end && String(end.model).startsWith('semantic_detection'))
    return refused(
      'session.turn_detection.end_of_utterance_detection',
      'end_of_utterance_detection is not supported by a model that hears audio.',
    )
  return undefined
}

const refused = (param: string, message: string): Refusal => ({ code: 'invalid_request_error', message, param })

/** How every answer ends after a patch that was taken, and should not have been; undefined where it harms nothing. */
export function endingAfter(model: Model | undefined, patch: LooseRequestSession): Ending | undefined {
  const parameter =
    patch.temperature != null && model?.reasons === true
      ? 'temperature'
      : patch.reasoning_effort != null && model?.reasons === false
        ? 'reasoning_effort'
        : undefined
  if (parameter === undefined) return undefined
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
