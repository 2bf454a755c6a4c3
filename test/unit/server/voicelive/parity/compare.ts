/** Exists to find every difference between our schemas and the models of the official SDK, each named by one line. */
import * as z from 'zod'
import { forgive } from '../../../../../server/voicelive/loosen.ts'
import sdk from '../../../../fixtures/voice-live-events.json' with { type: 'json' }
import { type FieldView, fieldsOf, spell, spellSdk } from './describe.ts'
import { ours } from './models.ts'

type SdkField = { name: string; type: string; required: boolean }
type SdkModel = { fields?: SdkField[]; union?: string[]; enum?: string[] }
type SdkEvent = { type: string; fields: SdkField[] }

const models: Record<string, SdkModel> = sdk.models
const enums: Record<string, string[]> = sdk.enums

export function modelDifferences(): string[] {
  const named: Record<string, SdkModel> = { ...models }
  for (const [name, values] of Object.entries(enums)) named[name] ??= { enum: values }
  const found = Object.entries(named).flatMap(([name, model]) => {
    const schema = ours[name]
    if (schema === undefined) return [`${name}: only in the SDK`]
    if (model.enum) return memberDifferences(name, valuesOf(model.enum), optionsOf(schema))
    if (model.union) return memberDifferences(name, model.union.flatMap(membersOf), optionsOf(schema))
    return fieldDifferences(name, model.fields ?? [], fieldsOf(schema as z.ZodObject), spellStrict)
  })
  const unknown = Object.keys(ours).filter((name) => !(name in named))
  return [...found, ...unknown.map((name) => `${name}: no such model in the SDK`)].sort()
}

/** `printed`: the events come from the service, so whatever may be absent may be null, and nested models are forgiving. */
export function eventDifferences(
  side: readonly SdkEvent[],
  union: z.ZodDiscriminatedUnion<readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[]>,
  printed: boolean,
): string[] {
  const schemas = new Map(union.options.map((option) => [option.shape.type.value, option]))
  const found = side.flatMap(({ type, fields }) => {
    const schema = schemas.get(type)
    if (schema === undefined) return [`${type}: only in the SDK`]
    return fieldDifferences(type, fields, fieldsOf(schema), printed ? spellPrinted : spellStrict, printed)
  })
  const known = new Set(side.map((event) => event.type))
  const extra = [...schemas.keys()].filter((type) => !known.has(type)).map((type) => `${type}: only ours`)
  return [...found, ...extra].sort()
}

function fieldDifferences(
  owner: string,
  fields: readonly SdkField[],
  own: ReadonlyMap<string, FieldView>,
  resolve: (model: string) => string,
  nullish = false,
): string[] {
  const found = fields.flatMap((field) => {
    const view = own.get(field.name)
    const where = `${owner}.${field.name}`
    if (view === undefined) return [`${where}: only in the SDK`]
    const differences: string[] = []
    if (view.optional === field.required)
      differences.push(`${where}: ${view.optional ? 'optional' : 'required'} in ours`)
    if (view.nullable !== (nullish && view.optional))
      differences.push(`${where}: ${view.nullable ? '' : 'never '}null in ours`)
    if (view.type !== spellSdk(field.type, resolve)) differences.push(`${where}: another type than ${field.type}`)
    return differences
  })
  const known = new Set(fields.map((field) => field.name))
  return [...found, ...[...own.keys()].filter((name) => !known.has(name)).map((name) => `${owner}.${name}: only ours`)]
}

/** A member of a union or an enum: what to call it, and its spelling. */
type Member = { label: string; spelling: string }

function memberDifferences(owner: string, theirs: readonly Member[], own: readonly Member[]): string[] {
  const lacking = (from: readonly Member[], all: readonly Member[]): string[] =>
    from.filter(({ spelling }) => !all.some((member) => member.spelling === spelling)).map(({ label }) => label)
  return [
    ...lacking(theirs, own).map((label) => `${owner}: only in the SDK: ${label}`),
    ...lacking(own, theirs).map((label) => `${owner}: only ours: ${label}`),
  ]
}

/** The members of a union of the SDK, unions inside it included, each spelt as our schema for it; a model that we lack keeps its name. */
function membersOf(name: string): Member[] {
  return models[name]?.union?.flatMap(membersOf) ?? [{ label: name, spelling: spellStrict(name) }]
}

function valuesOf(values: readonly string[]): Member[] {
  return values.map((value) => ({ label: JSON.stringify(value), spelling: JSON.stringify(value) }))
}

/** The members of a schema: values of an enum, or options of a union, unions inside it included. Named by `tag` where there is one. */
function optionsOf(schema: z.ZodType, tag?: string): Member[] {
  if (schema instanceof z.ZodEnum && tag === undefined) return valuesOf(schema.options.map(String))
  if (schema instanceof z.ZodUnion) {
    const inner = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : ''
    return schema.options.flatMap((option) => optionsOf(option as z.ZodType, inner))
  }
  const spelling = spell(schema)
  const label = tag ? fieldsOf(schema as z.ZodObject).get(tag)?.type : undefined
  return [{ label: label ?? spelling, spelling }]
}

function spellStrict(model: string): string {
  const schema = ours[model]
  if (schema === undefined) return model
  return spell(schema)
}

function spellPrinted(model: string): string {
  const schema = ours[model]
  return schema === undefined ? model : spell(forgive(schema))
}
