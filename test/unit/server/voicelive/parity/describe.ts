/** Exists to print a zod schema and a type of the SDK in one spelling, so that the two can be compared. */
import * as z from 'zod'

/** A field of an object: its type in the common spelling, and whether it may be absent or null. */
export type FieldView = { type: string; optional: boolean; nullable: boolean }

export function fieldsOf(schema: z.ZodObject): Map<string, FieldView> {
  return new Map(Object.entries(schema.shape).map(([name, field]) => [name, viewField(field as z.ZodType)]))
}

function viewField(field: z.ZodType): FieldView {
  const view = { type: '', optional: false, nullable: false }
  let inner = field
  for (;;) {
    if (inner instanceof z.ZodOptional) view.optional = true
    else if (inner instanceof z.ZodNullable) view.nullable = true
    else if (!isFilledIn(inner)) return { ...view, type: spell(inner) }
    inner = (inner instanceof z.ZodPipe ? inner.in : (inner as z.ZodOptional).unwrap()) as z.ZodType
  }
}

/** `z.….transform(fill)`, as opposed to `z.preprocess(…)`: both are pipes. */
function isFilledIn(schema: z.ZodType): boolean {
  return schema instanceof z.ZodPipe && schema.out instanceof z.ZodTransform
}

/** The common spelling: `string`, `number[]`, `map<string,any>`, `"a" | "b"`, `{a: string, b?: number}`; members in order of the alphabet. */
export function spell(schema: z.ZodType): string {
  if (schema instanceof z.ZodObject) {
    const fields = [...fieldsOf(schema)].map(([name, field]) => `${name}${field.optional ? '?' : ''}: ${field.type}`)
    return `{${fields.sort().join(', ')}}`
  }
  if (schema instanceof z.ZodPipe) return spell((isFilledIn(schema) ? schema.in : schema.out) as z.ZodType)
  if (schema instanceof z.ZodUnion) return join(schema.options.map((option) => spell(option as z.ZodType)))
  if (schema instanceof z.ZodArray) return `${group(spell(schema.element as z.ZodType))}[]`
  if (schema instanceof z.ZodRecord) return `map<string,${spell(schema.valueType as z.ZodType)}>`
  if (schema instanceof z.ZodEnum) return join(schema.options.map((value) => JSON.stringify(value)))
  if (schema instanceof z.ZodLiteral) return join([...schema.values].map((value) => JSON.stringify(value)))
  if (schema instanceof z.ZodString) return 'string'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodUnknown) return 'any'
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return spell(schema.unwrap() as z.ZodType)
  throw new TypeError(`no spelling for a schema of kind ${schema.def.type}`)
}

/** A type as the fixture prints it, in the common spelling; `resolve` spells a model by its name. */
export function spellSdk(type: string, resolve: (model: string) => string): string {
  const parts = type.split(' | ')
  if (parts.length > 1) return join(parts.map((part) => spellSdk(part, resolve)))
  if (type.endsWith('[]')) return `${group(spellSdk(type.slice(0, -2), resolve))}[]`
  const value = /^map<string,(.*)>$/.exec(type)?.[1]
  if (value !== undefined) return `map<string,${spellSdk(value, resolve)}>`
  if (type === 'string(base64)') return 'string'
  return /^(string|number|boolean|any|Date|".*")$/.test(type) ? type : resolve(type)
}

function join(members: string[]): string {
  const flat = members.flatMap((member) => (member.startsWith('{') ? [member] : member.split(' | ')))
  return [...new Set(flat)].sort().join(' | ')
}

function group(spelling: string): string {
  return spelling.includes(' | ') && !/^\{.*\}$/.test(spelling) ? `(${spelling})` : spelling
}
