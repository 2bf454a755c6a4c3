/** The old defects still fit the sources, and one of them is found again. All of them: `npm run simulate -- --mutants`. */

import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changedBy, plant, search } from './find.ts'
import { mutants } from './mutants.ts'

test.each(mutants)('$name: can be put back', (mutant) => {
  expect(changedBy(mutant).size).toBeGreaterThan(0)
})

test('a defect is found in the world that once showed it', async () => {
  const seeds = mutants.flatMap(({ seed }) => seed ?? [])
  const mutant = mutants.find(({ seed }) => seed === Math.min(...seeds))
  if (!mutant?.seed) throw new Error('there is none')
  const folder = plant(mutant)
  expect(await search(folder, 1, mutant.seed)).toMatchObject({ seed: mutant.seed })
  rmSync(folder, { recursive: true })
})
