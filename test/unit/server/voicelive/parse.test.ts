/** Proves that text from a peer becomes a typed event, an unknown one, or a typed fault, and never an exception. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { clientEvent } from '../../../../server/voicelive/client-events.ts'
import { parseClientEvent, parseServerEvent } from '../../../../server/voicelive/parse.ts'
import { serverEvent } from '../../../../server/voicelive/server-events.ts'
import { requiredOf, smallest } from './example.ts'
import { samples } from './samples.ts'

const event = (schema: z.ZodObject): Record<string, unknown> => smallest(schema) as Record<string, unknown>
const typeOf = (schema: z.ZodObject<{ type: z.ZodLiteral<string> }>): string => schema.shape.type.value

describe('parseServerEvent', () => {
  test.each(Object.entries(samples))('reads what the service was seen to print: %s', (_name, sample) => {
    expect(parseServerEvent(JSON.stringify(sample))).toEqual({ ...withIndexes(sample), type: sample.type })
  })

  test.each(serverEvent.options.map((schema) => [typeOf(schema), schema] as const))('reads %s', (type, schema) => {
    expect(parseServerEvent(JSON.stringify(event(schema)))).toMatchObject({ type })
  })

  test.each(serverEvent.options.map((schema) => [typeOf(schema), schema] as const))(
    'names each required field of %s that is missing or wrong',
    (type, schema) => {
      for (const [name] of requiredOf(schema).filter(([field]) => field !== 'type')) {
        const fault = { type: 'fault', name: type, eventId: 'event_9' }
        const wrong = { ...event(schema), event_id: 'event_9' }
        const missing = Object.fromEntries(Object.entries(wrong).filter(([field]) => field !== name))
        const issues = [expect.objectContaining({ path: expect.stringMatching(new RegExp(`^${name}(\\.|$)`)) })]
        expect(parseServerEvent(JSON.stringify(missing)), `${name} missing`).toMatchObject({ ...fault, issues })
        const replaced = JSON.stringify({ ...wrong, [name]: false })
        expect(parseServerEvent(replaced), `${name} wrong`).toMatchObject({ ...fault, issues })
      }
    },
  )

  test('passes an unknown type through, whole', () => {
    const raw = { type: 'response.dance.delta', step: 3 }
    expect(parseServerEvent(JSON.stringify(raw))).toEqual({ type: 'unknown', name: 'response.dance.delta', raw })
  })

  test('keeps undocumented keys and values outside our enums', () => {
    const text = '{"type":"response.done","response":{"status":"paused","mood":"good","output":[]},"took":4}'
    expect(parseServerEvent(text)).toEqual(JSON.parse(text))
  })

  test('reads an item of an unknown type as unknown, with its id', () => {
    const item = { id: 'item_1', object: 'realtime.item', type: 'dance_call', step: 3 }
    expect(parseServerEvent(JSON.stringify({ type: 'conversation.item.created', item }))).toEqual({
      type: 'conversation.item.created',
      item: { type: 'unknown', id: 'item_1', object: 'realtime.item', raw: item },
    })
  })

  test('takes null for every field of a session and of a response', () => {
    for (const [type, field] of [
      ['session.updated', 'session'],
      ['response.done', 'response'],
    ]) {
      const whole = samples[type === 'session.updated' ? 'session.created' : 'response.created']
      const nulls = Object.fromEntries(Object.keys(Object(whole?.[field as string])).map((name) => [name, null]))
      expect(parseServerEvent(JSON.stringify({ type, [field as string]: nulls }))).toMatchObject({ type })
    }
  })

  test('counts an index that the service leaves out or sets to null as 0', () => {
    const text = '{"type":"response.audio.delta","response_id":"r","item_id":"i","content_index":null,"delta":""}'
    expect(parseServerEvent(text)).toMatchObject({ output_index: 0, content_index: 0 })
  })

  test.each(['', 'nonsense', '[]', 'null', '3', '"text"'])('reads %j as a fault without a name', (text) => {
    const issues = [{ path: '', message: 'Not a JSON object' }]
    expect(parseServerEvent(text)).toEqual({ type: 'fault', name: '', eventId: undefined, issues })
  })

  test('reads an event whose type is no string as a fault without a name', () => {
    expect(parseServerEvent('{"type":3,"event_id":"e"}')).toMatchObject({ type: 'fault', name: '', eventId: 'e' })
  })

  test('puts no value of the event into a fault', () => {
    const secret = 'hunter2'
    const text = JSON.stringify({
      type: 'response.done',
      response: { usage: secret, output: [secret], voice: { type: 'openai', name: [secret] }, status: [secret] },
    })
    const fault = parseServerEvent(text)
    expect(fault).toMatchObject({ type: 'fault' })
    expect(JSON.stringify(fault)).not.toContain(secret)
  })

  test('bounds the issues of one fault', () => {
    const output = Array.from({ length: 1000 }, () => 3)
    const fault = parseServerEvent(JSON.stringify({ type: 'response.done', response: { output } }))
    expect(fault.type === 'fault' && fault.issues).toHaveLength(8)
  })

  test('never throws, whatever the text', () => {
    const types = serverEvent.options.map(typeOf)
    const object = fc.tuple(fc.constantFrom(...types), fc.dictionary(fc.string(), fc.jsonValue()))
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      object.map(([type, rest]) => JSON.stringify({ ...rest, type })),
    )
    fc.assert(fc.property(text, (input) => typeof parseServerEvent(input).type === 'string'))
  })
})

describe('parseClientEvent', () => {
  test.each(clientEvent.options.map((schema) => [typeOf(schema), schema] as const))(
    'reads %s either way',
    (_, schema) => {
      const text = JSON.stringify(event(schema))
      expect(parseClientEvent(text, true)).toEqual(JSON.parse(text))
      expect(parseClientEvent(text, false)).toEqual(JSON.parse(text))
    },
  )

  test.each(clientEvent.options.map((schema) => [typeOf(schema), schema] as const))(
    'refuses %s without a required field, either way',
    (type, schema) => {
      for (const [name] of requiredOf(schema).filter(([field]) => field !== 'type')) {
        const rest = Object.fromEntries(Object.entries(event(schema)).filter(([field]) => field !== name))
        for (const strict of [true, false]) {
          const issues = [expect.objectContaining({ path: name })]
          expect(parseClientEvent(JSON.stringify(rest), strict)).toMatchObject({ type: 'fault', name: type, issues })
        }
      }
    },
  )

  test('strict refuses an unknown key, loose keeps it', () => {
    const text = '{"type":"session.update","event_id":"e1","session":{"mood":"good"}}'
    expect(parseClientEvent(text, false)).toEqual(JSON.parse(text))
    expect(parseClientEvent(text, true)).toEqual({
      type: 'fault',
      name: 'session.update',
      eventId: 'e1',
      issues: [{ path: 'session', message: 'Unrecognized key: "mood"' }],
    })
  })

  test('strict refuses a value outside our enums, loose keeps it', () => {
    const text = '{"type":"session.update","session":{"voice":"zoe","output_audio_format":"pcm16_48000hz"}}'
    expect(parseClientEvent(text, false)).toEqual(JSON.parse(text))
    expect(parseClientEvent(text, true)).toMatchObject({
      type: 'fault',
      issues: [{ path: 'session.voice' }, { path: 'session.output_audio_format' }],
    })
  })

  test('both take null for turn_detection: turns by hand', () => {
    const text = '{"type":"session.update","session":{"turn_detection":null}}'
    expect(parseClientEvent(text, true)).toEqual(JSON.parse(text))
    expect(parseClientEvent(text, false)).toEqual(JSON.parse(text))
  })

  test('strict names the field at fault inside a union', () => {
    const text = '{"type":"session.update","session":{"voice":{"type":"azure-custom","name":"mine"}}}'
    expect(parseClientEvent(text, true)).toMatchObject({ issues: [{ path: 'session.voice.endpoint_id' }] })
  })

  test('strict lists the kinds when a tag is unknown', () => {
    const text = '{"type":"session.update","session":{"turn_detection":{"type":"telepathy"}}}'
    const message = expect.stringContaining('server_vad, azure_semantic_vad')
    expect(parseClientEvent(text, true)).toMatchObject({ issues: [{ path: 'session.turn_detection.type', message }] })
  })
})

/** The sample as it is read: indexes that its event has and the sample omits are 0. */
function withIndexes(sample: Record<string, unknown>): Record<string, unknown> {
  const schema = serverEvent.options.find((option) => typeOf(option) === sample.type)
  const indexes = Object.keys(schema?.shape ?? {}).filter((name) => name.endsWith('_index') && !(name in sample))
  return { ...sample, ...Object.fromEntries(indexes.map((name) => [name, 0])) }
}
