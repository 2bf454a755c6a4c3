/** Reads from the conversation what the agent is to answer to. */

import type { ResponseItem } from '../../voicelive/response-items.ts'
import type { Prompt } from '../agent/brain.ts'
import type { ToolResult } from '../agent/tool-results.ts'
import { mcpToolNames } from './mcp.ts'
import type { Conversation, Item, Request } from './state.ts'

function textOf({ wire }: Item): string {
  if (wire.type !== 'message') return ''
  return (wire.content ?? [])
    .map((part) =>
      part.type === 'input_text' || part.type === 'text'
        ? part.text
        : part.type === 'input_audio'
          ? part.transcript
          : null,
    )
    .filter((text) => text != null)
    .join('\n')
}

const functionResult = (items: readonly Item[], wire: ResponseItem): ToolResult | undefined =>
  wire.type === 'function_call_output' ? resultOf(items, wire.call_id, wire.output ?? '') : undefined

/** Undefined for a call that has not been made yet. */
function mcpResult(wire: Extract<ResponseItem, { type: 'mcp_call' }>): ToolResult | undefined {
  const { error } = wire
  const said = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined
  const output = wire.output ?? said
  return output == null ? undefined : { name: wire.name ?? '', arguments: wire.arguments ?? '{}', output }
}

function resultOf(items: readonly Item[], callId: string | null | undefined, output: string): ToolResult {
  for (const { wire } of items)
    if (wire.type === 'function_call' && wire.call_id === callId)
      return { name: wire.name ?? '', arguments: wire.arguments ?? '{}', output }
  return { name: '', arguments: '{}', output }
}

/** The results behind the newest message or call: all of them are answered at once. */
function trailingResults(items: readonly Item[]): ToolResult[] {
  const results: ToolResult[] = []
  for (const { wire } of items.toReversed()) {
    if (wire.type === 'mcp_approval_request' || wire.type === 'mcp_approval_response') continue
    const result = wire.type === 'mcp_call' ? mcpResult(wire) : functionResult(items, wire)
    if (result === undefined) break
    results.unshift(result)
  }
  return results
}

/** What was said, typed or returned last; `nothing` when the agent has the first word. */
export function promptOf({ items }: Conversation): Prompt {
  const results = trailingResults(items)
  if (results.length > 0) return { kind: 'tools', results }
  const last = items.findLast(({ wire }) => wire.type === 'message' && wire.role === 'user')
  if (last === undefined) return { kind: 'nothing' }
  return last.speech === undefined
    ? { kind: 'text', text: textOf(last) }
    : { kind: 'speech', text: last.speech.text, speechMs: last.speech.speechMs }
}

/** Names of the tools that may be called in this answer: the client's functions, and those of MCP servers. */
export const toolsOf = (state: Conversation, request: Request): string[] =>
  (request.options.tool_choice ?? state.session.tool_choice) === 'none'
    ? []
    : [...functionNames(state, request), ...mcpToolNames(state)]

export function functionNames({ session }: Conversation, { options }: Request): string[] {
  const names: string[] = []
  for (const tool of options.tools ?? session.tools ?? [])
    if (tool.type === 'function' && tool.name != null) names.push(tool.name)
  return names
}
