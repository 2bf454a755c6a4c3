/** Proves that text from a client becomes a typed event, an unknown one, or a typed fault. */
import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { clientEvent } from '../../../../server/voicelive/client-events.ts'
import { parseClientEvent, UNKNOWN_KEY } from '../../../../server/voicelive/parse-client.ts'
import { requiredOf, smallest } from './example.ts'

const event = (schema: z.ZodObject): Record<string, unknown> => smallest(schema) as Record<string, unknown>
const typeOf = (schema: z.ZodObject<{ type: z.ZodLiteral<string> }>): string => schema.shape.type.value

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
      issues: [{ path: 'session.mood', message: UNKNOWN_KEY }],
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
