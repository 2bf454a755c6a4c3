/** Option 1: the first deployment call by call, the second that changes nothing, and what is remembered between them. */

import { scryptSync } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { needing } from '../../support/needing.ts'
import { useMachines } from './machines.ts'
import { changing, lines } from './scenario.ts'
import { shownCode } from './secrets.ts'

const { describe, test } = needing('bash')

const { fresh, deployed, prepared } = useMachines()

const verifies = (code: string, stored: string): boolean => {
  const [scheme, salt = '', key = ''] = stored.split(':')
  const made = scryptSync(code, Buffer.from(salt, 'base64url'), 32, { N: 16_384, r: 8, p: 1 })
  return scheme === 'scrypt' && made.equals(Buffer.from(key, 'base64url'))
}

describe.concurrent('azdeploy.sh full', () => {
  test('the first run checks, provisions, builds, starts by digest, talks, and shows link and code; in exactly these calls', async () => {
    const machine = fresh()
    machine.state('local-env', 'real')
    machine.state('new-code', 'real')
    const run = await machine.run(['full'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(lines(run.calls)).toEqual([
      'az version',
      'azd version',
      'azd config set auth.useAzCliAuth true',
      'az account show',
      'azd env new rg-voicelive --location eastus2',
      'az group exists',
      'az group show',
      'az webapp list',
      'az rest --method get --url /subscriptions/11111111-1111-1111-1111-111111111111?api-version=2022-12-01',
      'node infra/scripts/new-code.mjs',
      'azd env set --file (values)',
      'az provider list',
      'az policy assignment list',
      'az cognitiveservices usage list --location eastus2',
      'az appservice list-locations --sku B1 --linux-workers-enabled',
      'azd provision',
      'git rev-parse --show-prefix --short=12 HEAD',
      'git status --porcelain -- . :(exclude)azdeploy.sh :(exclude)infra :(exclude)docs :(exclude)test :(exclude)*.md',
      'az acr repository show --image voice-live-web:abc123def456',
      'az acr build --image voice-live-web:abc123def456 --platform linux/amd64 --file Dockerfile --build-arg GIT_SHA=abc123def456 .',
      'az acr repository show --image voice-live-web:abc123def456',
      'az webapp config show',
      'az webapp config set --linux-fx-version DOCKER|crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-abc123def456',
      'curl --silent --show-error --fail --max-time 10 https://app-m5d6qkcdxocdy.azurewebsites.net/health',
      'azd env set --file (values)',
      'node infra/scripts/local-env.mjs',
      'curl --silent --show-error --max-time 60 --write-out %{http_code} https://app-m5d6qkcdxocdy.azurewebsites.net/ready',
      'node --version',
      'node test/smoke/smoke.mjs https://app-m5d6qkcdxocdy.azurewebsites.net',
      'azd env set --file (values)',
    ])
    const code = shownCode(run.stdout)
    expect(code).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/)
    expect(run.stdout).toMatch(
      /Deployment complete!\n\n {2}Link: {10}https:\/\/app-m5d6qkcdxocdy\.azurewebsites\.net\n {2}Access code: /,
    )
    const values = machine.values()
    expect(verifies(code ?? '', values.ACCESS_CODE_HASH ?? '')).toBe(true)
    expect(Buffer.from(values.TICKET_SECRET ?? '', 'base64url')).toHaveLength(32)
    expect(machine.recall('smoke-code')).toBe(code)
    expect(statSync(join(machine.project, '.azure/rg-voicelive/.env')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(machine.project, '.env'), 'utf8').split('\n').slice(1)).toEqual([
      'AZURE_VOICE_LIVE_ENDPOINT=https://aif-m5d6qkcdxocdy.services.ai.azure.com/',
      '',
    ])
  })

  test('the second run changes nothing: no record, no build, no restart, no new code', async () => {
    const machine = prepared()
    await machine.run(['full', '--no-smoke'])
    const before = machine.values()
    const run = await machine.run(['full', '--no-smoke'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(changing(run.calls)).toEqual([])
    expect(lines(run.calls)).not.toContain('az provider list')
    expect(machine.values()).toEqual(before)
    expect(run.stdout).toContain('Access code:   as it was')
  })

  test('a code that an interrupted run never showed is replaced by one that is shown', async () => {
    const machine = prepared()
    machine.seedDeployment('abc123def456', { ACCESS_CODE_SHOWN: 'no' })
    machine.state('new-code', 'real')
    // Nor does a .env that cannot be written keep it from being shown.
    machine.state('local-env', 'real')
    mkdirSync(join(machine.project, '.env'))
    const run = await machine.run(['full', '--no-smoke'])
    expect(run.stderr).toContain('The .env for local runs could not be written.')
    expect(verifies(shownCode(run.stdout) ?? '', machine.values().ACCESS_CODE_HASH ?? '')).toBe(true)
    expect(machine.values()).toMatchObject({
      ACCESS_CODE_SHOWN: 'yes',
      TICKET_SECRET: expect.stringContaining('SEEDED'),
    })
  })

  test('sign-in with Entra ID takes the place of the access code', async () => {
    const machine = deployed()
    const run = await machine.run(['full', '--set', 'ENTRA_CLIENT_ID=55555555-5555-5555-5555-555555555555'])
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('by sign-in with Entra ID') })
    expect(machine.values().ACCESS_CODE_HASH).toBe('')
    expect(run.calls.flat()).not.toContain('test/smoke/smoke.mjs')
    expect(await machine.run(['code'])).toMatchObject({ status: 2 })
  })

  test('Python hashes the code where there is no Node, and the smoke test says what it misses', async () => {
    const machine = fresh({ tools: ['az', 'azd', 'curl', 'git', 'python3'] })
    const run = await machine.run(['full'])
    expect(verifies(shownCode(run.stdout) ?? '', machine.values().ACCESS_CODE_HASH ?? '')).toBe(true)
    expect(run.stdout).toContain('skipped. node is not installed. Install Node: https')
  })

  test('without Node and Python it stops before anything is created', async () => {
    const machine = fresh({ tools: ['az', 'azd', 'curl', 'git'] })
    const run = await machine.run(['full'])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('needs Node or Python 3') })
    expect(lines(run.calls)).not.toContain('azd provision')
  })

  test('flags become inputs of the template, and a region kept from a fallback is not undone', async () => {
    const machine = prepared()
    machine.seedDeployment('abc123def456', { AZURE_AI_LOCATION: 'westus2' })
    const flags = ['--model', 'gpt-realtime-mini', '--voice=en-US-Ava:DragonHDLatestNeural', '--sku', 'P0v3']
    await machine.run([
      '1',
      '--no-smoke',
      ...flags,
      '--set',
      'EXISTING_FOUNDRY_NAME=mine',
      '--set',
      'CREATE_PROJECT=true',
    ])
    expect(machine.values()).toMatchObject({
      AZURE_AI_LOCATION: 'westus2',
      VOICE_LIVE_MODEL: 'gpt-realtime-mini',
      VOICE_LIVE_VOICE: 'en-US-Ava:DragonHDLatestNeural',
      APP_SERVICE_SKU: 'P0v3',
      EXISTING_FOUNDRY_NAME: 'mine',
      CREATE_PROJECT: 'true',
    })
  })

  test('records lost on another machine: the running image is found and kept through provisioning', async () => {
    const machine = fresh()
    const image = 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-older0000000'
    machine.state('linuxfx', `DOCKER|${image}`)
    machine.state('site', 'app-m5d6qkcdxocdy')
    machine.state('tag.azd-env-name', 'rg-voicelive')
    const run = await machine.run(['full', '--no-smoke'], [])
    expect(run.stdout).toContain(`keeping what it runs: ${image}`)
    expect(machine.values()).toMatchObject({
      SERVICE_WEB_PREVIOUS_IMAGE_NAME: image,
      SERVICE_WEB_IMAGE_NAME: 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-abc123def456',
    })
  })

  test('providers that are missing are registered before anything is created', async () => {
    const machine = prepared()
    const run = await machine.run(
      ['resource'],
      [
        {
          match: '^az provider list',
          out: 'Microsoft.Web\nMicrosoft.CognitiveServices\nMicrosoft.ManagedIdentity\nmicrosoft.insights\n',
        },
      ],
    )
    expect(lines(run.calls).filter((line) => line.startsWith('az provider register'))).toEqual([
      'az provider register --namespace Microsoft.ContainerRegistry --wait',
      'az provider register --namespace Microsoft.OperationalInsights --wait',
      'az provider register --namespace Microsoft.Network --wait',
    ])
  })

  test('quota is looked at first: a full Foundry region and an unoffered plan are left before provisioning', async () => {
    const rules = [
      { match: '^az cognitiveservices usage list --location eastus2 ', out: '30.0\n30.0\n' },
      { match: '^az appservice list-locations', out: 'West US 2\n' },
    ]
    const run = await prepared().run(['full', '--dry-run'], rules)
    expect(run.stdout).toContain('ok  quota in westus2 (app) and swedencentral (Voice Live)')
    // An account that is there needs none, nor is there a plan without a page.
    const none = await prepared({ EXISTING_FOUNDRY_NAME: 'mine' }).run(['resource', '--dry-run'], rules)
    expect(none.stdout).toContain('ok  quota in eastus2 (app) and eastus2 (Voice Live)')
    expect(none.stdout).not.toContain('would build')
  })

  test('a disabled subscription and another environment’s subscription stop the run', async () => {
    const disabled = { match: '^az account show', out: '11111111-1111-1111-1111-111111111111\nOld\nDisabled\nuser\n' }
    expect(await prepared().run(['full'], [disabled])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Old is Disabled'),
    })
    const other = { match: '^az account show', out: '99999999-1111-1111-1111-111111111111\nOther\nEnabled\nuser\n' }
    const run = await prepared().run(['full', '--subscription', 'Other'], [other])
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('belongs to the subscription 11111111') })
  })

  test('a .env that somebody else wrote is left alone', async () => {
    const machine = prepared()
    machine.state('local-env', 'real')
    writeFileSync(join(machine.project, '.env'), 'MINE=1\n')
    const run = await machine.run(['resource'])
    expect(run.stdout).toContain('.env is your own')
    expect(readFileSync(join(machine.project, '.env'), 'utf8')).toBe('MINE=1\n')
  })
})
