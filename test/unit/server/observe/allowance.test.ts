/** How much may pass at once and in time, on a clock that jumps. */

import { expect, test } from 'vitest'
import { type Allowance, take } from '../../../../server/observe/allowance.ts'

const rate = { burst: 3, everyMs: 100 }

test.each<[string, readonly (readonly [atMs: number, amount: number, passes: boolean])[]]>([
  [
    'as much as the burst at once, and no more',
    [
      [0, 1, true],
      [0, 1, true],
      [0, 1, true],
      [0, 1, false],
    ],
  ],
  [
    'one for each time that passes',
    [
      [0, 3, true],
      [99, 1, false],
      [100, 1, true],
      [199, 1, false],
      [200, 1, true],
    ],
  ],
  [
    'a long pause earns no more than the burst',
    [
      [0, 3, true],
      [9_000, 3, true],
      [9_000, 1, false],
    ],
  ],
  [
    'what is refused costs nothing',
    [
      [0, 2, true],
      [0, 2, false],
      [0, 1, true],
    ],
  ],
  [
    'a clock that was set back earns nothing, and costs nothing',
    [
      [1_000, 2, true],
      [0, 1, true],
      [0, 1, false],
      [100, 1, true],
    ],
  ],
])('%s', (_what, asked) => {
  let allowance: Allowance | undefined
  const passed = asked.map(([atMs, amount]) => {
    const [left, passes] = take(allowance, atMs, rate, amount)
    allowance = left
    return passes
  })
  expect(passed).toEqual(asked.map(([, , passes]) => passes))
})
