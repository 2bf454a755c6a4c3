/** Text that would take long to parse is not parsed; what is merely long is. */

import { expect, test } from 'vitest'
import { tooDense } from '../../../../server/voicelive/density.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'

const delta = (filling: string) => `{"type":"response.audio.delta","item_id":"m","delta":"","x":${filling}}`
const MIB = 1024 * 1024

test.each([
  ['lists in lists', '['.repeat(MIB)],
  ['a few thousand lists in lists', '['.repeat(5_000)],
  ['objects in objects', '{"a":'.repeat(100_000)],
  ['empty objects', `[${'{},'.repeat(100_000)}{}]`],
  ['numbers', `[${'1,'.repeat(100_000)}1]`],
  ['one long number', '1'.repeat(MIB)],
  ['short names', `{${'"a":1,'.repeat(100_000)}"b":1}`],
  ['blanks', ' '.repeat(MIB)],
])('%s, which take long to parse for their length, are a fault', (_what, filling) => {
  expect(String(tooDense(delta(filling)))).toMatch(/^(Nested too deep|Too many values)$/)
  expect(parseServerEvent(delta(filling))).toMatchObject({ type: 'fault', name: '' })
})

test.each([
  ['audio', JSON.stringify('A'.repeat(4 * MIB))],
  ['text with quotes in it', JSON.stringify('He said "no" \\ "yes". '.repeat(1_000))],
  ['text that ends in a backslash', JSON.stringify(`${'x'.repeat(8_000)}\\`)],
  ['brackets in text', JSON.stringify('[{'.repeat(MIB))],
  ['a few thousand values', JSON.stringify(Array.from({ length: 2_000 }, (_, index) => ({ name: `${index}` })))],
])('%s is read', (_what, filling) => {
  expect(parseServerEvent(delta(filling))).toMatchObject({ type: 'response.audio.delta', item_id: 'm' })
})
