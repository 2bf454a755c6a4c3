/** Proves that text from the service becomes a typed event, an unknown one, or a typed fault, and never an exception. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { actedOn, passedBy } from '../../../../server/voicelive/acted-on.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import { serverEvent } from '../../../../server/voicelive/server-events.ts'
import { actedOnPaths } from './acted-on-paths.ts'
import { smallest } from './example.ts'
import { samples } from './samples.ts'

const typeOf = (schema: z.ZodObject<{ type: z.ZodLiteral<string> }>): string => schema.shape.type.value
const read = (event: object) => parseServerEvent(JSON.stringify(event))

describe('the table', () => {
  test('knows every event that the service may send, and each once', () => {
    expect([...Object.keys(actedOn), ...passedBy].sort()).toEqual(serverEvent.options.map(typeOf).sort())
  })

  test('names only fields that a source names', () => {
    const whole = new Map(serverEvent.options.map((option) => [typeOf(option), option.shape]))
    for (const { type, path } of actedOnPaths) expect(Object.keys(whole.get(type) ?? {}), type).toContain(path[0])
  })
})

describe('parseServerEvent', () => {
  test.each(Object.entries(samples))(
    'finds nothing wrong with what the service was seen to print: %s',
    (_name, sample) => {
      const event = read(sample)
      expect(event).toMatchObject({ type: sample.type })
      expect(event).not.toHaveProperty('issues')
    },
  )

  test.each(serverEvent.options.map((schema) => [typeOf(schema), schema] as const))('reads %s', (type, schema) => {
    expect(read(smallest(schema) as object)).toMatchObject({ type })
  })

  test.each(actedOnPaths.filter(({ required, path }) => required && path.length === 1))(
    'refuses $type without $path, or with a wrong one, and names it',
    ({ type, path: [name = ''] }) => {
      const schema = serverEvent.options.find((option) => typeOf(option) === type)
      const whole = { ...(smallest(schema as z.ZodObject) as object), event_id: 'event_9' }
      const fault = { type: 'fault', name: type, eventId: 'event_9', issues: [{ path: name }] }
      for (const wrong of [undefined, null, false, {}]) expect(read({ ...whole, [name]: wrong })).toMatchObject(fault)
    },
  )

  test.each(actedOnPaths.filter(({ required, path, kind }) => !required && !path.includes('*') && kind === undefined))(
    'reads $type in spite of a wrong $path, and says so',
    ({ type, path }) => {
      const schema = serverEvent.options.find((option) => typeOf(option) === type)
      const whole = smallest(schema as z.ZodObject) as object
      // No schema of the table takes a list where it asks for one value, nor a number for an object.
      const wrong = path.at(-1) === 'output' ? 3 : [3]
      const isOpen = ['response.output_item', 'conversation.item'].some((start) => type.startsWith(start))
      const event = read(placed(whole, path, wrong))
      expect(event).toMatchObject({ type, issues: [{ path: path.join('.') }] })
      if (!isOpen) expect(event).not.toHaveProperty(path.map((name) => name).join('.'), wrong)
    },
  )

  test.each(actedOnPaths.filter(({ required, path }) => !required && !path.includes('*')))(
    'takes null at $path of $type for nothing',
    ({ type, path, kind }) => {
      const schema = serverEvent.options.find((option) => typeOf(option) === type)
      const whole = smallest(schema as z.ZodObject) as object
      const item = kind === undefined ? {} : { item: { type: kind, call_id: 'c', name: 'n', status: 's' } }
      const event = read(placed({ ...whole, ...item }, path, null))
      expect(event).toMatchObject({ type })
      expect(event).not.toHaveProperty('issues')
    },
  )

  test('keeps the other items of a list when one of them means nothing', () => {
    const output = [{ type: 'function_call', name: 'n' }, 3, { type: 'dance' }, { type: 'message', role: 'assistant' }]
    expect(read({ type: 'response.done', response: { id: 'r', output } })).toMatchObject({
      response: { id: 'r', output: [{ type: 'message', role: 'assistant', content: [] }] },
      issues: [{ path: 'response.output.0.call_id' }, { path: 'response.output.1' }],
    })
  })

  test('tells a turn detection that is off from one that is not printed', () => {
    expect(read({ type: 'session.updated', session: { turn_detection: null } })).toMatchObject({
      session: { turn_detection: null },
    })
    expect(read({ type: 'session.updated', session: {} })).toMatchObject({ session: { turn_detection: {} } })
  })

  test('knows a type that nobody told us of by its name alone', () => {
    expect(read({ type: 'response.dance.delta', step: 3 })).toEqual({ type: 'unknown', name: 'response.dance.delta' })
    expect(read({ type: 'constructor' })).toEqual({ type: 'unknown', name: 'constructor' })
  })

  test('reads an item of an unknown kind as none', () => {
    for (const type of ['dance_call', 'constructor', null])
      expect(read({ type: 'conversation.item.created', item: { id: 'i', type } })).toEqual({
        type: 'conversation.item.created',
        item: undefined,
      })
  })

  test.each(['', 'nonsense', '[]', 'null', '3', '"text"'])('reads %j as a fault without a name', (text) => {
    const issues = [{ path: '', message: 'Not a JSON object' }]
    expect(parseServerEvent(text)).toEqual({ type: 'fault', name: '', eventId: undefined, issues })
  })

  test('reads an event whose type is no string as a fault without a name', () => {
    expect(parseServerEvent('{"type":3,"event_id":"e"}')).toMatchObject({ type: 'fault', name: '', eventId: 'e' })
  })

  test('puts no value of the event into what is said of it', () => {
    const secret = 'hunter2'
    const item = { type: 'function_call', call_id: [secret], name: { secret }, [secret]: secret }
    for (const event of [
      read({ type: 'response.done', response: { id: [secret], output: [item, secret], status: { secret } } }),
      read({ type: 'response.output_item.done', item, [secret]: 3 }),
    ])
      expect(JSON.stringify('issues' in event ? event.issues : event)).not.toContain(secret)
  })

  test('bounds what is said of one event, and keeps the cause of a refusal', () => {
    const output = Array.from({ length: 1000 }, () => 3)
    const event = read({ type: 'response.done', response: { output } })
    expect('issues' in event && event.issues).toHaveLength(8)
  })

  test('reads no more items of a response, and parts of an item, than any has', () => {
    const content = Array.from({ length: 100 }, () => ({ type: 'text', text: 'a' }))
    const output = Array.from({ length: 100 }, (_, index) => ({ type: 'message', content: index === 0 ? content : [] }))
    const event = read({ type: 'response.done', response: { output } })
    const items = event.type === 'response.done' ? event.response.output : []
    expect(items).toHaveLength(64)
    expect(items[0]?.type === 'message' && items[0].content).toHaveLength(64)
  })

  test('never throws, whatever the text', () => {
    const types = [...Object.keys(actedOn), ...passedBy]
    const object = fc.tuple(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()))
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      object.map(([type, rest]) => JSON.stringify({ ...rest, type })),
    )
    fc.assert(fc.property(text, (input) => typeof parseServerEvent(input).type === 'string'))
  })
})

/** The event with another value at `path`; objects on the way are made. */
function placed(value: object, [name = '', ...rest]: readonly string[], at: unknown): object {
  const inner = (value as Record<string, object | undefined>)[name]
  return { ...value, [name]: rest.length === 0 ? at : placed(inner ?? {}, rest, at) }
}
