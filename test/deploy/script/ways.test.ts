/** The three ways to run, and that what a person writes arrives in the app as written, on each of them. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Machine } from './machine.ts'
import { useMachines } from './machines.ts'
import { lines } from './scenario.ts'

const { fresh, deployed, deployedBundle, prepared } = useMachines()

const offer = (name: string) => ({ match: '^az rest', out: `${name}\n` })
const tools = ['az', 'azd', 'curl', 'git', 'node', 'npm']

/** The settings of the fake site, by name. */
const settingsOf = (machine: Machine): Readonly<Record<string, string>> =>
  Object.fromEntries(
    JSON.parse(machine.recall('appsettings.json')).map(({ name, value }: { name: string; value: string }) => [
      name,
      value,
    ]),
  )

describe.concurrent('azdeploy.sh full takes the way that the subscription allows', () => {
  test('free credit without Docker: the bundle, and no registry is ever made or asked', async () => {
    const machine = prepared()
    const run = await machine.run(['full', '--no-smoke'], [offer('FreeTrial_2014-09-01')])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('Deployment complete!') })
    expect(run.stdout).toMatch(/no image: the bundle runs .* because neither Docker nor Podman runs here/)
    expect(machine.rounds()).toMatchObject([{ SERVICE_WEB_RUNTIME: 'bundle' }])
    expect(lines(run.calls).filter((line) => line.startsWith('az acr'))).toEqual([])
    expect(lines(run.calls)).toContainEqual(
      expect.stringMatching(/^curl .*--upload-file .*api\/zip\/site\/wwwroot\/releases\/abc123def456\/$/),
    )
    expect(machine.recall('startup')).toBe(
      'node --max-semi-space-size=16 /home/site/wwwroot/releases/abc123def456/dist/server.mjs',
    )
  })

  test.each(['AzureForStudents_2018-01-01', 'AzurePass_2014-09-01'])('%s is free credit, too', async (name) => {
    const run = await fresh().run(['full', '--dry-run'], [offer(name)])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('way to run: the bundle') })
  })

  test('free credit with Docker: the image is built here', async () => {
    const run = await prepared({}, { tools: [...tools, 'docker'] }).run(
      ['full', '--no-smoke'],
      [offer('FreeTrial_2014-09-01')],
    )
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('built on this machine') })
    expect(lines(run.calls)).toContain('docker push crm5d6qkcdxocdy.azurecr.io/voice-live-web:abc123def456')
  })

  test('the bundle stays the way of later runs, is not built twice, and is rolled back to the one before', async () => {
    const machine = deployedBundle()
    const again = await machine.run(['full', '--no-smoke'])
    expect(again, again.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('way to run: the bundle') })
    expect(lines(again.calls).filter((line) => line.startsWith('npm'))).toEqual([])
    machine.state('commit', 'fedcba987654')
    await machine.run(['image', '--no-smoke'])
    expect(machine.recall('startup')).toContain('fedcba987654')
    const back = await machine.run(['rollback'])
    expect(back, back.stderr).toMatchObject({ status: 0 })
    expect(machine.recall('startup')).toContain('abc123def456')
  })

  test('the bundle of a commit that is built again is started again', async () => {
    const run = await deployedBundle().run(['image', '--no-smoke', '--rebuild'])
    expect(lines(run.calls)).toContain('az webapp restart')
    // One token is enough for a run.
    expect(lines(run.calls).filter((line) => line === 'az account get-access-token')).toHaveLength(1)
  })

  test('--bundle on a deployment with an image removes its registry, once the bundle lives', async () => {
    const machine = deployed()
    const stopped = { match: '^npm run', times: 1, exit: 1 }
    expect(await machine.run(['full', '--no-smoke', '--bundle'], [stopped])).toMatchObject({ status: 1 })
    expect(machine.recall('registry')).toBe('crm5d6qkcdxocdy')
    expect(await machine.run(['image', '--no-smoke'])).toMatchObject({ status: 0 })
    expect(machine.recall('registry')).toBe('')
  })

  test.each([
    [
      'that does not live is rolled back by itself',
      { match: '^curl .*/health$', times: 12, exit: 22, err: 'curl: (22) 503' },
      'was rolled back',
    ],
    [
      'that the site does not take leaves what runs',
      { match: '^curl .*/api/zip/', exit: 22, err: 'curl: (22) The requested URL returned error: 403' },
      'did not take the upload',
    ],
  ])('a bundle %s', async (_name, rule, sentence) => {
    const machine = deployedBundle({ commit: 'fedcba987654' })
    machine.state('container-log', 'Container app has exited\nContainer app has exited\n')
    const run = await machine.run(['image', '--no-smoke'], [rule])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining(sentence) })
    expect(machine.recall('startup')).toContain('abc123def456')
  })
})

