/** JSON that people wrote by hand: where it is none, and nothing of it in the sentence. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../../../../server/text/json.ts'

test.each([
  ['', 'it is empty'],
  ['\n ', 'it is empty'],
  ['{"a": 1', 'its brackets do not close'],
  ['{"a": [1, 2}', 'its brackets do not close'],
  ['{"a": 1}}', 'its brackets do not close'],
  ['{"a": 1,\n', 'its brackets do not close'],
  ['{\n  a: 1\n}', 'line 1 does not fit'],
  ['{\n  "a": 1,\n  b: 2\n}', 'line 2 does not fit'],
  ["{\n  'a': 1\n}", 'line 1 does not fit'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 2 does not fit'],
  ['{\n  "a": 1,\n}', 'line 2 does not fit'],
  ['[\n  1, // one\n  2\n]', 'line 2 does not fit'],
  ['{\n  "a": "x\n}', 'line 2 does not fit'],
  ['{"a": None}', 'line 1 does not fit'],
  ['const a = {}', 'line 1 does not fit'],
  ['{"authorization": Bearer s3cret}', 'line 1 does not fit'],
])('%j: %s', (text, why) => {
  expect(parseJson(text)).toEqual({ why: expect.stringContaining(why) })
  expect(parseJson(text)).not.toEqual({ why: expect.stringContaining('s3cret') })
})

test('the line is told of any one character that does not belong there', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
      const lines = JSON.stringify(value, null, 1).split('\n')
      expect(parseJson(lines.join('\n'))).toEqual({ json: JSON.parse(lines.join('\n')) })
      const broken = lines.map((line, index) => (index === at % lines.length ? `${line} ?` : line)).join('\n')
      const [, line] = /^line (\d+)/.exec(String(Object.values(parseJson(broken))[0])) ?? []
      expect(Number(line)).toBe((at % lines.length) + 1)
    }),
    { numRuns: 50 },
  )
})
