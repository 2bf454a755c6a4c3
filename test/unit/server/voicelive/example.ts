/** Exists to make the smallest value that a schema takes, so that every event can be tested without writing it out. */
import * as z from 'zod'

export function smallest(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(requiredOf(schema).map(([name, field]) => [name, smallest(field)]))
  if (schema instanceof z.ZodUnion) return smallest(schema.options[0] as z.ZodType)
  if (schema instanceof z.ZodPipe)
    return smallest((schema.out instanceof z.ZodTransform ? schema.in : schema.out) as z.ZodType)
  if (schema instanceof z.ZodLiteral) return schema.value
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodString) return 'text'
  if (schema instanceof z.ZodNumber) return 1
  if (schema instanceof z.ZodBoolean) return true
  if (schema instanceof z.ZodArray) return []
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodUnknown) return {}
  throw new TypeError(`no example for a schema of kind ${schema.def.type}`)
}

/** The fields without which the object is refused. */
export function requiredOf(schema: z.ZodObject): [string, z.ZodType][] {
  return Object.entries(schema.shape as Record<string, z.ZodType>).filter(
    ([, field]) => field instanceof z.ZodUnknown || !field.safeParse(undefined).success,
  )
}
