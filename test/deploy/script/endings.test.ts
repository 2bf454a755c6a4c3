/** Every row of "How it can end" in docs/deploy.md as a run under --json: what is seen, the exit status, and the object on standard output. */

import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import type { Machine, Run } from './machine.ts'
import { useMachines } from './machines.ts'
import { provisionFails, type Rule } from './scenario.ts'

const { describe, test } = needing('bash')

const { fresh, prepared, deployed } = useMachines()

const next = { commit: 'fedcba987654' }
const crash = 'Container app has exited\nContainer app has exited\nError: AZURE_VOICE_LIVE_ENDPOINT is missing\n'

const run = (machine: Machine, command: string, rules: readonly Rule[] = []): Promise<Run> =>
  machine.run([...command.split(' '), '--json', '--no-smoke'], rules)

const scenarios: Readonly<Record<string, () => Promise<Run>>> = {
  'all goes well': () => run(fresh(), 'full'),
  'people must sign in before the page': () => run(deployed({}, { ENTRA_CLIENT_ID: '5' }), 'image'),
  'nobody is logged in, and there is no terminal to log in at': () =>
    run(fresh(), 'full', [{ match: '^az account show', exit: 1, err: 'Please run az login\n' }]),
  'there is no network': () =>
    run(deployed(), 'image', [{ match: '^az account show', exit: 1, err: 'Temporary failure in name resolution\n' }]),
  'the subscription is disabled': () =>
    run(deployed(), 'image', [
      { match: '^az account show', out: '11111111-1111-1111-1111-111111111111\nOld\nDisabled\nuser\n' },
    ]),
  'you may not give roles': () =>
    run(prepared(), 'full', [provisionFails("AuthorizationFailed: ... 'roleAssignments/write'")]),
  'no region has quota, and nobody agrees to a larger plan': () =>
    run(prepared(), 'full', [provisionFails('SubscriptionIsOverQuotaForSku', 9)]),
  'Azure does not say what runs already': () =>
    run(prepared(), 'full', [{ match: '^az group exists', exit: 1, err: 'ERROR\n' }]),
  'the build fails': () => run(deployed(next), 'image', [{ match: '^az acr build', exit: 1, err: 'npm error\n' }]),
  'the new image does not live': () => {
    const machine = deployed(next)
    machine.state('sick', next.commit)
    machine.state('container-log', crash)
    return run(machine, 'image')
  },
  'a flag that does not exist': () => fresh().run(['--json', 'full', '--nope']),
  'a command that needs a deployment, before there is one': () => run(fresh(), 'status'),
  '`down` without a terminal and without `--yes`': () => run(deployed(), 'down'),
  'the page runs but cannot hold a session': () => {
    const machine = deployed(next)
    machine.state('ready-code', 'invalid_model')
    return run(machine, 'image')
  },
  'Ctrl-C': () => {
    const machine = prepared()
    const hang = { match: '^azd provision', act: machine.hang('&2') }
    const onCall = (text: string) => (text.includes('HANGING') ? ('SIGINT' as const) : undefined)
    return machine.run(['full', '--json'], [hang], { onCall })
  },
}

/** Scenario, sentence and status of each row of the page. */
const rows = (readFileSync('docs/deploy.md', 'utf8').split('\n| what happens |')[1] ?? '')
  .split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((row) => row.split('|').map((cell) => cell.trim()))
  .map(([, scenario = '', sentence = '', status = '']) => ({ scenario, sentence, status: Number(status) }))

test('every row has a scenario here, and every scenario a row', () => {
  expect(rows?.map(({ scenario }) => scenario)).toEqual(Object.keys(scenarios))
})

describe.concurrent('how azdeploy.sh ends when', () => {
  test.each(rows ?? [])('$scenario', async ({ scenario, sentence, status }) => {
    const ended = await scenarios[scenario]?.()
    expect(ended, ended?.stderr).toMatchObject({ status, stderr: expect.stringContaining(sentence) })
    const object = JSON.parse(ended?.stdout ?? '')
    expect(object).toMatchObject({ status })
    if (status !== 0) expect(object.error).toContain(sentence)
    if (scenario === 'all goes well')
      expect(object).toMatchObject({
        command: 'full',
        link: 'https://app-m5d6qkcdxocdy.azurewebsites.net',
        accessCode: expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/),
      })
    if (scenario === 'you may not give roles')
      expect(ended?.stderr).toContain('A plan that was created is billed until: ./azdeploy.sh down\n')
    // A crash is told in the minute in which it is seen, not when patience ends.
    if (scenario === 'the new image does not live')
      expect(ended?.stderr).toMatch(
        /more than once\. Its last words:[\s\S]*AZURE_VOICE_LIVE_ENDPOINT is missing\n {4}not yet, after 60 s/,
      )
  })
})
