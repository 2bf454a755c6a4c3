/** Exists so that each model is written once, strictly, as we send it; these functions derive what the emulator reads from clients, and what it prints. */
import * as z from 'zod'

/**
 * What the derived schema does with a required field that is absent or null: `refuse` it, or `forgive` it.
 * Both keep unknown keys, open every enum, drop ranges, and take null for an optional field.
 */
type Gaps = 'refuse' | 'forgive'

/** A value that our enum does not list: the peer may be newer than we are. */
type Unlisted = string & Record<never, never>

/** Names of the fields that may be absent or null. */
type Optionals<Shape, Tag, G extends Gaps> = {
  [K in keyof Shape]: K extends Tag ? never : G extends 'forgive' ? K : Shape[K] extends z.ZodOptional ? K : never
}[keyof Shape]

type Fields<Shape, Tag, G extends Gaps> = {
  [K in Exclude<keyof Shape, Optionals<Shape, Tag, G>>]: K extends Tag ? z.output<Shape[K]> : Loose<Shape[K], G>
} & { [K in Optionals<Shape, Tag, G>]?: Loose<Shape[K], G> | null | undefined }

type Flat<T> = { [K in keyof T]: T[K] } & unknown

type Kind<Option, Tag, G extends Gaps> = Option extends z.ZodObject<infer Shape> ? Flat<Fields<Shape, Tag, G>> : never

/** What an object with a tag that its union does not list reads as. */
type UnknownKind<Option extends z.ZodObject, Tag extends string> = Flat<
  { [K in Tag]: 'unknown' } & { raw: Record<string, unknown> } & Fields<Omit<Option['shape'], Tag>, never, 'forgive'>
>

/** A literal beside other members is a word among values (`number | 'inf'`), no enum: it stays as it is. */
type Member<Option, G extends Gaps> = Option extends z.ZodLiteral ? z.output<Option> : Loose<Option, G>

/** The value that a loosened schema yields. */
export type Loose<S, G extends Gaps> =
  S extends z.ZodOptional<infer Inner>
    ? Loose<Inner, G> | undefined
    : S extends z.ZodNullable<infer Inner>
      ? Loose<Inner, G> | null
      : S extends z.ZodDiscriminatedUnion<infer Options extends readonly z.ZodObject[], infer Tag>
        ? Kind<Options[number], Tag, G> | UnknownKind<Options[number], Tag>
        : S extends z.ZodUnion<infer Options>
          ? Member<Options[number], G>
          : S extends z.ZodObject<infer Shape>
            ? Flat<Fields<Shape, never, G>>
            : S extends z.ZodArray<infer Element>
              ? Loose<Element, G>[]
              : S extends z.ZodEnum | z.ZodLiteral<string>
                ? z.output<S> | Unlisted
                : z.output<S>

/**
 * The schema for what a *client* may send us: required fields stay required.
 * A tagged object with a tag we do not know reads `{ [tag]: 'unknown', raw, …fields all its siblings share }`.
 */
export function loosen<S extends z.ZodType>(schema: S): z.ZodType<Loose<S, 'refuse'>>
export function loosen(schema: z.ZodType): z.ZodType {
  return derive(schema, 'refuse')
}

/** As {@link loosen}, for a union whose tag the caller has looked at: a tag that it does not list is refused. */
export function loosenKinds<Options extends readonly z.ZodObject[], Tag extends string>(
  union: z.ZodDiscriminatedUnion<Options, Tag>,
): z.ZodType<Kind<Options[number], Tag, 'refuse'>>
export function loosenKinds(union: z.ZodDiscriminatedUnion): z.ZodType {
  const { tag, first, rest } = kindsOf(union)
  return z.discriminatedUnion(tag, [
    deriveObject(first, 'refuse', tag),
    ...rest.map((kind) => deriveObject(kind, 'refuse', tag)),
  ])
}

