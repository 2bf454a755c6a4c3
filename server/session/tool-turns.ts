/** Takes the model's tool calls through a session: run, tell the page, answer all together, ask for the next response. */

import { command, say } from './commands.ts'
import { recordOutput, recordTool } from './history.ts'
import { shownName } from './mcp-calls.ts'
import { owe } from './owed.ts'
import { requestResponse, wayToSpeak } from './responses.ts'
import { shownId } from './shown.ts'
import { chain, count, type SessionState, type SessionStep, tell } from './state.ts'
import { addCall, changeCall, completeBatch, findCall, isAnswered, type ToolCall } from './tool-calls.ts'

/** What the model reads for a call that the user did not wait for. */
const ABANDONED = 'The user interrupted before this was done.'

type Shown = Pick<ToolCall, 'call' | 'name'>

const started = ({ call, name }: Shown) => tell({ type: 'tool.started', call: shownId(call), name: shownName(name) })
const done =
  ({ call, name }: Shown, ok: boolean) =>
  (state: SessionState): SessionStep =>
    say(state, { type: 'tool.done', call: shownId(call), name: shownName(name), ok })

/** The model finished writing a call. Calls are announced more than once by some models; the first counts. */
export function toolCalled(
  state: SessionState,
  response: string,
  written: Readonly<{ call: string; name: string; argumentsJson: string }>,
): SessionStep {
  const { call, name, argumentsJson } = written
  if (findCall(state.toolCalls, call)) return [state, []]
  if (state.answers.cutResponses.includes(response))
    return sendOutput({ ...state, turn: owe(state.turn) }, call, ABANDONED)
  const toolCalls = addCall(state.toolCalls, response, { call, name })
  return [
    { ...state, toolCalls, history: recordTool(state.history, written) },
    [started({ call, name }), { type: 'runTool', call, name, arguments: argumentsJson }],
  ]
}

/** A call ended, one way or the other; one that was abandoned meanwhile is not missed. */
export function toolFinished(state: SessionState, call: string, ok: boolean, output: string): SessionStep {
  const found = findCall(state.toolCalls, call)
  if (!found || found.output !== undefined) return [state, []]
  return chain(
    count({ ...state, toolCalls: changeCall(state.toolCalls, call, { output }) }, 'toolFailures', ok ? 0 : 1),
    done(found, ok),
    // What was set aside is put in its place at once: whatever the user says, the model should know it.
    (now) => (found.placeholder === undefined ? [now, []] : give({ ...found, output })(now)),
    answerTools,
  )
}

/** The response that made the calls is over: no more calls of it can come. */
export const toolsComplete = (state: SessionState, response: string | undefined): SessionStep =>
  answerTools({ ...state, toolCalls: completeBatch(state.toolCalls, response) })

export function answerTools(state: SessionState): SessionStep {
  const answered = state.toolCalls.filter(isAnswered)
  if (answered.length === 0) return [state, []]
  return chain(
    state,
    ...answered.flatMap(({ calls }) => calls.map(give)),
    (now) => [{ ...now, toolCalls: now.toolCalls.filter((batch) => !isAnswered(batch)) }, []],
    (now) => requestResponse(now, wayToSpeak(now)),
  )
}

/**
 * The user speaks, and the service may answer without the tools: each open call gets an output now, because a call without output
 * spoils the conversation. But it may be a cough: the tools run on.
 */
export function setToolsAside(state: SessionState): SessionStep {
  const isOpen = (call: ToolCall) => call.output === undefined && call.placeholder === undefined
  return chain(
    { ...state, toolCalls: state.toolCalls.map((batch) => ({ ...batch, isAside: true })) },
    ...state.toolCalls.flatMap(({ calls }) => calls.map((call) => (isOpen(call) ? placehold(call) : give(call)))),
  )
}

/** It was nothing: the tools are answered as if no one had spoken. */
export const takeToolsBack = (state: SessionState): SessionStep =>
  answerTools({ ...state, toolCalls: state.toolCalls.map((batch) => ({ ...batch, isAside: false })) })

/** The user goes on without the tools: they are aborted. No response is asked for: the user's own turn brings one. */
export function abandonTools(state: SessionState): SessionStep {
  if (state.toolCalls.length === 0) return [state, []]
  const calls = state.toolCalls.flatMap((batch) => batch.calls)
  const open = calls.filter((call) => call.output === undefined)
  return chain(
    state,
    (now) => [now, [{ type: 'abortTools' }]],
    ...open.map((one) => done(one, false)),
    ...calls
      .filter(({ placeholder }) => placeholder === undefined)
      .map((call) => give({ ...call, output: call.output ?? ABANDONED })),
    (now) => [{ ...now, toolCalls: [] }, []],
  )
}

/** Gives the model the output of a call, once; in the place of what stood for it. */
const give =
  ({ call, output, isGiven, placeholder }: ToolCall) =>
  (state: SessionState): SessionStep => {
    if (isGiven || output === undefined) return [state, []]
    const given = { ...state, toolCalls: changeCall(state.toolCalls, call, { isGiven: true, placeholder: undefined }) }
    if (placeholder === undefined) return sendOutput(given, call, output)
    return chain(
      given,
      (now) => sendOutput(now, call, output, { after: placeholder }),
      (now) => command(now, 'replace', { type: 'conversation.item.delete', item_id: placeholder }),
    )
  }

const placehold =
  ({ call }: ToolCall) =>
  (state: SessionState): SessionStep => {
    const placeholder = `aside-${state.commands + 1}`
    const held = { ...state, toolCalls: changeCall(state.toolCalls, call, { placeholder }) }
    return sendOutput(held, call, ABANDONED, { id: placeholder })
  }

const sendOutput = (
  state: SessionState,
  call: string,
  output: string,
  { id, after }: Readonly<{ id?: string; after?: string }> = {},
): SessionStep =>
  command({ ...state, history: recordOutput(state.history, call, output) }, after === undefined ? 'item' : 'replace', {
    type: 'conversation.item.create',
    ...(after !== undefined && { previous_item_id: after }),
    item: { type: 'function_call_output', call_id: call, output, ...(id !== undefined && { id }) },
  })
