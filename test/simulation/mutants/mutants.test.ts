/** The old defects still fit the sources, and each is found again in the world that once showed it. To look for them again: `npm run simulate -- --mutants`. */

import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { failureNames } from '../checks/check.ts'
import { changedBy } from './find.ts'
import { mutants } from './mutants.ts'

test.each(mutants)('$name: can be put back', (mutant) => {
  expect(changedBy(mutant).size).toBeGreaterThan(0)
})

test('all that the checks can find is broken by one of them', () => {
  expect([...new Set(mutants.map(({ finding }) => finding))].sort()).toEqual([...failureNames])
})

test('each defect is found in the world that once showed it, as what it was', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('replay.ts', import.meta.url)),
  ])
  const replayed: readonly unknown[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(replayed).toEqual(mutants.map(({ name, finding }) => ({ name, finding })))
})
