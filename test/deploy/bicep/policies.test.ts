/** Every policy holds in every configuration, and each finds its fault when somebody puts it there. */

import { describe, expect, test } from 'vitest'
import { policies } from './policies.ts'
import { configurations, type Json, readSnapshot, type Snapshot } from './snapshots.ts'

const faultsOf = (snapshot: Snapshot): readonly string[] =>
  policies.flatMap(({ name, faults }) => faults(snapshot).map((fault) => `${name}: ${fault}`))

test.each(configurations)('%s keeps to every policy', (configuration) => {
  expect(faultsOf(readSnapshot(configuration))).toEqual([])
})

type Mutable = Record<string, unknown>

/** A copy in which the value at a dotted path of one resource is another; `undefined` takes it away. */
function mutate(type: string, path: string, value: Json | undefined, configuration = 'everything'): Snapshot {
  const copy = structuredClone(readSnapshot(configuration)) as unknown as {
    resources: Mutable[]
    outputs: Record<string, string>
  }
  const found = copy.resources.find((resource) => resource.type === type)
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const place = keys.reduce<Mutable | undefined>((object, key) => object?.[key] as Mutable | undefined, found)
  if (!place) throw new Error(`${type} has no ${path}`)
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy as unknown as Snapshot
}

/** Takes every resource of a type away. */
const without = (type: string, configuration = 'everything'): Snapshot => {
  const { resources, outputs } = readSnapshot(configuration)
  return { outputs, resources: resources.filter((resource) => resource.type !== type) }
}

const site = 'Microsoft.Web/sites'
const account = 'Microsoft.CognitiveServices/accounts'
const registry = 'Microsoft.ContainerRegistry/registries'
const config = 'properties.siteConfig'

const mutations: readonly (readonly [string, Snapshot])[] = [
  ['a key opens the account', mutate(account, 'properties.disableLocalAuth', false)],
  ['the account says nothing of keys', mutate(account, 'properties.disableLocalAuth', undefined)],
  ['the account is of another kind', mutate(account, 'kind', 'OpenAI')],
  ['the account has no identity', mutate(account, 'identity.type', 'None')],
  ['the account is public beside its private endpoint', mutate(account, 'properties.publicNetworkAccess', 'Enabled')],
  ['the account is private with no endpoint', mutate(account, 'properties.publicNetworkAccess', 'Disabled', 'default')],
  ['the registry has an admin', mutate(registry, 'properties.adminUserEnabled', true)],
  ['the registry is public', mutate(registry, 'properties.anonymousPullEnabled', true)],
  [
    'the registry takes no ARM token',
    mutate(registry, 'properties.policies.azureADAuthenticationAsArmPolicy.status', 'disabled'),
  ],
  ['the registry ignores AcrPull', mutate(registry, 'properties.roleAssignmentMode', 'AbacRepositoryPermissions')],
  ['telemetry takes a key', mutate('Microsoft.Insights/components', 'properties.DisableLocalAuth', false)],
  ['the site answers http', mutate(site, 'properties.httpsOnly', false)],
  ['the site speaks TLS 1.0', mutate(site, `${config}.minTlsVersion`, '1.0')],
  ['the site takes FTP', mutate(site, `${config}.ftpsState`, 'AllAllowed')],
  ['the site can be debugged', mutate(site, `${config}.remoteDebuggingEnabled`, true)],
  ['the site has no WebSockets', mutate(site, `${config}.webSocketsEnabled`, undefined)],
  ['the site sleeps', mutate(site, `${config}.alwaysOn`, false)],
  ['the site asks another path', mutate(site, `${config}.healthCheckPath`, '/ready')],
  ['a Free site has Always On', mutate(site, `${config}.alwaysOn`, true, 'free')],
  ['the site pulls with a password', mutate(site, `${config}.acrUseManagedIdentityCreds`, false)],
  ['the site pulls by resource id', mutate(site, `${config}.acrUserManagedIdentityID`, '/subscriptions/x')],
  ['the site runs Python', mutate(site, `${config}.linuxFxVersion`, 'PYTHON|3.12', 'bundle')],
  ['the site keeps the kind of a container', mutate(site, 'kind', 'app,linux,container', 'bundle')],
  ['azd cannot find the site', mutate(site, 'tags.azd-service-name', 'page')],
  ['a secret is in a tag', mutate(site, 'tags.note', "[parameters('ticketSecret')]")],
  ['publishing takes a password', mutate(`${site}/basicPublishingCredentialsPolicies`, 'properties.allow', true)],
  ['publishing is not spoken of', without(`${site}/basicPublishingCredentialsPolicies`)],
  ['settings are one expression', mutate(`${site}/config`, 'properties', '[map(filter(createArray()))]', 'default')],
  ['calls are cut short', mutate(`${site}/config`, 'properties.WEBSITES_CONTAINER_STOP_TIME_LIMIT', '5', 'default')],
  ['the account has a shared host', mutate(account, 'properties.customSubDomainName', undefined)],
  ['the account lets in who has no endpoint', mutate(account, 'properties.networkAcls.defaultAction', 'Allow')],
  ['a setting is missing', mutate(`${site}/config`, 'properties.TICKET_SECRET', undefined, 'default')],
  [
    'a secret is written out',
    mutate(`${site}/config`, 'properties.TICKET_SECRET', 'a-secret-that-no-snapshot-ever-shows', 'default'),
  ],
  ['there is a key', mutate(`${site}/config`, 'properties.AZURE_VOICE_LIVE_API_KEY', 'x', 'default')],
  ['diagnostics are off', without('Microsoft.Insights/diagnosticSettings')],
  ['roles are not given', without('Microsoft.Authorization/roleAssignments')],
  [
    'a role is too strong',
    mutate(
      'Microsoft.Authorization/roleAssignments',
      'properties.roleDefinitionId',
      '/x/8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    ),
  ],
  [
    'a role has no principal type',
    mutate('Microsoft.Authorization/roleAssignments', 'properties.principalType', undefined),
  ],
]

describe('a policy finds that', () => {
  test.each(mutations)('%s', (_name, snapshot) => {
    expect(faultsOf(snapshot)).not.toEqual([])
  })
})
