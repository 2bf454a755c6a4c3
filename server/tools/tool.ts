/** What a tool module exports, and what the server makes of it: a definition for the model, and a function of the model's own text. */

import * as z from 'zod'
import type { Tool as SessionTool } from '../voicelive/tools.ts'
import { checkable } from './checkable.ts'

/** `run` gets raw JSON text from the model and throws a plain sentence when it cannot serve it. What it returns becomes text: see output.ts. */
export type Tool = Readonly<{
  name: string
  definition: SessionTool
  run: (argumentsJson: string, signal: AbortSignal) => Promise<unknown>
}>

/**
 * The default export of a file in `tools/`. `description` tells the model when to call it, `parameters` is a JSON Schema of an object,
 * and `run` gets what fits it. Text is the best answer; any other value reaches the model as JSON. May be a promise.
 */
export type ToolModule<Arguments = never> = Readonly<{
  name: string
  description: string
  parameters?: Readonly<Record<string, unknown>>
  run: (args: Arguments, call: Readonly<{ signal: AbortSignal }>) => unknown
}>

/** No arguments, in the form that every model takes. */
const NOTHING = { type: 'object', properties: {} } as const

/** Joins schema and function, so that `run` only ever sees what its schema allows. `self` is what `run` calls this. */
export function defineTool({ name, description, parameters = NOTHING, run }: ToolModule, self?: object): Tool {
  const input = inputOf(parameters)
  return {
    name,
    definition: { type: 'function', name, description, parameters },
    run: async (argumentsJson, signal) =>
      textOf(await Reflect.apply(run, self, [readInput(input, argumentsJson), { signal }])),
  }
}

/** What `fetch` gives is for its text, or it would be an object without any field. */
const textOf = (value: unknown): unknown => (value instanceof Response ? value.text() : value)

/** The model's own mistake, which it can mend. */
export class ArgumentsError extends Error {
  override name = 'ArgumentsError'
}

/** What zod cannot read even without the words that it does not know is still a schema for the model; the tool then gets any object. */
function inputOf(parameters: Readonly<Record<string, unknown>>): z.ZodType {
  try {
    return z.fromJSONSchema(checkable({ ...parameters }))
  } catch {
    return z.looseObject({})
  }
}

function readInput(input: z.ZodType, argumentsJson: string): unknown {
  const result = input.safeParse(parseJson(argumentsJson))
  if (result.success) return result.data
  throw new ArgumentsError(`The arguments do not fit the schema. ${z.prettifyError(result.error)}`)
}

/** A call without arguments comes as an empty string from some models. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new ArgumentsError('The arguments are not valid JSON. Send one JSON object.')
  }
}