/**
 * The schema for what the *service* prints, and the emulator in its place: as {@link loosen}, and any field but a union's tag may be absent or null,
 * for the service prints null for what is unset (seen in a recorded session) and promises no field.
 */
export function forgive<S extends z.ZodType>(schema: S): z.ZodType<Loose<S, 'forgive'>>
export function forgive(schema: z.ZodType): z.ZodType {
  return derive(schema, 'forgive')
}

/** Unions share fields, and each use of one would be derived anew: four times as many schemas at every start. */
const derived: Readonly<Record<Gaps, WeakMap<z.core.$ZodType, z.ZodType>>> = {
  refuse: new WeakMap(),
  forgive: new WeakMap(),
}

function derive(schema: z.core.$ZodType, gaps: Gaps): z.ZodType {
  const known = derived[gaps].get(schema)
  if (known !== undefined) return known
  const made = deriveNew(schema, gaps)
  derived[gaps].set(schema, made)
  return made
}

function deriveNew(schema: z.core.$ZodType, gaps: Gaps): z.ZodType {
  if (schema instanceof z.ZodOptional) return derive(schema.unwrap(), gaps).nullish()
  if (schema instanceof z.ZodNullable) return derive(schema.unwrap(), gaps).nullable()
  if (schema instanceof z.ZodDiscriminatedUnion) return deriveKinds(schema, gaps)
  if (schema instanceof z.ZodUnion) {
    return z.union(schema.options.map((option) => (option instanceof z.ZodLiteral ? option : derive(option, gaps))))
  }
  if (schema instanceof z.ZodObject) return deriveObject(schema, gaps)
  if (schema instanceof z.ZodArray) return z.array(derive(schema.element, gaps))
  if (schema instanceof z.ZodNumber) return z.number()
  if (schema instanceof z.ZodEnum || (schema instanceof z.ZodLiteral && typeof schema.value === 'string')) {
    return z.string()
  }
  if (schema instanceof z.ZodType) return schema
  throw new TypeError('loosen: only schemas of the full zod package can be loosened')
}

function deriveObject(schema: z.ZodObject, gaps: Gaps, tag?: string): z.ZodObject {
  const shape: Record<string, z.ZodType> = {}
  for (const [name, field] of Object.entries(schema.shape)) {
    const loose = derive(field, gaps)
    if (name === tag && field instanceof z.ZodType) shape[name] = field
    else shape[name] = gaps === 'forgive' ? loose.nullish() : loose
  }
  return z.looseObject(shape)
}

function deriveKinds(union: z.ZodDiscriminatedUnion, gaps: Gaps): z.ZodType {
  const { tag, first, rest } = kindsOf(union)
  const known = new Set([first, ...rest].flatMap((kind) => tagsOf(kind, tag)))
  const shared: Record<string, z.ZodType> = { [tag]: z.literal('unknown'), raw: z.record(z.string(), z.unknown()) }
  for (const [name, field] of Object.entries(first.shape)) {
    if (name !== tag && rest.every((kind) => name in kind.shape)) shared[name] = derive(field, 'forgive').nullish()
  }
  const options = [first, ...rest].map((kind) => deriveObject(kind, gaps, tag))
  return z.preprocess(
    (value) => (isTagged(value, tag) && !known.has(value[tag]) ? { ...value, [tag]: 'unknown', raw: value } : value),
    z.discriminatedUnion(tag, [z.object(shared), ...options]),
  )
}

function kindsOf(union: z.ZodDiscriminatedUnion): { tag: string; first: z.ZodObject; rest: z.ZodObject[] } {
  const tag = union.def.discriminator
  const [first, ...rest] = union.options.filter((option) => option instanceof z.ZodObject)
  if (first === undefined) throw new TypeError(`loosen: the union over '${tag}' has no object`)
  return { tag, first, rest }
}

function tagsOf(kind: z.ZodObject, tag: string): unknown[] {
  const field = kind.shape[tag]
  return field instanceof z.ZodLiteral ? [...field.values] : []
}

function isTagged(value: unknown, tag: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && tag in value
}
