/** One audio delta as whole samples, whatever it ends in, and whatever it is. */

import { expect, test } from 'vitest'
import { piecesOf } from '../../../../server/session/deltas.ts'

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64')

test.each<[string, string, string, Partial<ReturnType<typeof piecesOf>>]>([
  [
    'whole samples pass as they are',
    base64(1, 2, 3, 4),
    '',
    { pieces: [{ base64: base64(1, 2, 3, 4), samples: 2 }], carried: '' },
  ],
  [
    'half a sample is carried on',
    base64(1, 2, 3),
    '',
    { pieces: [{ base64: base64(1, 2), samples: 1 }], carried: '\u0003' },
  ],
  [
    'and put before the next',
    base64(4, 5, 6),
    '\u0003',
    { pieces: [{ base64: base64(3, 4, 5, 6), samples: 2 }], carried: '' },
  ],
  ['what is no base64 has no sound', '!!!!!', '', { pieces: [], carried: '' }],
  ['nor does it lose what was carried', '!!!!!', '\u0003', { pieces: [], carried: '\u0003' }],
  ['nothing is nothing', '', '', { pieces: [], carried: '', isOdd: false }],
])('%s', (_what, delta, carried, expected) => {
  expect(piecesOf(delta, carried)).toMatchObject(expected)
})

test('a delta of any length becomes pieces of a second, so that a few of them never fill what may wait for a page', () => {
  const { pieces } = piecesOf(Buffer.alloc(2 * 24_000 * 3 + 2).toString('base64'), '')
  expect(pieces.map(({ samples }) => samples)).toEqual([24_000, 24_000, 24_000, 1])
})
