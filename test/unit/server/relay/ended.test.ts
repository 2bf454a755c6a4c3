/** The endings of calls are known for a while, and take a bounded place. */

import { expect, test } from 'vitest'
import { createEndings } from '../../../../server/relay/ended.ts'

test('the oldest endings go first', () => {
  const endings = createEndings(2)
  for (const token of ['a', 'b', 'c']) endings.note(token, { accessId: '', code: 'session_limit' })
  expect(['a', 'b', 'c'].map((token) => endings.find(token, ''))).toEqual([undefined, 'session_limit', 'session_limit'])
})
