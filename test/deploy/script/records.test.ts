/** One deployment, one record: two environments side by side, records that are lost or older than what runs. */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Machine } from './machine.ts'
import { useMachines } from './machines.ts'
import { outputsOf } from './outputs.ts'
import { changing, lines, provisionFails } from './scenario.ts'

const { fresh, deployed, prepared } = useMachines()

/** Puts a second environment, of the group rg-voicelive-2, beside the first. */
const withNeighbour = (machine: Machine): Machine => {
  const group = { AZURE_ENV_NAME: 'rg-voicelive-2', AZURE_RESOURCE_GROUP: 'rg-voicelive-2' }
  const images = ['fedcba000001', 'fedcba000002'].map(
    (tag) => `crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-${tag}`,
  )
  machine.seedRecords(
    {
      ...outputsOf('default'),
      ...group,
      SERVICE_WEB_NAME: 'app-of-the-neighbour',
      SERVICE_WEB_IMAGE_NAME: images[0] ?? '',
      SERVICE_WEB_PREVIOUS_IMAGE_NAME: images[1] ?? '',
      ACCESS_CODE_HASH: 'scrypt:OTHERSALT:OTHERKEY',
    },
    'rg-voicelive-2',
  )
  machine.state(
    'deployments',
    `${machine.recall('deployments')}rg-voicelive-2-1 rg-voicelive-2 Succeeded rg-voicelive-2\n`,
  )
  return machine
}

const down = (calls: readonly (readonly string[])[]) => changing(calls).filter((line) => /down|group delete/.test(line))

describe.concurrent('two environments side by side', () => {
  test.each([
    ['rg-voicelive', 'rg-voicelive', 'rg-voicelive-2'],
    ['rg-voicelive-2', 'rg-voicelive-2', 'rg-voicelive'],
  ])('down of %s removes it and leaves the other', async (group, gone, stays) => {
    const machine = withNeighbour(deployed())
    const run = await machine.run(['down', '--yes', '--set', `AZURE_RESOURCE_GROUP=${group}`])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(down(run.calls)).toEqual([`azd down --force --purge --no-prompt -e ${gone}`])
    expect(existsSync(join(machine.project, '.azure', gone))).toBe(false)
    expect(existsSync(join(machine.project, '.azure', stays))).toBe(true)
  })

  test('every command acts on the site of the group that it names', async () => {
    const machine = withNeighbour(deployed())
    const run = await machine.run(['status'])
    expect(run.stdout).toMatch(/Site: +app-m5d6qkcdxocdy/)
  })

  test.each([
    [['image', '--no-smoke']],
    [['model', '--model', 'gpt-realtime']],
    [['code']],
    [['rollback']],
    [['smoke']],
    [['full', '--no-smoke']],
  ])('%j changes the second and touches nothing of the first', async (args) => {
    const machine = withNeighbour(deployed({ commit: 'fedcba987654' }))
    // From here on a call that names the site of the first is one that nobody foresaw.
    machine.state('site', 'app-of-the-neighbour')
    const first = readFileSync(join(machine.project, '.azure/rg-voicelive/.env'), 'utf8')
    const run = await machine.run([...args, '--rg', 'rg-voicelive-2'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(
      run.calls.flat().filter((word) => word === 'rg-voicelive' || word.includes('app-m5d6qkcdxocdy.scm')),
    ).toEqual([])
    expect(readFileSync(join(machine.project, '.azure/rg-voicelive/.env'), 'utf8')).toBe(first)
    // What it advises to type acts on the second, too.
    expect(run.stdout + run.stderr).not.toMatch(/azdeploy\.sh \w+(?! --rg rg-voicelive-2|\w)/)
  })

  test.each([
    ['--env and --rg that do not belong together', ['--env', 'rg-voicelive', '--rg', 'rg-other']],
    ['two groups whose environment would have one name', ['--rg', 'rg_voicelive']],
  ])('%s are refused before anything is changed', async (_name, flags) => {
    const machine = deployed()
    const run = await machine.run(['down', '--yes', ...flags])
    expect(run).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('belongs to the resource group rg-voicelive'),
    })
    expect(down(run.calls)).toEqual([])
  })

  test('--env alone means the group of its records', async () => {
    const machine = withNeighbour(deployed())
    const run = await machine.run(['down', '--yes', '--env', 'rg-voicelive-2'])
    expect(run.stdout).toContain('Everything of rg-voicelive-2 is removed.')
  })

  test('down leaves a .env that was written for the other deployment', async () => {
    const machine = withNeighbour(deployed())
    const text =
      '# Written by azdeploy.sh for local runs\nAZURE_VOICE_LIVE_ENDPOINT=https://aif-other.services.ai.azure.com/\n'
    writeFileSync(join(machine.project, '.env'), text)
    await machine.run(['down', '--yes'])
    expect(readFileSync(join(machine.project, '.env'), 'utf8')).toBe(text)
  })
})