describe.concurrent('azdeploy.sh resource', () => {
  test('makes the resource alone, and writes .env for npm start', async () => {
    const machine = fresh()
    machine.state('local-env', 'real')
    const run = await machine.run(['resource', '--instructions', 'Be brief.'])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('npm ci && npm start') })
    expect(machine.rounds()).toMatchObject([{ SERVICE_WEB_RUNTIME: 'none' }])
    expect(run.calls.flat().join(' ')).not.toMatch(/az (acr|webapp)|ACCESS_CODE/)
    expect(readFileSync(join(machine.project, '.env'), 'utf8')).toMatch(
      /AZURE_VOICE_LIVE_ENDPOINT=https:\/\/aif-\w+\.services\.ai\.azure\.com\/\nVOICE_LIVE_INSTRUCTIONS='Be brief\.'/,
    )
    expect(await machine.run(['status'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Option 1 does it'),
    })
    const page = await machine.run(['full', '--no-smoke'])
    expect(page, page.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('Deployment complete!') })
    expect(await machine.run(['resource'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('deployed in rg-voicelive already'),
    })
  })
})

const written = `Say "hi", it's 5$ \\n \`x\` $(y) 😀,\n\tand a second line.`

describe.concurrent('what a person writes arrives as written', () => {
  test('by full and by model, with --set and with --instructions', async () => {
    const machine = prepared()
    await machine.run(['full', '--no-smoke', '--set', `VOICE_LIVE_INSTRUCTIONS=${written}`])
    expect(settingsOf(machine).VOICE_LIVE_INSTRUCTIONS).toBe(written)
    await machine.run(['model', '--instructions', `${written}!`])
    expect(settingsOf(machine).VOICE_LIVE_INSTRUCTIONS).toBe(`${written}!`)
    await machine.run(['model', '--set', `VOICE_LIVE_INSTRUCTIONS=${written}?`])
    expect(settingsOf(machine).VOICE_LIVE_INSTRUCTIONS).toBe(`${written}?`)
  })

  test('from a file, from a pipe, and in a setting that the template does not know', async () => {
    const machine = prepared()
    writeFileSync(join(machine.base, 'told.txt'), written)
    const run = await machine.run([
      'full',
      '--no-smoke',
      '--instructions-file',
      'told.txt',
      '--set',
      `GREETING=${written}`,
    ])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(settingsOf(machine)).toMatchObject({ VOICE_LIVE_INSTRUCTIONS: written, GREETING: written })
    const piped = ['model', '--instructions-file', '-', '--set', 'GREETING=Hello', '--set', `OTHER=${written}`]
    await machine.run(piped, [], { input: `${written}!` })
    expect(settingsOf(machine)).toMatchObject({ GREETING: 'Hello', OTHER: written })
    await machine.run(['full', '--no-smoke'])
    expect(settingsOf(machine)).toMatchObject({
      VOICE_LIVE_INSTRUCTIONS: `${written}!`,
      GREETING: 'Hello',
      OTHER: written,
    })
  })

  test.each([
    ['full', ['--sku', 'F1', '--set', 'ENABLE_PRIVATE_NETWORK=true'], 'joins no private network'],
    ['resource', ['--set', 'ENABLE_PRIVATE_NETWORK=true'], 'is in no private network'],
    [
      'full',
      ['--set', 'BYOM_MODEL_NAME=m', '--set', 'EXISTING_FOUNDRY_NAME=mine'],
      'No model is deployed on an account',
    ],
  ])('%s refuses %j before anything is made', async (command, flags, sentence) => {
    const machine = prepared()
    const run = await machine.run([command, ...flags])
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining(sentence) })
    expect(machine.rounds()).toEqual([])
  })

  test('model --set changes a setting of the app, and refuses what only a deployment can change', async () => {
    const machine = deployed()
    const run = await machine.run(['model', '--set', 'AGENT_PROFILE=teacher'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(settingsOf(machine)).toMatchObject({ AGENT_PROFILE: 'teacher' })
    expect(machine.values()).toMatchObject({ AGENT_PROFILE: 'teacher' })
    const refused = await deployed().run(['model', '--set', 'ENABLE_PRIVATE_NETWORK=true'])
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('./azdeploy.sh full --set ENABLE_PRIVATE_NETWORK'),
    })
  })
})
