/** What a tool is called with is held against its schema: no more is refused than the schema refuses. */

import { expect, test } from 'vitest'
import { defineTool } from '../../../../server/tools/tool.ts'

const called = (word: object, value: unknown) => {
  const parameters = { type: 'object', properties: { word }, required: ['word'] }
  const { run } = defineTool({ name: 'note', description: 'Notes it.', parameters, run: (args: unknown) => args })
  return run(JSON.stringify({ word: value }), new AbortController().signal)
}

test.each<[what: string, schema: object, value: unknown]>([
  ['a word in any script', { type: 'string', pattern: '^\\p{L}+$' }, 'naïve'],
  ['a word by code point', { type: 'string', pattern: '^\\u{77}$' }, 'w'],
  ['a local time', { type: 'string', format: 'date-time' }, '2026-11-27T10:00'],
  ['a time without seconds', { type: 'string', format: 'time' }, '10:00'],
  ['a place without a scheme', { type: 'string', format: 'uri' }, 'example.com'],
  ['an address of this machine', { type: 'string', format: 'email' }, 'root@localhost'],
  ['formats that lie deeper', { type: 'array', items: { anyOf: [{ type: 'string', format: 'uuid' }] } }, ['7']],
  ['a field that is named format', { type: 'object', properties: { format: { type: 'string' } } }, { format: 'a4' }],
  ['one of two ways', { type: 'object', oneOf: [{ required: ['mail'] }, { required: ['phone'] }] }, { phone: '7' }],
])('%s fits', async (_what, schema, value) => {
  expect(await called(schema, value)).toEqual({ word: value })
})

test.each<[what: string, schema: object, value: unknown]>([
  ['another pattern', { type: 'string', pattern: '^[a-z]+$' }, 'A4'],
  ['a length', { type: 'string', format: 'email', minLength: 3 }, 'a'],
  [
    'a type of a field that is named format',
    { type: 'object', properties: { format: { type: 'string' } } },
    { format: 4 },
  ],
  ['a value that must be as it is', { const: { format: 'a4' } }, { format: 'a5' }],
])('%s still counts', async (_what, schema, value) => {
  await expect(called(schema, value)).rejects.toThrow('The arguments do not fit the schema.')
})

test.each<[what: string, word: object]>([
  ['not', { not: { const: 7 } }],
  ['if and else', { if: { type: 'string' }, else: { minimum: 1 } }],
  ['dependentRequired', { dependentRequired: { a: ['b'] } }],
  ['dependentSchemas', { dependentSchemas: { a: {} } }],
  ['unevaluatedProperties', { unevaluatedProperties: false }],
  ['a type that there is not', { type: 'int' }],
  ['a reference to elsewhere', { $ref: 'https://example.com/a.json' }],
])('%s switches off no check beside it', async (_what, word) => {
  const sides = { type: 'object', properties: { sides: { type: 'integer' }, not: { type: 'string' }, other: word } }
  expect(await called(sides, { sides: 6, not: 'a' })).toBeDefined()
  await expect(called(sides, { sides: 'abc' })).rejects.toThrow('do not fit')
  await expect(called(sides, { not: 7 })).rejects.toThrow('do not fit')
})

test.each([undefined, 'http://json-schema.org/draft-07/schema#'])('definitions count in %s', async ($schema) => {
  const parameters = {
    ...($schema === undefined ? {} : { $schema }),
    type: 'object',
    properties: { sides: { $ref: '#/definitions/sides' } },
    definitions: { sides: { type: 'integer' } },
  }
  const { run } = defineTool({ name: 'roll', description: 'Rolls.', parameters, run: (args: unknown) => args })
  const { signal } = new AbortController()
  await expect(run('{"sides":"abc"}', signal)).rejects.toThrow('do not fit')
  expect(await run('{"sides":6}', signal)).toEqual({ sides: 6 })
})
