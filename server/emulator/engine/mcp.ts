/** Tools of MCP servers: listed when a session names a server, called in an answer, and only with the client's word where it is wanted. */

import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import type { ResponseItem } from '../../voicelive/response-items.ts'
import { mcpTools, runMcpTool } from '../agent/mcp-server.ts'
import { addItem, type Draft, newId, send, updateItem } from './draft.ts'
import type { AwaitedCall, Conversation, McpCall, Request } from './state.ts'

type Server = Extract<NonNullable<Conversation['session']['tools']>[number], { type: 'mcp' }>
type ApprovalResponse = Extract<
  Extract<LooseClientEvent, { type: 'conversation.item.create' }>['item'],
  { type: 'mcp_approval_response' }
>

export const serversIn = (tools: Conversation['session']['tools']): Server[] =>
  (tools ?? []).filter((tool): tool is Server => tool.type === 'mcp')

/** Tools that an answer is asked for with count instead of those of the session. */
const serversOf = ({ session }: Conversation, { options }: Request): Server[] =>
  serversIn(options.tools ?? session.tools)

const offers = ({ allowed_tools: allowed }: Server, name: string): boolean =>
  mcpTools.some((tool) => tool.name === name) && (allowed == null || allowed.includes(name))

/** Names of the tools of all servers of an answer that have been listed. */
export const mcpToolNames = (state: Conversation, request: Request): string[] =>
  serversOf(state, request)
    .filter(({ server_label: label }) => state.listed.includes(label ?? ''))
    .flatMap((server) => mcpTools.map(({ name }) => name).filter((name) => offers(server, name)))

/** Asks each server that is new what it can do. Which of these events carries the tools is uncertain; here the item does, from the start. */
export function listTools(draft: Draft, servers: readonly Server[]) {
  for (const server of servers) {
    const label = server.server_label ?? ''
    if (draft.state.listed.includes(label)) continue
    const works = draft.state.rules.mcp !== 'list-fails'
    const id = newId(draft, 'mcpl')
    const tools = works ? mcpTools.filter(({ name }) => offers(server, name)) : []
    const wire: ResponseItem = {
      id,
      object: 'realtime.item',
      type: 'mcp_list_tools',
      server_label: label,
      tools: [...tools],
    }
    addItem(draft, { id, wire })
    send(draft, { type: 'mcp_list_tools.in_progress', item_id: id })
    send(draft, { type: works ? 'mcp_list_tools.completed' : 'mcp_list_tools.failed', item_id: id })
    if (works) draft.state = { ...draft.state, listed: [...draft.state.listed, label] }
  }
}

/** The server that has a tool, if one was listed that does. */
export const serverOf = (state: Conversation, request: Request, name: string): Server | undefined =>
  serversOf(state, request).find((server) => state.listed.includes(server.server_label ?? '') && offers(server, name))

/** `always` counts when nothing is said (documentation), also for a tool that neither list names. */
export function needsApproval({ require_approval: rule }: Server, name: string): boolean {
  if (rule == null || typeof rule === 'string') return rule !== 'never'
  return !rule.never?.includes(name)
}

export const mcpItem = (
  id: string,
  { server, name, arguments: args, approvalId }: McpCall,
  result: object = {},
): ResponseItem => ({
  id,
  object: 'realtime.item',
  type: 'mcp_call',
  server_label: server,
  name,
  arguments: args,
  ...(approvalId === undefined ? {} : { approval_request_id: approvalId }),
  ...result,
})

/** Asks the client. The call goes on when it answers. A request of an answer out of band is announced, and not kept. */
export function askApproval(draft: Draft, awaited: AwaitedCall, outOfBand: boolean) {
  const { server, name, arguments: args } = awaited.call
  const id = awaited.approvalId
  const wire: ResponseItem = {
    id,
    object: 'realtime.item',
    type: 'mcp_approval_request',
    server_label: server,
    name,
    arguments: args,
  }
  if (outOfBand) send(draft, { type: 'conversation.item.created', previous_item_id: null, item: wire })
  else addItem(draft, { id, wire })
  draft.state = { ...draft.state, awaited: [...draft.state.awaited, awaited] }
}

/** Runs a call; its item as it is afterwards. */
export function runCall(draft: Draft, itemId: string, outputIndex: number, call: McpCall): ResponseItem {
  send(draft, { type: 'response.mcp_call.in_progress', item_id: itemId, output_index: outputIndex })
  const output = draft.state.rules.mcp === 'call-fails' ? undefined : runMcpTool(call.name, call.arguments)
  return settleCall(draft, itemId, outputIndex, call, output, 'The MCP server could not run the tool')
}

function settleCall(
  draft: Draft,
  itemId: string,
  outputIndex: number,
  call: McpCall,
  output: string | undefined,
  otherwise: string,
): ResponseItem {
  const result = output === undefined ? { error: { type: 'tool_execution_error', message: otherwise } } : { output }
  send(draft, {
    type: output === undefined ? 'response.mcp_call.failed' : 'response.mcp_call.completed',
    item_id: itemId,
    output_index: outputIndex,
  })
  const wire = mcpItem(itemId, call, result)
  updateItem(draft, itemId, (item) => ({ ...item, wire }))
  return wire
}

/** The client has spoken. What the service sends for a denial is not documented; here the call fails. */
export function handleApproval(draft: Draft, { approval_request_id: approvalId, approve }: ApprovalResponse) {
  const found = draft.state.awaited.find((each) => each.approvalId === approvalId)
  if (found === undefined) return
  draft.state = { ...draft.state, awaited: draft.state.awaited.filter((each) => each !== found) }
  const { itemId, outputIndex, call, responseId } = found
  const item = approve
    ? runCall(draft, itemId, outputIndex, call)
    : settleCall(draft, itemId, outputIndex, call, undefined, 'The call was not approved')
  send(draft, { type: 'response.output_item.done', response_id: responseId, output_index: outputIndex, item })
}
