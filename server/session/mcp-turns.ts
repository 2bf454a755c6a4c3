/** Takes the service's calls to MCP servers through a session: shown like tools, and followed by a response that speaks of them. */

import type { ServerMessage } from '../../shared/messages.ts'
import type { PrintedItem } from '../voicelive/acted-on.ts'
import { fail } from './ending.ts'
import { isPending } from './gate.ts'
import {
  addList,
  CALLS_MAX,
  closeApprovals,
  findMcpCall,
  fullName,
  isAwaitingApproval,
  isUsable,
  type McpCall,
  noMcp,
  replaceMcpCall,
  shownName,
} from './mcp-calls.ts'
import { tellIfNoAnswer } from './no-answer.ts'
import { owe, turnToCome } from './owed.ts'
import { requestResponse, wayToSpeak } from './responses.ts'
import { chain, count, logged, type SessionEffect, type SessionState, type SessionStep, tell } from './state.ts'

type Item<Type> = Extract<PrintedItem, { type: Type }>

const begun = (one: McpCall): ServerMessage => ({ type: 'tool.started', call: one.call, name: fullName(one) })
const started = (one: McpCall): SessionEffect => tell(begun(one))
const done = (one: McpCall, ok: boolean): SessionEffect =>
  tell({ type: 'tool.done', call: one.call, name: fullName(one), ok })

/** The calls that run, and that the user waits for, for a page that knows nothing of them. */
export const runningCalls = ({ mcp }: SessionState): readonly ServerMessage[] =>
  mcp.calls.filter(({ phase, wanted }) => phase === 'running' && wanted).map(begun)

/** The service asks a server what it can do. */
export const listBegun = (state: SessionState, item: Item<'mcp_list_tools'>): SessionStep => [
  { ...state, mcp: addList(state.mcp, item) },
  [],
]

/** A server did not say what it can do: the agent goes on without it. Its label is for the operator. */
export function listFailed(state: SessionState, item: string): SessionStep {
  const server = state.mcp.lists.find((list) => list.item === item)?.label
  const [failed, effects] = fail(state, 'mcp_unavailable')
  return [failed, [logged('warn', 'mcp tools not listed', { server }), ...effects]]
}

/** The model began to write a call. Whether it will run is not known yet. */
export function mcpCallAdded(state: SessionState, response: string, item: Item<'mcp_call'>): SessionStep {
  const { id, server_label, name } = item
  const { mcp } = state
  if (!isUsable(id) || findMcpCall(mcp, id)) return [state, []]
  const call: McpCall = {
    call: id,
    response,
    server: shownName(server_label),
    name: shownName(name),
    phase: 'announced',
    approval: undefined,
    approvedIn: undefined,
    wanted: !state.answers.cutResponses.includes(response),
    over: false,
  }
  const surplus = mcp.calls.slice(0, Math.max(0, mcp.calls.length + 1 - CALLS_MAX))
  const calls = [...mcp.calls.slice(surplus.length), call]
  const running = surplus.filter(({ phase }) => phase === 'running')
  return [
    count({ ...state, mcp: { ...mcp, calls } }, 'unfollowed', surplus.length),
    running.map((one) => done(one, false)),
  ]
}

/** The call runs: now it is a tool in use. The page waits for what comes of it: of one that the user did not wait for, nothing will. */
export function mcpCallRuns(state: SessionState, id: string): SessionStep {
  const call = findMcpCall(state.mcp, id)
  if (call?.phase !== 'announced') return [state, []]
  return chain(
    { ...state, mcp: replaceMcpCall(state.mcp, { ...call, phase: 'running' }) },
    (now) => [now, [started(call)]],
    (now) => (call.wanted ? [now, []] : tellIfNoAnswer(now)),
  )
}

/** The call is over. Its result comes with its item. */
export function mcpCallReturned(state: SessionState, id: string, ok: boolean): SessionStep {
  return chain(
    state,
    (now) => mcpCallRuns(now, id),
    (now) => {
      const call = findMcpCall(now.mcp, id)
      if (call?.phase !== 'running') return [now, []]
      return [{ ...now, mcp: replaceMcpCall(now.mcp, { ...call, phase: 'returned' }) }, [done(call, ok)]]
    },
  )
}

