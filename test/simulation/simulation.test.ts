/** Whole calls on a virtual clock, each from its seed. `npm run simulate` runs as many as one likes, and any of them again. */

import { expect, test } from 'vitest'
import { planOf } from './generate.ts'
import { simulate } from './simulate.ts'

/** Some 2,000 calls, for some worlds have several users. A night bears more. */
const WORLDS = 1_650
/** So many in one test, that a crowded machine comes to its end. */
const PART = 50

test.each(Array.from({ length: WORLDS / PART }, (_, part) => part * PART + 1))(
  `all of it holds in ${PART} worlds from seed %i on`,
  async (first) => {
    for (let seed = first; seed < first + PART; seed++)
      expect(await simulate(planOf(seed)), `npm run simulate -- --seed ${seed}`).toBeUndefined()
  },
)
