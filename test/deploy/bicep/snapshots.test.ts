/** The snapshots are those of the template as it is now: made anew where the compiler is, else held to the hash of their sources. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Compiler, findCompiler, startCompiler } from './compiler.ts'
import { ofType, settingsOf, signInOf } from './policies.ts'
import * as snapshots from './snapshots.ts'

const { configurations, readSnapshot } = snapshots
const main = join(import.meta.dirname, '../../../infra/main.bicep')

test('the hash of the sources is the one recorded beside the snapshots', () => {
  const recorded = existsSync(snapshots.hashFile) ? readFileSync(snapshots.hashFile, 'utf8').trim() : 'none'
  expect(recorded, `infra/ and its snapshots have come apart; run: ${snapshots.command}`).toBe(
    snapshots.hashOfSources(),
  )
})

const path = findCompiler()
describe.skipIf(path === undefined)('the compiler', () => {
  let compiler: Compiler
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'bicep-'))
    snapshots.copyReadable(copy)
    compiler = startCompiler(path ?? '')
  })
  afterAll(() => {
    compiler.close()
    rmSync(copy, { recursive: true })
  })

  test('finds nothing to complain of, warnings included', async () => {
    expect(await compiler.diagnose(main)).toEqual([])
  })

  test.each(configurations)('makes the committed snapshot of %s', async (configuration) => {
    const made = snapshots.normalize(await compiler.snapshot(snapshots.parametersFile(configuration, copy)))
    expect(made, `run: ${snapshots.command}`).toEqual(readSnapshot(configuration))
  })
})

describe('the template', () => {
  const siteConfig = (configuration: string) =>
    ofType(readSnapshot(configuration), 'Microsoft.Web/sites')[0]?.properties?.siteConfig

  test('leaves what is empty to the server, and keeps what a person wrote, sign for sign', () => {
    expect(Object.keys(settingsOf(readSnapshot('default')))).not.toContain('VOICE_LIVE_MODEL')
    expect(settingsOf(readSnapshot('settings'))).toMatchObject({
      AGENT_PROFILE: 'teacher',
      VOICE_LIVE_MODEL: 'gpt-realtime-mini',
      VOICE_LIVE_VOICE: 'en-US-Ava:DragonHDLatestNeural',
      VOICE_LIVE_INSTRUCTIONS: 'Say "hi", it\'s 5$ \\n 😀,\nand a second line.',
      GREETING: 'It\'s "1" $HOME \\\n 😀',
      EMPTY_ONE: '',
      MAX_SESSIONS: '40',
      IDLE_MINUTES: '3',
      MAX_MINUTES: '30',
      RESUME_SECONDS: '10',
    })
  })

  test('names no model by default, and says so by an empty output', () => {
    expect(readSnapshot('default').outputs.VOICE_LIVE_MODEL).toBe('')
  })

  test.each(['bundle', 'free'])('makes no registry for the bundle (%s)', (configuration) => {
    const snapshot = readSnapshot(configuration)
    expect(ofType(snapshot, 'Microsoft.ContainerRegistry/registries')).toEqual([])
    expect(snapshot.outputs).toMatchObject({ AZURE_CONTAINER_REGISTRY_NAME: '', SERVICE_WEB_RUNTIME: 'bundle' })
    expect(siteConfig(configuration)).toMatchObject({ linuxFxVersion: 'NODE|24-lts' })
  })

  test('holds the Free plan to the sockets that it has', () => {
    expect(settingsOf(readSnapshot('free')).MAX_SESSIONS).toBe('4')
  })

  test.each([
    ['default', 'B1', 1],
    ['autoscale', 'P0v3', 3],
    ['autoscale-off', 'P0v3', 3],
    ['everything', 'P1v3', 2],
  ])('states how many instances the plan has (%s)', (configuration, name, capacity) => {
    expect(ofType(readSnapshot(configuration), 'Microsoft.Web/serverfarms')[0]?.sku).toEqual({ name, capacity })
  })

  test('writes sign-in on and off, for a site that asked once would go on asking', () => {
    const state = (configuration: string) => signInOf(readSnapshot(configuration))
    expect(state('sign-in')).toMatchObject({
      platform: { enabled: true },
      globalValidation: { requireAuthentication: true, redirectToProvider: 'azureactivedirectory' },
    })
    expect(state('default')).toMatchObject({
      platform: { enabled: false },
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' },
      identityProviders: { azureActiveDirectory: { enabled: false } },
    })
  })

  test('gives other names to the second generation, and the same group and environment', () => {
    const [first, second] = [readSnapshot('default'), readSnapshot('second-names')]
    expect(second.outputs.AZURE_RESOURCE_GROUP).toBe(first.outputs.AZURE_RESOURCE_GROUP)
    for (const name of ['SERVICE_WEB_NAME', 'AZURE_FOUNDRY_ACCOUNT_NAME', 'AZURE_CONTAINER_REGISTRY_NAME'])
      expect(second.outputs[name]).not.toBe(first.outputs[name])
  })

  test('writes on the site what was chosen, for a machine that has no records', () => {
    expect(ofType(readSnapshot('everything'), 'Microsoft.Web/sites')[0]?.tags).toMatchObject({
      'azd-env-name': 'rg-voicelive',
      'azdeploy-location': 'eastus2',
      'azdeploy-ai-location': 'swedencentral',
      'azdeploy-sku': 'P1v3',
      'azdeploy-runtime': 'image',
      'azdeploy-private-network': 'true',
      'azdeploy-entra-client-id': '55555555-5555-5555-5555-555555555555',
    })
  })

  test('makes no Redis, for no part of the server uses one', () => {
    expect(JSON.stringify(configurations.map(readSnapshot))).not.toMatch(/redis/i)
  })
})
