/** What a tool module exports, and what the server makes of it: a definition for the model, and a function of the model's own text. */

import * as z from 'zod'
import type { Tool as SessionTool } from '../voicelive/tools.ts'

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

/** Joins schema and function, so that `run` only ever sees what its schema allows. Throws where the schema cannot be one. */
export function defineTool({ name, description, parameters = NOTHING, run }: ToolModule): Tool {
  const input = inputOf(parameters)
  return {
    name,
    definition: { type: 'function', name, description, parameters },
    run: async (argumentsJson, signal) => Reflect.apply(run, undefined, [readInput(input, argumentsJson), { signal }]),
  }
}

/** What zod cannot read even without the words that it does not know is still a schema for the model; the tool then gets any object. */
function inputOf(parameters: Readonly<Record<string, unknown>>): z.ZodType {
  try {
    return z.fromJSONSchema(checkable({ ...parameters }))
  } catch {
    return z.looseObject({})
  }
}

/** Values of these words are data, and no schemas. */
const isData = (word: string): boolean => ['const', 'enum', 'default', 'examples'].includes(word)

/** Values of these have a schema by each name, and a name is no word. */
const hasNames = (word: string): boolean => ['properties', 'patternProperties', '$defs', 'definitions'].includes(word)

/** With any of these zod reads nothing of the whole schema. It would look for `definitions` by the version that `$schema` names. */
const unknownToZod = /^(not|if|then|else|dependent(Required|Schemas)|unevaluated(Items|Properties)|\$schema)$/

const isType = (value: unknown): boolean =>
  ['string', 'number', 'integer', 'boolean', 'null', 'object', 'array'].includes(String(value))

/** `format` says what a value is for, and forbids nothing; and a pattern is read without the flag that these escapes need. */
function isLeftOut(word: string, value: unknown): boolean {
  if (word === 'type') return ![value].flat().every(isType)
  if (word === 'format') return true
  if (word === 'pattern') return /\\[pPu]\{/.test(String(value))
  return unknownToZod.test(word) || (word === '$ref' && !/^#($|\/(\$defs|definitions)\/)/.test(String(value)))
}

/** A schema without what would refuse arguments that are valid, or keep the rest from being checked. The model is given the whole of it. */
function checkable<Schema>(schema: Schema): Schema
function checkable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(checkable)
  if (typeof schema !== 'object' || schema === null) return schema
  const words = Object.entries(schema).filter(([word, value]) => !isLeftOut(word, value))
  return Object.fromEntries(
    words.map(([word, value]) => {
      if (word === '$ref') return [word, String(value).replace('#/definitions/', '#/$defs/')]
      // More than one may fit, once a part of each is left out.
      if (word === 'oneOf') return ['anyOf', checkable(value)]
      if (hasNames(word) && typeof value === 'object' && value !== null)
        return [word, Object.fromEntries(Object.entries(value).map(([name, named]) => [name, checkable(named)]))]
      return [word, isData(word) ? value : checkable(value)]
    }),
  )
}

function readInput(input: z.ZodType, argumentsJson: string): unknown {
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
