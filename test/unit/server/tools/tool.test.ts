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
