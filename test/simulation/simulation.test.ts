/** Whole calls on a virtual clock, each from its seed. `npm run simulate` runs as many as one likes, and any of them again. */

import { expect, test } from 'vitest'
import { planOf } from './generate.ts'
import { simulate } from './simulate.ts'

/** A fifth more calls, for some worlds have several users. What the processor bears beside all other tests; a night bears more. */
const WORLDS = 300

test(`all of it holds in ${WORLDS} worlds`, async () => {
  for (let seed = 1; seed <= WORLDS; seed++)
    expect(await simulate(planOf(seed)), `npm run simulate -- --seed ${seed}`).toBeUndefined()
})
