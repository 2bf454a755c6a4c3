/** Takes the model's tool calls through a session: run, tell the page, answer all together, ask for the next response. */

import { requestResponse } from './responses.ts'
import { chain, command, type SessionState, type SessionStep, tell } from './state.ts'
import { addCall, completeBatch, findCall, finishCall, isAnswered, type ToolBatch } from './tool-calls.ts'

/** What the model reads for a call that the talker did not wait for. */
const ABANDONED = 'The talker interrupted before this was done.'

/** The model finished writing a call. Calls are announced more than once by some models; the first counts. */
export function toolCalled(
  state: SessionState,
  response: string,
  { call, name, argumentsJson }: Readonly<{ call: string; name: string; argumentsJson: string }>,
): SessionStep {
  if (findCall(state.toolCalls, call)) return [state, []]
  if (state.answers.cutResponses.includes(response)) return sendOutput(state, call, ABANDONED)
  const toolCalls = addCall(state.toolCalls, response, { call, name, output: undefined })
  return [
    { ...state, toolCalls },
    [tell({ type: 'tool.started', call, name }), { type: 'runTool', call, name, arguments: argumentsJson }],
  ]
}

/** A call ended, one way or the other; one that was abandoned meanwhile is not missed. */
export function toolFinished(state: SessionState, call: string, ok: boolean, output: string): SessionStep {
  const found = findCall(state.toolCalls, call)
  if (!found || found.output !== undefined) return [state, []]
  const toolCalls = finishCall(state.toolCalls, call, output)
  return chain(
    { ...state, toolCalls },
    (now) => [now, [tell({ type: 'tool.done', call, name: found.name, ok })]],
    answerTools,
  )
}

/** The response that made the calls is over: no more calls of it can come. */
export const toolsComplete = (state: SessionState, response: string | undefined): SessionStep =>
  answerTools({ ...state, toolCalls: completeBatch(state.toolCalls, response) })

export function answerTools(state: SessionState): SessionStep {
  const answered = state.toolCalls.filter(isAnswered)
  if (answered.length === 0) return [state, []]
  const waiting = state.toolCalls.filter((batch) => !isAnswered(batch))
  return chain({ ...state, toolCalls: waiting }, ...answered.map(sendOutputs), requestResponse)
}

/**
 * The talker goes on without the tools: they are aborted, and the model gets an output for each open call, for a call
 * without output spoils the conversation. No response is asked for: the talker's own turn will bring one.
 */
export function abandonTools(state: SessionState): SessionStep {
  if (state.toolCalls.length === 0) return [state, []]
  const open = state.toolCalls.flatMap((batch) => batch.calls).filter((call) => call.output === undefined)
  return chain(
    { ...state, toolCalls: [] },
    (now) => [now, [{ type: 'abortTools' }]],
    (now) => [now, open.map(({ call, name }) => tell({ type: 'tool.done', call, name, ok: false }))],
    ...state.toolCalls.map(sendOutputs),
  )
}

const sendOutputs =
  (batch: ToolBatch) =>
  (state: SessionState): SessionStep =>
    chain(
      state,
      ...batch.calls.map(
        ({ call, output }) =>
          (now: SessionState) =>
            sendOutput(now, call, output ?? ABANDONED),
      ),
    )

const sendOutput = (state: SessionState, call: string, output: string): SessionStep =>
  command(state, 'item', {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: call, output },
  })
