/** The calls that an answer makes: of functions, which the client runs, and of tools of MCP servers. */

import { clip } from '../../../shared/clip.ts'
import type { ResponseItem } from '../../voicelive/response-items.ts'
import type { ToolCall } from '../agent/decide.ts'
import { type Draft, newId, send, updateItem, updateResponse } from './draft.ts'
import { askApproval, mcpItem, needsApproval, runCall, serverOf } from './mcp.ts'
import { announce, finishItem } from './output.ts'
import { functionNames } from './prompt.ts'
import type { ActiveResponse, McpCall } from './state.ts'

/** The function of a client counts more than the tool of a server by the same name. */
export function makeCall(draft: Draft, call: ToolCall) {
  const { response } = draft.state
  if (response === null) return
  const server = functionNames(draft.state, response.request).includes(call.name)
    ? undefined
    : serverOf(draft.state, response.request, call.name)
  if (server === undefined) return callFunction(draft, response, call)
  const mcp = { server: server.server_label ?? '', name: call.name, arguments: call.arguments }
  callServer(draft, response, mcp, needsApproval(server, call.name))
}

function callServer(draft: Draft, response: ActiveResponse, call: McpCall, ask: boolean) {
  const id = newId(draft, 'mcp')
  announce(draft, response, id, mcpItem(id, { ...call, arguments: '' }))
  const where = { response_id: response.id, item_id: id, output_index: response.output.length }
  send(draft, { type: 'response.mcp_call_arguments.delta', ...where, delta: call.arguments })
  send(draft, { type: 'response.mcp_call_arguments.done', ...where, arguments: call.arguments })
  const approvalId = ask ? newId(draft, 'mcpr') : undefined
  const asked = approvalId === undefined ? call : { ...call, approvalId }
  const wire = mcpItem(id, asked)
  updateItem(draft, id, (known) => ({ ...known, wire }))
  const outputIndex = response.output.length
  if (approvalId === undefined) return finishItem(draft, runCall(draft, id, outputIndex, call))
  updateResponse(draft, { output: [...response.output, wire] })
  const awaited = { approvalId, itemId: id, responseId: response.id, outputIndex, call: asked }
  askApproval(draft, awaited, response.request.options.outOfBand === true)
}

function callFunction(draft: Draft, response: ActiveResponse, { name, arguments: args }: ToolCall) {
  const [id, callId] = [newId(draft, 'item'), newId(draft, 'call')]
  const item = { id, object: 'realtime.item', type: 'function_call' as const, name, call_id: callId }
  announce(draft, response, id, { ...item, arguments: '', status: 'in_progress' })
  const where = { response_id: response.id, item_id: id, output_index: response.output.length, call_id: callId }
  const half = clip(args, Math.ceil(args.length / 2)).length
  for (const delta of [args.slice(0, half), args.slice(half)])
    if (delta !== '') send(draft, { type: 'response.function_call_arguments.delta', ...where, delta })
  send(draft, { type: 'response.function_call_arguments.done', ...where, arguments: args, name })
  const wire: ResponseItem = { ...item, arguments: args, status: 'completed' }
  updateItem(draft, id, (known) => ({ ...known, wire }))
  finishItem(draft, wire)
}
