/** Reads from the conversation what the agent is to answer to. */

import type { ResponseItem } from '../../voicelive/response-items.ts'
import { toolChoiceWord } from '../../voicelive/tools.ts'
import type { Plan, Prompt } from '../agent/decide.ts'
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

const isMessageOf = ({ wire }: Item, role: string): boolean => wire.type === 'message' && wire.role === role

/** Every result that no answer of the agent stands behind, wherever it stands itself: all of them are answered at once. */
function openResults(items: readonly Item[]): ToolResult[] {
  return items
    .slice(items.findLastIndex((item) => isMessageOf(item, 'assistant')) + 1)
    .flatMap(({ wire }) => (wire.type === 'mcp_call' ? mcpResult(wire) : functionResult(items, wire)) ?? [])
}

/** What was asked behind the newest result: undefined when nothing was, or nothing that has words. */
function questionBehind(items: readonly Item[]): string | undefined {
  const isResult = ({ wire }: Item) => wire.type === 'function_call_output' || wire.type === 'mcp_call'
  const asked = items.slice(items.findLastIndex(isResult) + 1).findLast((item) => isMessageOf(item, 'user'))
  const text = asked?.speech === undefined ? asked && textOf(asked) : asked.speech.text
  return text ?? undefined
}

/** What was said, typed or returned last; `nothing` when the agent has the first word. */
export function promptOf({ items }: Conversation): Prompt {
  const results = openResults(items)
  if (results.length > 0) return { kind: 'tools', results, question: questionBehind(items) }
  const last = items.findLast((item) => isMessageOf(item, 'user'))
  if (last === undefined) return { kind: 'nothing' }
  return last.speech === undefined
    ? { kind: 'text', text: textOf(last) }
    : { kind: 'speech', text: last.speech.text, speechMs: last.speech.speechMs }
}

/** Names of the tools that may be called in this answer: the client's functions, and those of MCP servers. */
export const toolsOf = (state: Conversation, request: Request): string[] =>
  choiceOf(state, request) === 'none' ? [] : [...functionNames(state, request), ...mcpToolNames(state, request)]

const choiceOf = ({ session }: Conversation, { options }: Request) => options.tool_choice ?? session.tool_choice

/** The function that must be called. To models that hear audio it is all one which was named (the Python SDK skips that test). */
function chosen(state: Conversation, request: Request, offered: readonly string[]): string | undefined {
  const choice = choiceOf(state, request)
  if (state.rules.order === 'native' || toolChoiceWord.safeParse(choice).success) return undefined
  const name = typeof choice === 'object' && choice !== null && 'name' in choice ? choice.name : choice
  return offered.find((each) => each === name)
}

/** What is done where a tool must be called: whatever else was decided, the one that was named, or the first, is called with nothing. */
export function withRequiredTool(state: Conversation, request: Request, { sentences, calls }: Plan): Plan {
  const offered = toolsOf(state, request)
  const name = chosen(state, request, offered)
  const wanted = name === undefined ? calls : calls.filter((call) => call.name === name)
  const must = name ?? (choiceOf(state, request) === 'required' ? offered[0] : undefined)
  if (wanted.length === 0 && must !== undefined) return { sentences: [], calls: [{ name: must, arguments: '{}' }] }
  return { sentences, calls: state.session.parallel_tool_calls === false ? wanted.slice(0, 1) : wanted }
}

export function functionNames({ session }: Conversation, { options }: Request): string[] {
  const names: string[] = []
  for (const tool of options.tools ?? session.tools ?? [])
    if (tool.type === 'function' && tool.name != null) names.push(tool.name)
  return names
}