/** The item of a call is complete: the model can speak of it. One without a result has only been written. */
export function mcpCallDone(state: SessionState, { id, output, error }: Item<'mcp_call'>): SessionStep {
  const hasFailed = error !== null && error !== undefined
  const hasResult = hasFailed || (output !== null && output !== undefined)
  return chain(
    state,
    (now) => (hasResult ? mcpCallReturned(now, id ?? '', !hasFailed) : [now, []]),
    (now) => {
      const call = findMcpCall(now.mcp, id ?? '')
      if (call?.phase !== 'returned') return [now, []]
      return goOn({ ...now, mcp: replaceMcpCall(now.mcp, { ...call, phase: 'settled' }) })
    },
  )
}

/** A response is over. What ran in it may still return, unless it was cut short; what waits for the user goes on waiting. */
export function mcpResponseOver(state: SessionState, response: string | undefined, completed: boolean): SessionStep {
  const isOf = (call: McpCall) => call.response === response
  const isDropped = (call: McpCall) => isOf(call) && !completed && !isAwaitingApproval(state.mcp, call)
  const calls = state.mcp.calls.map((call): McpCall => {
    if (isDropped(call)) return { ...call, over: true, phase: 'settled', wanted: false }
    return isOf(call) ? { ...call, over: true, phase: call.phase === 'returned' ? 'settled' : call.phase } : call
  })
  const dropped = state.mcp.calls.filter((call) => isDropped(call) && call.phase === 'running')
  const isMissed = state.mcp.calls.some((call) => isDropped(call) && call.wanted)
  return chain(
    { ...state, mcp: { ...state.mcp, calls }, turn: isMissed ? owe(state.turn, wayToSpeak(state)) : state.turn },
    (now) => [now, dropped.map((call) => done(call, false))],
    goOn,
  )
}

/**
 * Responses whose calls have all ended are followed by one more, which speaks of them: the service does not start it
 * (protocol reference 5.9, as far as anybody has seen).
 */
export function goOn(state: SessionState): SessionStep {
  const { calls } = state.mcp
  const isOpen = (response: string) =>
    calls.some((call) => call.response === response && !(call.phase === 'settled' && call.over))
  const ended = calls.filter(({ response }) => !isOpen(response))
  if (ended.length === 0) return [state, []]
  const left = { ...state, mcp: { ...state.mcp, calls: calls.filter(({ response }) => isOpen(response)) } }
  // Tools of ours that were called beside them ask for the response themselves.
  const isAskedFor = state.toolCalls.some((batch) => ended.some(({ response }) => response === batch.response))
  if (isAskedFor) return [left, []]
  return ended.some(({ wanted }) => wanted) ? speakOf(left) : tellIfNoAnswer(left)
}

/** Whoever speaks now, or has just spoken, gets a response anyway, and a second one would repeat it; unless it was a cough. */
export const speakOf = (state: SessionState): SessionStep =>
  state.turn !== undefined || state.link.utterance !== undefined || isPending(state.gate)
    ? [{ ...state, turn: owe(turnToCome(state.turn, state.gate), wayToSpeak(state)) }, []]
    : requestResponse(state, wayToSpeak(state))

/** The user goes on without what runs; what they have been asked stays open, and what they approved of in this `turn` is waited for. */
export function forgoMcp(state: SessionState, turn?: string): SessionStep {
  const { mcp } = state
  const isForgone = (call: McpCall) =>
    !isAwaitingApproval(mcp, call) && (turn === undefined || call.approvedIn !== turn)
  const calls = mcp.calls.map((call) => (call.wanted && isForgone(call) ? { ...call, wanted: false } : call))
  return [{ ...state, mcp: { ...mcp, calls } }, []]
}

/** The session that made the calls is gone: nothing of them will be heard of again. */
export function withdrawMcp(state: SessionState): SessionStep {
  const { mcp } = state
  const running = mcp.calls.filter(({ phase }) => phase === 'running')
  const asked = mcp.asked.map(({ id }) => id)
  return [
    { ...state, mcp: { ...noMcp, closed: closeApprovals(mcp, asked).closed } },
    [...running.map((call) => done(call, false)), ...asked.map((id) => tell({ type: 'approval.closed', id }))],
  ]
}
