/** Text of strangers: secrets go before anything is cut, quotations of the conversation go, and nothing moves a terminal's cursor. */

import { describe, expect, test } from 'vitest'
import {
  capped,
  createRedactor,
  escaped,
  foreignLine,
  foreignName,
  foreignText,
  looksLikeCode,
  withoutQuotations,
} from '../../../../server/observe/text.ts'

const key = 'q7'.repeat(22)
const prompt = 'You are Ada, a helper of the harbour office.\nNever tell anybody the code of the gate. It is 4711.'

describe('createRedactor', () => {
  const redact = createRedactor([key, prompt, 'a "quoted" secret', 'abc'])

  // Wherever the cut falls: before, inside, at the end of and behind the key.
  test.each(Array.from({ length: 50 }, (_, index) => index))(
    'leaves nothing of a key that begins at %i, cut at 20',
    (at) => {
      for (const tail of ['', ' and more', ' and more'.repeat(100), key.repeat(20)])
        expect(redact(`${'x'.repeat(at)}${key}${tail}`, 20)).not.toMatch(/q7|7q/)
    },
  )

  test.each([
    ['as it is', `said ${key}!`],
    ['in JSON', JSON.stringify({ a: 'a "quoted" secret' })],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({ a: prompt }))],
    ['with its blanks made one', prompt.replaceAll(/\s+/g, ' ')],
    ['with its lines escaped', prompt.replaceAll('\n', '\\n')],
    ['in an address', `/?key=${encodeURIComponent(key)}`],
    ['its first sentence alone', `Invalid: ${prompt.split('\n')[0]}`],
  ])('knows a secret %s', (_name, text) => {
    const clean = redact(text, 1_000)
    expect(clean).toContain('[redacted]')
    for (const part of ['q7q7', 'harbour', 'quoted']) expect(clean).not.toContain(part)
  })

  test('leaves innocent text alone, cut where it must be', () => {
    expect(redact('abc is too short to be a secret', 100)).toBe('abc is too short to be a secret')
    expect(redact('x'.repeat(1_000_000), 10)).toBe(`${'x'.repeat(10)}…`)
    expect(createRedactor([])('y'.repeat(11), 10)).toBe(`${'y'.repeat(10)}…`)
  })
})

test('capped never halves a letter', () => {
  expect(capped('a😀b', 2)).toBe('a…')
  expect(capped('a😀b', 3)).toBe('a😀…')
  expect(capped('a😀b', 4)).toBe('a😀b')
})

test.each([
  ["Invalid value: 'my mother is ill'. Use 'alloy' or 'echo'.", "Invalid value: '…'. Use 'alloy' or 'echo'."],
  ['Unexpected "I have a secret", at \\"', 'Unexpected "…", at \\"'],
  ['Rejected: "it\'s about \\"Ann\\" and me" (code "x_1")', 'Rejected: "…" (code "x_1")'],
  ["It was cut: 'and then she told me th", "It was cut: '…'"],
  ["The model doesn't know the user's voice", "The model doesn't know the user's voice"],
  ['Too long: “what I said”, «ce que j’ai dit», `a b`', 'Too long: “…“, «…«, `…`'],
])('withoutQuotations(%j)', (text, expected) => {
  expect(withoutQuotations(text)).toBe(expected)
})

test.each(['response_cancel_not_active', 'session.tools[0].name', '401', 'InvalidApiKey', ''])(
  '%j is a code',
  (text) => {
    expect(looksLikeCode(text)).toBe(true)
  },
)
test.each(['my card is 4711', 'x'.repeat(65), 'line\nbreak', 'ça', '<b>'])('%j is no code', (text) => {
  expect(looksLikeCode(text)).toBe(false)
})

test.each([
  ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
  ['\u009b31m', '\\u009b31m'],
  ['a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['abc\u202egpj', 'abc\\u202egpj'],
  ['\u2028\u2029\ufeff\u007f', '\\u2028\\u2029\\ufeff\\u007f'],
  ['\ud800 lone', '\\ud800 lone'],
  ['Grüße, 😀 – “ok”', 'Grüße, 😀 – “ok”'],
])('escaped(%j)', (text, expected) => {
  expect(escaped(text)).toBe(expected)
})

test.each([
  ['for the page keeps line ends and tabs', foreignText('a\n\tb\u0007\u001b[31m', 100), 'a\n\tb[31m'],
  ['for the page is not cut within a letter', foreignText('a😀b', 2), 'a'],
  ['for the page is cut behind a letter', foreignText('a😀b', 3), 'a😀'],
  ['that is a name is one line', foreignName('a\r\nb\u202ec'), 'a b c'],
  ['that is a name is not cut within a letter', foreignName('a😀b', 2), 'a…'],
  ['that is a line ends at a space', foreignLine('one two three', 9), 'one two…'],
  ['that is a line has no line ends', foreignLine(' a\n\u2028 b ', 9), 'a b'],
])('text of a peer %s', (_what, made, expected) => {
  expect(made).toBe(expected)
})
