/** Reads from the conversation what the agent is to answer to. */

import type { Prompt } from '../agent/brain.ts'
import type { ToolResult } from '../agent/tool-results.ts'
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
    if (wire.type !== 'function_call_output') break
    results.unshift(resultOf(items, wire.call_id, wire.output ?? ''))
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

/** Names of the function tools that may be called in this answer. */
export function toolsOf({ session }: Conversation, { options }: Request): string[] {
  if ((options.tool_choice ?? session.tool_choice) === 'none') return []
  const names: string[] = []
  for (const tool of options.tools ?? session.tools ?? [])
    if (tool.type === 'function' && tool.name != null) names.push(tool.name)
  return names
}