describe.concurrent('what runs is newer than the records', () => {
  const chosen = [
    '--sku',
    'p0V3',
    '--set',
    'ENABLE_PRIVATE_NETWORK=true',
    '--set',
    'GREETING=Hi',
    '--model',
    'gpt-realtime',
  ]

  test('with .azure lost, a full deployment keeps plan, network, model, settings, secrets and image', async () => {
    const machine = prepared()
    await machine.run(['full', '--no-smoke', ...chosen])
    const { ACCESS_CODE_HASH, TICKET_SECRET } = machine.values()
    rmSync(join(machine.project, '.azure'), { recursive: true })
    machine.state('instances', '3')
    const run = await machine.run(['full', '--no-smoke'])
    expect(run, run.stderr).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('its choices are read from Azure'),
    })
    expect(machine.values()).toMatchObject({
      APP_SERVICE_SKU: 'P0v3',
      INSTANCE_COUNT: '3',
      ENABLE_PRIVATE_NETWORK: 'true',
      EXTRA_SETTINGS: `GREETING:${btoa('Hi')}`,
      VOICE_LIVE_MODEL: 'gpt-realtime',
      ACCESS_CODE_HASH,
      TICKET_SECRET,
      SERVICE_WEB_IMAGE_NAME: expect.stringContaining('@sha256:of-abc123def456'),
    })
    expect(run.calls.flat()).not.toContain('build')
  })

  test.each(['full', 'resource'])(
    'a group that was there before keeps its tags (%s), and that down removes all of it is said',
    async (command) => {
      const machine = prepared()
      machine.state('group-tags', 'cost:centre\tempty\n4711, ä\t\n')
      const run = await machine.run([command, '--no-smoke'])
      expect(run).toMatchObject({ status: 0, stderr: expect.stringContaining('rg-voicelive was there before') })
      expect(machine.values().GROUP_TAGS).toBe('Y29zdDpjZW50cmU=:NDcxMSwgw6Q=,ZW1wdHk=:')
      machine.state('group-tags', 'azd-env-name\tcost:centre\nrg-voicelive\tother\n')
      if (command === 'full') {
        const again = await machine.run(['full', '--no-smoke'])
        expect(again.stderr).not.toContain('was there before')
        expect(machine.values().GROUP_TAGS).toBe('Y29zdDpjZW50cmU=:b3RoZXI=')
      }
    },
  )

  test('a model of one’s own is named as the model, and goes when it is taken away', async () => {
    const machine = prepared()
    const first = await machine.run(['full', '--no-smoke', '--set', 'BYOM_MODEL_NAME=gpt-5.5'])
    expect(first.stdout).toContain('gpt-5.5')
    machine.state('appsettings.json', '[{"name":"VOICE_LIVE_MODEL","value":"gpt-5.5"}]')
    const run = await machine.run(['full', '--no-smoke', '--set', 'BYOM_MODEL_NAME='])
    expect(run.stderr).toContain('What BYOM_MODEL_NAME=gpt-5.5 made stays')
    expect(machine.values().VOICE_LIVE_MODEL).toBe('')
  })

  test('older records do not bring an older access code back', async () => {
    const machine = prepared()
    await machine.run(['full', '--no-smoke'])
    const older = readFileSync(join(machine.project, '.azure/rg-voicelive/.env'), 'utf8')
    await machine.run(['code'])
    const { ACCESS_CODE_HASH } = machine.values()
    writeFileSync(join(machine.project, '.azure/rg-voicelive/.env'), older)
    await machine.run(['full', '--no-smoke'])
    expect(machine.values().ACCESS_CODE_HASH).toBe(ACCESS_CODE_HASH)
    expect(machine.recall('appsettings.json')).toContain(ACCESS_CODE_HASH)
  })

  test('after a change of region the site of the records is read, and the one that was left is not', async () => {
    const machine = deployed()
    // From here on a call that names it is one that nobody foresaw.
    machine.state('elder-site', 'app-of-the-first-region')
    machine.state('instances', '3')
    const run = await machine.run(['full', '--no-smoke', '--location', 'westus2'])
    expect(run, run.stderr).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('So is what was made in eastus2'),
    })
    expect(machine.values().INSTANCE_COUNT).toBe('3')
  })

  test('a site that was removed by hand is made again, though azd did the same before', async () => {
    const machine = deployed()
    rmSync(join(machine.fake, 'state/site'))
    const run = await machine.run(['full', '--no-smoke'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(lines(run.calls)).toContain('azd provision --no-state')
  })

  test('the four calls of the Free plan do not follow to a larger one', async () => {
    const machine = deployed({}, { APP_SERVICE_SKU: 'F1' })
    machine.state('tag.azdeploy-sku', 'F1')
    machine.state('appsettings.json', '[{"name":"MAX_SESSIONS","value":"4"},{"name":"IDLE_MINUTES","value":"9"}]')
    const run = await machine.run(
      ['full', '--no-smoke', '--sku', 'B1', '--local-build'],
      [provisionFails('LocationNot')],
    )
    expect(run).toMatchObject({ status: 1 })
    expect(machine.values()).toMatchObject({ APP_SERVICE_SKU: 'B1', IDLE_MINUTES: '9' })
    expect(machine.values().MAX_SESSIONS).toBeUndefined()
  })

  test.each([
    ['is kept when it is well', 'fedcba000001', ''],
    ['goes back to the recorded one when it is not', 'abc123def456', 'fedcba000001'],
  ])('an image that was started elsewhere %s, before another is built', async (_name, kept, sick) => {
    const machine = deployed({ commit: 'eeeeee000000' })
    machine.state('linuxfx', 'DOCKER|crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-fedcba000001')
    machine.state('image.fedcba000001', 'yes')
    machine.state('sick', sick)
    const run = await machine.run(['full', '--no-smoke'], [{ match: '^az acr build', exit: 1, err: 'npm error\n' }])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('What runs now was not touched') })
    expect(machine.recall('linuxfx')).toContain(`@sha256:of-${kept}`)
  })

  test.each([
    ['^az group exists', 'ERROR: connection reset by peer', 'failed for a moment'],
    ['^az webapp list', 'ERROR: AADSTS700082: The refresh token has expired due to inactivity.', 'Run: az login'],
    ['^az webapp config appsettings list', 'ERROR: (AuthorizationFailed) The client', 'Ask an owner'],
  ])(
    'when Azure does not answer to %s, nothing is provisioned over what may run, and the cause is told',
    async (match, text, sentence) => {
      const machine = fresh()
      machine.state('site', 'app-m5d6qkcdxocdy')
      machine.state('tag.azd-env-name', 'rg-voicelive')
      const run = await machine.run(['full'], [{ match, exit: 1, err: `${text}\n` }])
      expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('does not say what runs') })
      expect(run.stderr).toContain(sentence)
      expect(machine.rounds()).toEqual([])
    },
  )

  test('a question that fails for a moment is asked again', async () => {
    const run = await deployed().run(
      ['status'],
      [{ match: '^az webapp show', times: 1, exit: 1, err: 'ERROR: ServiceUnavailable\n' }],
    )
    expect(run, run.stderr).toMatchObject({ status: 0 })
  })
})
