/** What a tool is: a zod schema for its input, and a function from that input to what the model reads. */

import * as z from 'zod'
import type { Tool as SessionTool } from '../voicelive/tools.ts'

/** `run` gets raw JSON text from the model and throws a plain sentence when it cannot serve it. What it returns becomes text: see output.ts. */
export type Tool = Readonly<{
  name: string
  definition: SessionTool
  run: (argumentsJson: string, signal: AbortSignal) => Promise<unknown>
}>

export type ToolOptions<Input extends z.ZodType> = Readonly<{
  name: string
  /** For the model: when to call it. */
  description: string
  input: Input
  /** Text is the best answer; any other value reaches the model as JSON. May be a promise. */
  run: (input: z.output<Input>, signal: AbortSignal) => unknown
}>

/** Joins schema and function, so that `run` only ever sees what its schema allows. */
export function defineTool<Input extends z.ZodType>({ name, description, input, run }: ToolOptions<Input>): Tool {
  const { $schema, ...parameters } = z.toJSONSchema(input, { io: 'input' })
  return {
    name,
    definition: { type: 'function', name, description, parameters },
    run: async (argumentsJson, signal) => run(readInput(input, argumentsJson), signal),
  }
}

function readInput<Input extends z.ZodType>(input: Input, argumentsJson: string): z.output<Input> {
  const result = input.safeParse(parseJson(argumentsJson))
  if (result.success) return result.data
  throw new Error(`The arguments do not fit the schema. ${z.prettifyError(result.error)}`)
}

/** A call without arguments comes as an empty string from some models. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('The arguments are not valid JSON. Send one JSON object.')
  }
}
