/** Finds which object of a schema a place in a value belongs to, so that a problem there can name what would fit. */

import * as z from 'zod'
import { inside } from '../voicelive/fields.ts'

/** An object schema: its fields, and within a tagged union the tag that chose it and the members it was chosen from. */
export type Kind = Readonly<{
  keys: readonly string[]
  tagName: string
  tag: string
  siblings: readonly Readonly<{ tag: string; keys: readonly string[] }>[]
}>

/** The object schema that governs `value` at `path`; undefined where there is none, or no member of a union fits. */
export function kindAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): Kind | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return kindAt(schema.unwrap(), value, path)
  if (schema instanceof z.ZodDiscriminatedUnion) return memberAt(schema, value, path)
  if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) {
      const kind = kindAt(option, value, path)
      if (kind) return kind
    }
    return undefined
  }
  const [key, ...rest] = path
  if (schema instanceof z.ZodArray)
    return key === undefined ? undefined : kindAt(schema.element, inside(value, key), rest)
  if (schema instanceof z.ZodRecord)
    return key === undefined ? undefined : kindAt(schema.valueType, inside(value, key), rest)
  if (!(schema instanceof z.ZodObject)) return undefined
  if (key === undefined) return { keys: Object.keys(schema.shape), tagName: '', tag: '', siblings: [] }
  const field = schema.shape[String(key)]
  return field === undefined ? undefined : kindAt(field, inside(value, key), rest)
}

function memberAt(union: z.ZodDiscriminatedUnion, value: unknown, path: readonly PropertyKey[]): Kind | undefined {
  const tagName = union.def.discriminator
  const members = union.options
    .filter((option) => option instanceof z.ZodObject)
    .map((option) => ({ option, tag: tagOf(option, tagName), keys: Object.keys(option.shape) }))
  const chosen = members.find(({ tag }) => tag === inside(value, tagName))
  if (chosen === undefined) return undefined
  const siblings = members.filter((member) => member !== chosen).map(({ tag, keys }) => ({ tag, keys }))
  return path.length > 0
    ? kindAt(chosen.option, value, path)
    : { keys: chosen.keys, tagName, tag: chosen.tag, siblings }
}

function tagOf(option: z.ZodObject, tagName: string): string {
  const field = option.shape[tagName]
  return field instanceof z.ZodLiteral ? String(field.value) : ''
}
