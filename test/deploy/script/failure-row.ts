/** One row of the failure table as a test: what azd says, and what azdeploy.sh must make of it. */

import { expect } from 'vitest'
import type { Machine } from './machine.ts'
import { waits } from './machines.ts'
import type { Rule } from './scenario.ts'

export type FailureRow = Readonly<{
  name: string
  rules: readonly Rule[]
  /** `resource` unless given: it provisions as `full` does, and then needs neither image nor page */
  command?: 'full'
  args?: readonly string[]
  /** what an earlier run left in the records */
  kept?: Readonly<Record<string, string>>
  status?: number
  /** what each round of provisioning was asked for, in part */
  rounds: readonly Readonly<Record<string, string>>[]
  waited?: readonly number[]
  says?: readonly (string | RegExp)[]
  called?: readonly RegExp[]
  notCalled?: readonly RegExp[]
}>

/** A round of which nothing in particular is expected. */
export const again = {}

/** Runs a deployment on a machine and holds it to the row. */
export async function expectRow(machine: Machine, row: FailureRow): Promise<void> {
  const {
    rules,
    command = 'resource',
    args = [],
    status = 0,
    rounds,
    waited = [],
    says = [],
    called = [],
    notCalled = [],
  } = row
  const run = await machine.run([command, '--no-smoke', ...args], rules)
  expect(run, run.stdout + run.stderr).toMatchObject({ status })
  expect(machine.rounds()).toMatchObject(rounds)
  expect(waits(run.calls)).toEqual(waited)
  const calls = run.calls.map((call) => call.join(' '))
  for (const pattern of called) expect(calls).toContainEqual(expect.stringMatching(pattern))
  for (const pattern of notCalled) expect(calls).not.toContainEqual(expect.stringMatching(pattern))
  for (const text of says) expect(run.stdout + run.stderr).toMatch(text)
  const done = /Deployment complete!|The resource is there\./
  if (status === 0) {
    expect(run.stdout).toMatch(done)
    expect(machine.values(machine.rounds().at(-1)?.AZURE_ENV_NAME).RESTORE_FOUNDRY).toBe('false')
  } else {
    expect(run.stdout).not.toMatch(done)
    expect(run.stderr).toContain('error: ')
  }
}
