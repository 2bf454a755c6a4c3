/** What each choice makes in the template, and that nothing makes it unasked: roles, models, projects, private ways, sign-in. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { APP_IDENTITY, ofType, rolesOf, settingsOf, signInOf } from './policies.ts'
import { configurations, parametersFile, readSnapshot } from './snapshots.ts'

/** What a configuration passes for a parameter, as it is written there; nothing when the template chooses. */
const chosen = (configuration: string, parameter: string): string | undefined =>
  new RegExp(`^param ${parameter} = '?(.*?)'?$`, 'm').exec(readFileSync(parametersFile(configuration), 'utf8'))?.[1]

const typesOf = (configuration: string): ReadonlySet<string> =>
  new Set(readSnapshot(configuration).resources.map(({ type }) => type))

describe.each(configurations)('in %s', (configuration) => {
  test.each([
    ['Microsoft.CognitiveServices/accounts/deployments', 'byomModelName'],
    ['Microsoft.CognitiveServices/accounts/projects', 'createProject'],
    ['Microsoft.Network/privateEndpoints', 'enablePrivateNetwork'],
  ])('%s is made when %s is chosen, and only then', (type, parameter) => {
    expect(typesOf(configuration).has(type)).toBe(chosen(configuration, parameter) !== undefined)
  })

  test('whoever deploys may talk to Voice Live, by the two roles that this takes and by no other', () => {
    const principal = chosen(configuration, 'principalId')
    const others = rolesOf(readSnapshot(configuration), (id) => !id.startsWith('['))
    expect(others).toEqual(
      principal === undefined
        ? []
        : ['Cognitive Services User', 'Foundry User'].map((role) => `${role} to ${principal}`),
    )
  })

  test('the account calls its own deployment in the chat completion profile, and only there', () => {
    const self = rolesOf(readSnapshot(configuration), (id) => id.startsWith('[') && !APP_IDENTITY.test(id))
    const isChat = chosen(configuration, 'voiceLiveProfile') === 'byom-azure-openai-chat-completion'
    expect(self).toEqual(
      isChat ? [expect.stringMatching(/^Foundry User to \[reference\('.*\/accounts\/.*identity/)] : [],
    )
  })
})

test('a plan scales by itself where that was chosen and it can; else it runs as many instances as before', () => {
  const settings = configurations.map((name) => [
    name,
    ofType(readSnapshot(name), 'Microsoft.Insights/autoscalesettings')[0]?.properties?.enabled,
  ])
  expect(settings.filter(([, isOn]) => isOn !== undefined)).toEqual([
    ['autoscale', true],
    // Written off, for a setting that is left out stays as it is.
    ['autoscale-off', false],
    ['everything', true],
  ])
  expect(ofType(readSnapshot('settings'), 'Microsoft.Web/serverfarms')[0]?.sku).toEqual({ name: 'B1', capacity: 2 })
})

test('the bundle is started by the command that was passed', () => {
  const site = ofType(readSnapshot('bundle'), 'Microsoft.Web/sites')[0]
  expect(site?.properties?.siteConfig).toMatchObject({ appCommandLine: chosen('bundle', 'webStartCommand') })
})

test.each(['sign-in', 'everything'])(
  'sign-in of %s trusts this tenant and this app alone, and leaves /health open',
  (configuration) => {
    const clientId = chosen(configuration, 'entraClientId')
    expect(signInOf(readSnapshot(configuration))).toMatchObject({
      globalValidation: { excludedPaths: ['/health'] },
      identityProviders: {
        azureActiveDirectory: {
          registration: {
            openIdIssuer: "[format('{0}{1}/v2.0', environment().authentication.loginEndpoint, tenant().tenantId)]",
            clientId,
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID',
          },
          validation: { allowedAudiences: [`api://${clientId}`] },
        },
      },
      login: { tokenStore: { enabled: false } },
      httpSettings: { requireHttps: true },
    })
  },
)

test('the private way has a name in each of the three zones, and the site goes through it', () => {
  const zones = ofType(readSnapshot('private-network'), 'Microsoft.Network/privateDnsZones').map(({ name }) => name)
  expect(zones).toEqual([
    'privatelink.cognitiveservices.azure.com',
    'privatelink.openai.azure.com',
    'privatelink.services.ai.azure.com',
  ])
  const site = ofType(readSnapshot('private-network'), 'Microsoft.Web/sites')[0]
  expect(site?.properties?.virtualNetworkSubnetId).toMatch(/\/subnets\/app$/)
})

test('an account of one’s own serves the app, in its own group, and is never made anew', () => {
  const snapshot = readSnapshot('existing-foundry')
  expect(ofType(snapshot, 'Microsoft.CognitiveServices/accounts')).toEqual([])
  expect(String(settingsOf(snapshot).AZURE_VOICE_LIVE_ENDPOINT)).toContain('/accounts/somebodys-foundry')
  const role = ofType(snapshot, 'Microsoft.Authorization/roleAssignments').find(({ id }) =>
    id.includes('somebodys-foundry'),
  )
  expect(role?.id).toContain('/resourceGroups/rg-somebody/')
})

test('restores a deleted account only when told to, and keeps Voice Live in its own region', () => {
  const account = (configuration: string) =>
    ofType(readSnapshot(configuration), 'Microsoft.CognitiveServices/accounts')[0]
  expect(account('everything')).toMatchObject({ location: 'swedencentral', properties: { restore: true } })
  expect(account('default')).toMatchObject({ location: 'eastus2', properties: { restore: false } })
})

test('a group that is there keeps its tags, beside the one that names the environment', () => {
  const tags = (name: string) => ofType(readSnapshot(name), 'Microsoft.Resources/resourceGroups')[0]?.tags
  const own = { 'azd-env-name': 'rg-voicelive' }
  expect(tags('default')).toEqual(own)
  expect(tags('second-names')).toEqual({ ...own, 'cost:centre': '4711, ä', empty: '' })
})

test('without a page nothing is billed but calls', () => {
  expect([...typesOf('resource-only')]).toEqual([
    'Microsoft.Resources/resourceGroups',
    'Microsoft.CognitiveServices/accounts',
    'Microsoft.Authorization/roleAssignments',
  ])
})

test('a model of one’s own is the model of the app, and no choice that stays when it is taken away', () => {
  const snapshot = readSnapshot('own-model')
  expect(settingsOf(snapshot).VOICE_LIVE_MODEL).toBe('gpt-5.4-mini')
  expect(snapshot.outputs.VOICE_LIVE_MODEL).toBe('')
})

test('logs are bounded in price', () => {
  const [workspace] = ofType(readSnapshot('default'), 'Microsoft.OperationalInsights/workspaces')
  expect(workspace?.properties).toMatchObject({ workspaceCapping: { dailyQuotaGb: 1 } })
})
