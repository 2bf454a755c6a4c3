/** What the agent says about the results of the tools that it called. */

import { clip } from '../../../shared/clip.ts'
import { sayExpression, sayNumber } from './arithmetic.ts'
import { toolNames } from './script.ts'

/** A call that the agent made and what came back; `name` and `arguments` are empty when the call is not in the conversation. */
export type ToolResult = Readonly<{ name: string; arguments: string; output: string }>

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

/** `It is 3:07 PM.` */
export function sayClock(time: Date): string {
  const hours = time.getHours()
  const minutes = String(time.getMinutes()).padStart(2, '0')
  return `It is ${hours % 12 || 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}.`
}

/** Reads `15:07` out of whatever a tool calls the time: an ISO date with its own clock time, or a time of day. */
function sayTime(output: unknown): string | undefined {
  const texts = isFields(output) ? Object.values(output) : [output]
  for (const text of texts) {
    const found = typeof text === 'string' && /(?:^|T|\s)(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*([AP]M)?/i.exec(text)
    if (!found) continue
    const [, hours = '0', minutes = '0', half] = found
    if (half !== undefined) return `It is ${Number(hours)}:${minutes} ${half.toUpperCase()}.`
    return sayClock(new Date(2000, 0, 1, Number(hours), Number(minutes)))
  }
  return undefined
}

function sayCalculation(args: string, output: unknown): string | undefined {
  const result = isFields(output) ? (output.result ?? output.value) : output
  const value = typeof result === 'number' || typeof result === 'string' ? Number(result) : Number.NaN
  if (Number.isNaN(value)) return undefined
  const given = parse(args)
  const expression = isFields(given) && typeof given.expression === 'string' ? given.expression : undefined
  return expression === undefined
    ? `The result is ${sayNumber(value)}.`
    : `${sayExpression(expression)} is ${sayNumber(value)}.`
}

function sayResult({ name, arguments: args, output }: ToolResult): string {
  const value = parse(output)
  const said =
    name === toolNames.time ? sayTime(value) : name === toolNames.calculate ? sayCalculation(args, value) : undefined
  return said ?? `The tool ${name.replaceAll('_', ' ')} answered: ${clip(output, 200)}.`
}

/** A sentence for each result. */
export const sayToolResults = (results: readonly ToolResult[]): string[] => results.map(sayResult)
