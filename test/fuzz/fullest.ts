/** Makes the largest value that a schema describes: with every field that its source names. */

import * as z from 'zod'

export function fullest(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return fullest(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => [name, fullest(field)]),
    )
  // The last kind: the first one of a union that is read from a peer stands for those that no one knows.
  if (schema instanceof z.ZodUnion) return fullest(schema.options.at(-1) as z.ZodType)
  if (schema instanceof z.ZodPipe)
    return fullest((schema.out instanceof z.ZodTransform ? schema.in : schema.out) as z.ZodType)
  if (schema instanceof z.ZodLiteral) return schema.value
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodString) return 'text'
  if (schema instanceof z.ZodNumber) return 1
  if (schema instanceof z.ZodBoolean) return true
  if (schema instanceof z.ZodArray) return [fullest(schema.element as z.ZodType)]
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodUnknown) return { text: 'text' }
  throw new TypeError(`no example for a schema of kind ${schema.def.type}`)
}
