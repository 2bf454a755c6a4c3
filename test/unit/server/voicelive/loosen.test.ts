/** Proves what a derived schema forgives, and what it does not. */
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { forgive, loosen } from '../../../../server/voicelive/loosen.ts'
import { smallest } from './example.ts'
import { spell } from './parity/describe.ts'
import { ours } from './parity/models.ts'

const model = z.strictObject({
  kind: z.literal('box'),
  size: z.enum(['small', 'large']),
  share: z.number().min(0).max(1).optional(),
  lid: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('flat'), id: z.string().optional(), hinge: z.string() }),
    z.strictObject({ type: z.literal('round'), id: z.string().optional() }),
  ]),
  labels: z.array(z.enum(['a', 'b'])).nullish(),
  limit: z.union([z.number(), z.literal('inf')]).optional(),
})
const box = { kind: 'box', size: 'small', lid: { type: 'round' } }
const derived = [
  ['loosen', loosen(model)],
  ['forgive', forgive(model)],
] as const

describe.each(derived)('%s', (_name, schema) => {
  test.each([
    ['an unknown key', { ...box, colour: 'red', lid: { type: 'round', colour: 'red' } }],
    ['a value outside an enum or a literal', { ...box, size: 'huge', kind: 'crate', labels: ['z'] }],
    ['null for an optional field', { ...box, share: null, labels: null, lid: { type: 'round', id: null } }],
    ['a number out of range', { ...box, share: 7 }],
  ])('takes %s, which the model refuses, as it is', (_what, value) => {
    expect(schema.parse(value)).toEqual(value)
    expect(model.safeParse(value).success).toBe(false)
  })

  test('reads a kind that the union does not list as unknown, with the fields that all kinds share', () => {
    const lid = { type: 'oval', id: 'lid_1', hinge: 3 }
    expect(schema.parse({ ...box, lid })).toEqual({ ...box, lid: { type: 'unknown', id: 'lid_1', raw: lid } })
  })

  test('refuses a known kind with a wrong field, by its path', () => {
    const result = schema.safeParse({ ...box, lid: { type: 'flat', hinge: 3 } })
    expect(result.error?.issues).toMatchObject([{ path: ['lid', 'hinge'] }])
  })

  test('refuses a union without its tag, and a value of another type', () => {
    expect(schema.safeParse({ ...box, lid: {} }).success).toBe(false)
    expect(schema.safeParse({ ...box, size: 3 }).success).toBe(false)
    expect(schema.safeParse({ ...box, limit: 'many' }).success).toBe(false)
    expect(schema.safeParse({ ...box, limit: 'inf' }).success).toBe(true)
    expect(schema.safeParse('box').success).toBe(false)
  })
})

test('loosen refuses an object without a required field, forgive takes it, absent or null', () => {
  const { size: _, ...rest } = box
  expect(loosen(model).safeParse(rest).success).toBe(false)
  expect(loosen(model).safeParse({ ...box, size: null }).success).toBe(false)
  expect(forgive(model).parse(rest)).toEqual(rest)
  expect(forgive(model).parse({ ...box, size: null })).toEqual({ ...box, size: null })
})

test.each(Object.entries(ours))('loosen and forgive take all that %s takes', (_name, schema) => {
  const value = smallest(schema)
  expect(schema.parse(value)).toEqual(value)
  expect(loosen(schema).parse(value)).toEqual(value)
  expect(forgive(schema).parse(value)).toEqual(value)
})

const unions = Object.entries(ours).filter(([, schema]) => schema instanceof z.ZodDiscriminatedUnion)

test.each(unions)('fields that all kinds of %s share have one type', (_name, schema) => {
  const union = schema as z.ZodDiscriminatedUnion<readonly z.ZodObject[]>
  const [first, ...others] = union.options
  for (const [name, field] of Object.entries(first?.shape ?? {})) {
    if (name === union.def.discriminator || !others.every((other) => name in other.shape)) continue
    for (const other of others) expect(spell(other.shape[name] as z.ZodType), name).toBe(spell(field as z.ZodType))
  }
})
