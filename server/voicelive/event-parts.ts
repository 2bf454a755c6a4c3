/** The parts of which the table of what the relay acts on is made, and the type that an event read by it has. */

import type * as z from 'zod'

/** A value. Without a required one the event means nothing; an optional one that is absent, null or wrong reads undefined. */
export type Value<T, Required extends boolean> = Readonly<{ part: 'value'; schema: z.ZodType<T>; required: Required }>

/**
 * An object, of which only these fields are read. It is always there: one that the service leaves out reads as empty, so that
 * no one has to ask. Where `null` says something of its own, it reads null.
 */
export type Fields<F extends Shape, Nullable extends boolean = false> = Readonly<{
  part: 'fields'
  fields: F
  nullable: Nullable
}>

/** An object whose `type` says what it is; of a kind that is not listed nothing is read. */
export type Kinds<K extends Readonly<Record<string, Shape>>> = Readonly<{ part: 'kinds'; kinds: K }>

/** A list of objects by kind. The relay reads no more than `max` of them. */
export type Each<P extends Part> = Readonly<{ part: 'each'; of: P; max: number }>

export type Part =
  | Value<unknown, boolean>
  | Fields<Shape, boolean>
  | Kinds<Readonly<Record<string, Shape>>>
  | Readonly<{ part: 'each'; of: Part; max: number }>

export type Shape = Readonly<{ [name: string]: Part }>

type Flat<T> = { readonly [K in keyof T]: T[K] } & unknown

/** What a part reads as. */
type Read<P> =
  P extends Value<infer T, infer Required>
    ? Required extends true
      ? T
      : T | undefined
    : P extends Fields<infer F, infer Nullable>
      ? ReadShape<F> | (Nullable extends true ? null : never)
      : P extends Kinds<infer K>
        ? { [Kind in keyof K]: Flat<{ type: Kind } & ReadShape<K[Kind]>> }[keyof K] | undefined
        : P extends Each<infer Element>
          ? readonly NonNullable<Read<Element>>[]
          : never

export type ReadShape<S> = { readonly [Name in keyof S]: Read<S[Name]> }

export const required = <T>(schema: z.ZodType<T>): Value<T, true> => ({ part: 'value', schema, required: true })
export const optional = <T>(schema: z.ZodType<T>): Value<T, false> => ({ part: 'value', schema, required: false })
export const fields = <F extends Shape>(of: F): Fields<F> => ({ part: 'fields', fields: of, nullable: false })
export const fieldsOrNull = <F extends Shape>(of: F): Fields<F, true> => ({
  part: 'fields',
  fields: of,
  nullable: true,
})
export const kinds = <K extends Readonly<Record<string, Shape>>>(of: K): Kinds<K> => ({ part: 'kinds', kinds: of })
export const each = <P extends Part>(of: P, max: number): Each<P> => ({ part: 'each', of, max })
