/** Everything after the deployment: status, logs, model, new code, roll back, smoke test, doctor, tear down. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { errors } from '../../../shared/error-sentences.ts'
import { needing } from '../../support/needing.ts'
import { useMachines, waits } from './machines.ts'
import { changing, lines } from './scenario.ts'
import { shownCode } from './secrets.ts'

const { describe, test } = needing('bash')

const { fresh, deployed } = useMachines()

const running = 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-abc123def456'
const before = 'crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-000000000000'
const started = (calls: readonly (readonly string[])[]) =>
  lines(calls).flatMap((line) => /--linux-fx-version DOCKER\|(\S+)/.exec(line)?.slice(1) ?? [])

describe.concurrent('azdeploy.sh after a deployment', () => {
  test('status shows site, health, image, model and regions, and changes nothing', async () => {
    const run = await deployed().run(['status'])
    expect(run.status).toBe(0)
    for (const part of [
      'app-m5d6qkcdxocdy (Running), plan B1',
      '"status":"ok"',
      running,
      'as the profile says',
      'eastus2 (app)',
    ])
      expect(run.stdout).toContain(part)
    expect(changing(run.calls)).toEqual([])
  })

  test('logs follow the container', async () => {
    const run = await deployed().run(['4'])
    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('the page listens on 8080') })
  })

  test('model changes an app setting and the record, without provisioning or building', async () => {
    const machine = deployed()
    const run = await machine.run(['model', '--model', 'gpt-realtime-mini', '--profile', 'byom-azure-openai-realtime'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(JSON.parse(machine.recall('settings.json'))).toEqual({
      VOICE_LIVE_MODEL: 'gpt-realtime-mini',
      VOICE_LIVE_PROFILE: 'byom-azure-openai-realtime',
    })
    expect(machine.values()).toMatchObject({
      VOICE_LIVE_MODEL: 'gpt-realtime-mini',
      VOICE_LIVE_PROFILE: 'byom-azure-openai-realtime',
    })
    expect(lines(run.calls).join('\n')).not.toMatch(/azd provision|acr build/)
  })

  test('model with what is set already changes nothing, by the word of Azure and not of older records', async () => {
    const machine = deployed({}, { VOICE_LIVE_MODEL: 'gpt-realtime' })
    machine.state('appsettings.json', '[{"name":"VOICE_LIVE_MODEL","value":"gpt-5"}]')
    await machine.run(['model', '--model', 'gpt-realtime'])
    expect(JSON.parse(machine.recall('settings.json'))).toEqual({ VOICE_LIVE_MODEL: 'gpt-realtime' })
    const run = await machine.run(['model', '--model', 'gpt-realtime'])
    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing changes') })
    expect(changing(run.calls)).toEqual([])
  })

  test('code makes a new code, stores its hash in both places, and shows it once', async () => {
    const machine = deployed()
    const run = await machine.run(['code'])
    expect(shownCode(run.stdout)).toBeDefined()
    const { ACCESS_CODE_HASH, TICKET_SECRET } = machine.values()
    expect(ACCESS_CODE_HASH).not.toContain('SEEDED')
    expect(TICKET_SECRET).toContain('SEEDED')
    expect(JSON.parse(machine.recall('settings.json'))).toEqual({ ACCESS_CODE_HASH })
  })

  test('rollback goes to the image before, and to the recorded one when another runs', async () => {
    const machine = deployed({}, { SERVICE_WEB_PREVIOUS_IMAGE_NAME: before })
    expect(started((await machine.run(['rollback'])).calls)).toEqual([before])
    expect(machine.values()).toMatchObject({ SERVICE_WEB_IMAGE_NAME: before, SERVICE_WEB_PREVIOUS_IMAGE_NAME: running })
    machine.state('linuxfx', 'DOCKER|crm5d6qkcdxocdy.azurecr.io/voice-live-web@sha256:of-bad')
    expect(started((await machine.run(['rollback', '--image', before])).calls)).toEqual([before])
  })

  test('rollback to a tag finds its digest; without an image before, or an unknown tag, it is refused', async () => {
    const machine = deployed()
    machine.state('image.000000000000', 'yes')
    expect(started((await machine.run(['6', '--image', '000000000000'])).calls)).toEqual([before])
    expect(await deployed().run(['rollback'])).toMatchObject({ status: 2 })
    expect(await deployed().run(['rollback', '--image', 'nosuchtag'])).toMatchObject({ status: 2 })
  })

  test('smoke talks with the code from the environment, and waits while roles reach Voice Live', async () => {
    const machine = deployed()
    const mute = {
      match: '^node test/smoke',
      times: 2,
      exit: 1,
      out: `It does not talk. ${errors.upstream_forbidden.message}\n`,
    }
    const run = await machine.run(['smoke'], [mute], { env: { ACCESS_CODE: 'my-own-code' } })
    expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('first sound after') })
    expect(waits(run.calls)).toEqual([60, 60])
    expect(machine.recall('smoke-code')).toBe('my-own-code')
    expect(run.calls.flat()).not.toContain('my-own-code')
  })

  test('a page that cannot hold a session ends with status 3 and other words, and still with link and code', async () => {
    const machine = fresh()
    machine.state('ready-code', 'upstream_forbidden')
    const run = await machine.run(['full'])
    expect(run).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('Deployed and healthy, but it does not talk.'),
    })
    expect(run.stdout).not.toContain('Deployment complete!')
    expect(shownCode(run.stdout)).toBeDefined()
    expect(waits(run.calls)).toEqual(Array(10).fill(60))
  })

  test('a lost network is told as one, not as the fault of an earlier run', async () => {
    const machine = deployed()
    mkdirSync(join(machine.project, '.azure/.azdeploy/logs'), { recursive: true })
    writeFileSync(join(machine.project, '.azure/.azdeploy/logs/ready.log'), '{"code":"upstream_forbidden"}')
    const lost = { match: '/ready$', exit: 6, out: '000', err: 'curl: (6) Could not resolve host: app-1\n' }
    const run = await machine.run(['image', '--no-smoke'], [lost])
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('| curl: (6) Could not resolve') })
    expect(run.stderr).not.toContain('upstream_forbidden')
    expect(waits(run.calls)).toEqual([60, 60])
  })

  test.each(['invalid_model', 'upstream_rejected'])('a session refused for %s is not waited for', async (code) => {
    const machine = deployed()
    machine.state('ready-code', code)
    const run = await machine.run(['smoke'])
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining(code) })
    expect(waits(run.calls)).toEqual([])
  })

  test('a smoke test that fails for another reason does not wait', async () => {
    const mute = { match: '^node test/smoke', exit: 1, out: 'the transcript was empty\n' }
    const run = await deployed().run(['smoke'], [mute], { env: { ACCESS_CODE: 'x' } })
    expect(run).toMatchObject({ status: 3, stderr: expect.stringContaining('| the transcript was empty') })
    expect(waits(run.calls)).toEqual([])
  })

  test('an old Node is named instead of failing in the middle', async () => {
    const run = await deployed().run(['smoke'], [{ match: '^node --version', out: 'v16.20.0\n' }], {
      env: { ACCESS_CODE: 'x' },
    })
    expect(run.stdout).toContain('node is 16.20.0, 18.0.0 or newer is needed')
  })
})

describe.concurrent('azdeploy.sh doctor', () => {
  test('finds nothing wrong and changes nothing, before and after a deployment', async () => {
    for (const machine of [fresh(), deployed()]) {
      const run = await machine.run(['doctor'])
      expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining('All is well.') })
      expect(changing(run.calls)).toEqual([])
    }
  })

  test('names every fault at once, with its remedy', async () => {
    const run = await deployed({ tools: ['az', 'node'] }).run(
      ['doctor'],
      [
        { match: '^az cognitiveservices usage', out: '30\n30\n' },
        { match: '^az appservice list-locations', out: 'West US 2\n' },
      ],
    )
    expect(run.status).toBe(1)
    for (const part of [
      'azd is not installed',
      'curl is not installed',
      'No Foundry account may be made in eastus2',
      'not offered in eastus2',
      'does not answer',
    ]) {
      expect(run.stderr).toContain(part)
    }
  })

  test.each([
    ['nobody logged in', '^az account show', 'Please run az login', 'az is not logged in'],
    ['a login that has expired', '^az (prov|cog|app)', 'AADSTS700082: The refresh token has expired', 'az login'],
  ])('%s is a finding, not a login', async (_name, match, text, sentence) => {
    const run = await fresh().run(['8'], [{ match, exit: 1, err: `ERROR: ${text}\n` }])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining(sentence) })
    expect(changing(run.calls)).toEqual([])
  })
})

describe.concurrent('azdeploy.sh down', () => {
  test('without a terminal it is refused unless --yes agrees', async () => {
    const run = await deployed().run(['down'])
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('must be agreed to') })
    expect(changing(run.calls)).toEqual([])
  })

  test('removes everything by azd down --force --purge, and the records', async () => {
    const machine = deployed()
    const run = await machine.run(['down', '--yes'])
    expect(run, run.stderr).toMatchObject({ status: 0 })
    expect(changing(run.calls)).toEqual(['azd down --force --purge --no-prompt -e rg-voicelive'])
    expect(existsSync(join(machine.project, '.azure/rg-voicelive'))).toBe(false)
  })

  test.each([
    [
      'has a role on an account that was here before, which our records may not know',
      ['rg-voicelive-1 rg-voicelive Succeeded rg-voicelive rg-mine'],
      'the group rg-mine was here before: it stays',
    ],
    [
      'never ended, and a neighbour’s has a name that contains ours',
      ['rg-voicelive-1 rg-voicelive Running', 'rg-voicelive-2-1 rg-voicelive-2 Succeeded rg-voicelive-2'],
      'removing the group rg-voicelive',
    ],
    [
      'was voided by an earlier removal, so that azd finds nothing',
      ['rg-voicelive-1 rg-voicelive Succeeded rg-voicelive', 'rg-voicelive-2 rg-voicelive Succeeded'],
      'No Azure resources were found',
    ],
  ])(
    'only the group of the deployment goes, and goes, when the deployment %s',
    async (_name, deployments, sentence) => {
      const machine = deployed()
      machine.state('deployments', `${deployments.join('\n')}\n`)
      const run = await machine.run(['down', '--yes'])
      expect(run, run.stderr).toMatchObject({ status: 0, stdout: expect.stringContaining(sentence) })
      expect(run.calls.flat().includes('down')).toBe(sentence.startsWith('No '))
      expect(readdirSync(join(machine.fake, 'state')).filter((name) => name.startsWith('gone.'))).toEqual([
        'gone.rg-voicelive',
      ])
    },
  )

  test.each([
    ['by the records', 'deployed', { EXISTING_FOUNDRY_NAME: 'mine' }, ''],
    ['with the records lost', 'fresh', {}, 'aif-m5d6qkcdxocdy rg-voicelive\nmine -\n'],
  ] as const)(
    'a group that holds an account which was here before is not removed, %s',
    async (_name, kind, kept, accounts) => {
      const machine = kind === 'fresh' ? fresh() : deployed({}, kept)
      machine.state('accounts', accounts)
      const run = await machine.run(['down', '--yes'])
      expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('The Foundry account mine is none') })
      expect(run.stderr).toContain('--tag azd-env-name=rg-voicelive')
      expect(changing(run.calls).filter((line) => !line.startsWith('azd config'))).toEqual([])
    },
  )

  test('a removal that fails keeps the records', async () => {
    const machine = deployed()
    const run = await machine.run(['9', '-y'], [{ match: '^azd down', exit: 1, err: 'ERROR: deleting resources' }])
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('could not remove everything') })
    expect(machine.values().SERVICE_WEB_NAME).toBe('app-m5d6qkcdxocdy')
  })

  test('with the records lost, the group goes by its name, and then, where it may, its deleted Foundry account', async () => {
    const deleted =
      '/subscriptions/1/providers/Microsoft.CognitiveServices/locations/westus2/resourceGroups/rg-voicelive/deletedAccounts/aif-9\n'
    const refused = { match: 'account purge', exit: 1, err: 'ERROR: (AuthorizationFailed) deletedAccounts/delete\n' }
    const run = await fresh().run(['down', '--yes'], [{ match: 'list-deleted', out: deleted }, refused])
    expect(run, run.stderr).toMatchObject({ status: 0, stderr: expect.stringContaining('for 48 hours') })
    expect(lines(run.calls).slice(-3)).toEqual([
      'az group delete --yes',
      'az cognitiveservices account list-deleted',
      'az cognitiveservices account purge --location westus2',
    ])
  })
})
