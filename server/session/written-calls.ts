/** Function calls of a response, from all the events that may tell of one: its item added, its arguments done, its item done, the response done. */

import type { PrintedItem } from '../voicelive/acted-on.ts'
import type { SessionState, SessionStep } from './state.ts'
import { chain } from './state.ts'
import type { Draft } from './tool-calls.ts'
import { toolCalled } from './tool-turns.ts'

type FunctionCall = Extract<PrintedItem, { type: 'function_call' }>

/** Responses that a service may write at once, with some calls each. */
const DRAFTS_MAX = 64

const isOf = (response: string, call: string) => (draft: Draft) => draft.response === response && draft.call === call

function note(state: SessionState, response: string, call: string, change: Partial<Draft>): SessionState {
  const isIt = isOf(response, call)
  const known = state.drafts.find(isIt) ?? {
    response,
    call,
    name: undefined,
    argumentsJson: undefined,
    settled: false,
  }
  const drafts = [...state.drafts.filter((draft) => !isIt(draft)), { ...known, ...change }].slice(-DRAFTS_MAX)
  return { ...state, drafts }
}

export const callAdded = (state: SessionState, response: string, { call_id, name }: FunctionCall): SessionStep => [
  note(state, response, call_id, { name }),
  [],
]

/** The arguments may be cut short, which this event does not say: the call waits for the end of its item, or of its response. */
export const argumentsDone = (
  state: SessionState,
  response: string,
  {
    call_id,
    name,
    arguments: argumentsJson,
  }: Readonly<{ call_id: string; name: string | undefined; arguments: string }>,
): SessionStep => [note(state, response, call_id, { ...(name === undefined ? {} : { name }), argumentsJson }), []]

/** A call that was cut short has no whole arguments, and nothing waits for its output. */
export function callDone(state: SessionState, response: string, item: FunctionCall): SessionStep {
  const { call_id: call, name, arguments: argumentsJson = '', status } = item
  const known = state.drafts.find(isOf(response, call))
  if (known?.settled) return [state, []]
  const settled = note(state, response, call, { settled: true })
  return status === 'incomplete' ? [settled, []] : toolCalled(settled, response, { call, name, argumentsJson })
}

/** The response is over: what it holds, and no one has told of otherwise, runs; if it was cut short, nothing more does. */
export function callsOver(
  state: SessionState,
  response: string,
  status: string | undefined,
  output: readonly PrintedItem[],
): SessionStep {
  const isWhole = status === undefined || status === 'completed'
  const printed = isWhole ? output.filter((item): item is FunctionCall => item.type === 'function_call') : []
  return chain(
    state,
    ...printed.map((item) => (now: SessionState) => callDone(now, response, item)),
    (now) =>
      isWhole ? chain(now, ...now.drafts.filter((draft) => draft.response === response).map(runDraft)) : [now, []],
    (now) => [{ ...now, drafts: now.drafts.filter((draft) => draft.response !== response) }, []],
  )
}

const runDraft =
  ({ response, call, name, argumentsJson, settled }: Draft) =>
  (state: SessionState): SessionStep =>
    settled || name === undefined || argumentsJson === undefined
      ? [state, []]
      : toolCalled(state, response, { call, name, argumentsJson })
