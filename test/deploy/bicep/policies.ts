/** What must hold for every deployment, said about snapshots: no keys, TLS, exact roles, no public secret, diagnostics, whole settings. */

import type { Json, Properties, Resource, Snapshot } from './snapshots.ts'

export type Policy = Readonly<{ name: string; faults: (snapshot: Snapshot) => readonly string[] }>

export const ofType = ({ resources }: Snapshot, type: string): readonly Resource[] =>
  resources.filter((resource) => resource.type === type)

/** The value at a dotted path, as JSON, to compare and to print. */
const at = (resource: Resource, path: string): string => {
  let value: Json | undefined = resource as unknown as Json
  for (const key of path.split('.')) value = (value as Properties | undefined)?.[key]
  return JSON.stringify(value) ?? 'nothing'
}

/** Each resource of a type has exactly this value, literally, so that no parameter can open a door. */
const requires = (type: string, path: string, expected: Json, why: string): Policy => ({
  name: `${type} ${path}`,
  faults: (snapshot) =>
    ofType(snapshot, type)
      .filter((resource) => at(resource, path) !== JSON.stringify(expected))
      .map((resource) => `${resource.name}: ${path} is ${at(resource, path)}, not ${JSON.stringify(expected)}: ${why}`),
})

const site = 'Microsoft.Web/sites'
const account = 'Microsoft.CognitiveServices/accounts'
const registry = 'Microsoft.ContainerRegistry/registries'
const publishing = 'Microsoft.Web/sites/basicPublishingCredentialsPolicies'
const roles = 'Microsoft.Authorization/roleAssignments'
const workspace = 'Microsoft.OperationalInsights/workspaces'
const diagnostics = 'Microsoft.Insights/diagnosticSettings'

/** Built-in roles that may be given, by their id, which is what counts (names change). */
const ROLES: Readonly<Record<string, string>> = {
  'a97b65f3-24c7-4388-baec-2e87135dc908': 'Cognitive Services User',
  '53ca6127-db72-4b80-b1b0-d745d6d5456d': 'Foundry User',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
}

export const APP_IDENTITY = /^\[reference\('[^']*userAssignedIdentities\/id-[^']*', '[^']*'\)\.principalId\]$/
const CLIENT_ID = /^\[reference\('[^']*userAssignedIdentities\/id-[^']*', '[^']*'\)\.clientId\]$/

/** What App Service must be told in each deployment; an image brings its files, the bundle lies on the site's disk. */
const fixedSettings = (runsImage: boolean): Properties => ({
  WEBSITES_PORT: '8080',
  PORT: '8080',
  HOST: '0.0.0.0',
  NODE_ENV: 'production',
  WEBSITES_ENABLE_APP_SERVICE_STORAGE: runsImage ? 'false' : 'true',
  SCM_DO_BUILD_DURING_DEPLOYMENT: 'false',
  WEBSITES_CONTAINER_START_TIME_LIMIT: '230',
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: '60',
  WEBSITE_HEALTHCHECK_MAXPINGFAILURES: '5',
})

/** What the server must be told in each deployment. */
const REQUIRED_SETTINGS =
  'AZURE_CLIENT_ID AZURE_VOICE_LIVE_ENDPOINT MAX_SESSIONS IDLE_MINUTES MAX_MINUTES RESUME_SECONDS ACCESS_CODE_HASH TICKET_SECRET OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID WEBSITE_AUTH_AAD_ALLOWED_TENANTS'.split(
    ' ',
  )

/** Nothing where the engine could not read it. */
const configOf = (snapshot: Snapshot, name: string): Properties => {
  const config = ofType(snapshot, 'Microsoft.Web/sites/config').find((resource) => resource.name.endsWith(`/${name}`))
  return typeof config?.properties === 'object' ? config.properties : {}
}
export const settingsOf = (snapshot: Snapshot): Properties => configOf(snapshot, 'appsettings')
export const signInOf = (snapshot: Snapshot): Properties => configOf(snapshot, 'authsettingsV2')

const rolesFaults = (snapshot: Snapshot): readonly string[] =>
  ofType(snapshot, roles).flatMap(({ id, properties }) => {
    const role = String(properties?.roleDefinitionId).split('/').at(-1) ?? ''
    const known = role in ROLES ? [] : [`${id} gives the role ${role}`]
    // A Graph look-up of a principal that was made a second ago fails, unless its type is said.
    const typed = /^(User|ServicePrincipal)$/.test(String(properties?.principalType)) ? [] : [`${id} has no type`]
    return [...known, ...typed]
  })

/** Roles by name, and to whom, where the principal is one that is asked for. */
export const rolesOf = (snapshot: Snapshot, isAsked: (principal: string) => boolean): readonly string[] =>
  ofType(snapshot, roles)
    .filter(({ properties }) => isAsked(String(properties?.principalId)))
    .map(({ properties }) => {
      const role = ROLES[String(properties?.roleDefinitionId).split('/').at(-1) ?? ''] ?? 'an unknown role'
      return `${role} to ${properties?.principalId}`
    })
    .sort()

const hasSite = (snapshot: Snapshot): boolean => ofType(snapshot, site).length > 0

/** The app may pull its image and talk to Voice Live, with both roles that this takes. */
const appRolesFaults = (snapshot: Snapshot): readonly string[] => {
  const given = rolesOf(snapshot, (principal) => APP_IDENTITY.test(principal)).map((role) => role.split(' to ')[0])
  const needed = !hasSite(snapshot)
    ? []
    : ['Cognitive Services User', 'Foundry User', ...(ofType(snapshot, registry).length > 0 ? ['AcrPull'] : [])]
  return needed.filter((role) => !given.includes(role)).map((role) => `the app is not given ${role}`)
}

/** What Azure keeps or prints in clear text: outputs and tags. */
const secretFaults = (snapshot: Snapshot): readonly string[] => {
  const open = [
    ...Object.entries(snapshot.outputs),
    ...snapshot.resources.flatMap(({ tags }) => Object.entries(tags ?? {})),
  ]
  const secret = /parameters\(|listKeys|listCredentials|secret|password|connectionstring|_key$|hash/i
  return [
    ...open
      .filter(([name, value]) => secret.test(name) || secret.test(value))
      .map(([name]) => `${name} is readable by all`),
    ...(JSON.stringify(snapshot).match(/list(Keys|Credentials|ConnectionStrings)\b/g) ?? []),
    ...(JSON.stringify(snapshot).includes('that-no-snapshot-ever-shows') ? ['a secret parameter is written out'] : []),
  ]
}

/** Where there is a workspace, which is billed: not without a page. */
const diagnosticsFaults = (snapshot: Snapshot): readonly string[] =>
  (ofType(snapshot, workspace).length > 0 || hasSite(snapshot)
    ? [site, registry, account, 'Microsoft.Web/serverfarms']
    : []
  )
    .flatMap((type) => ofType(snapshot, type))
    .filter(({ id }) => !ofType(snapshot, diagnostics).some((setting) => setting.id.startsWith(`${id}/providers/`)))
    .map(({ id }) => `${id} sends no diagnostics`)

const runsImage = (snapshot: Snapshot): boolean =>
  ofType(snapshot, site).some((one) => at(one, 'properties.siteConfig.linuxFxVersion').startsWith('"DOCKER|'))

const settingsFaults = (snapshot: Snapshot): readonly string[] => {
  if (!hasSite(snapshot)) return []
  const settings = settingsOf(snapshot)
  return [
    ...REQUIRED_SETTINGS.filter((name) => !(name in settings)).map((name) => `${name} is not set`),
    ...Object.entries(fixedSettings(runsImage(snapshot)))
      .filter(([name, value]) => settings[name] !== value)
      .map(([name, value]) => `${name} is ${settings[name]}, not ${value}`),
    // One unevaluated expression would hide everything from these policies.
    ...Object.entries(settings)
      .filter(([, value]) => typeof value !== 'string')
      .map(([name]) => `${name} is no text`),
    ...Object.entries({ TICKET_SECRET: 'ticketSecret', ACCESS_CODE_HASH: 'accessCodeHash' })
      .filter(([name, parameter]) => settings[name] !== `[parameters('${parameter}')]`)
      .map(([name, parameter]) => `${name} is not ${parameter}`),
    ...(CLIENT_ID.test(String(settings.AZURE_CLIENT_ID)) ? [] : ['AZURE_CLIENT_ID is not the client id of the app']),
    ...Object.keys(settings).filter((name) => /DOCKER_REGISTRY|API_KEY|REDIS/.test(name)),
  ]
}

/** Free plans have neither Always On nor a health check; every other must have both. */
const siteFaults = (snapshot: Snapshot): readonly string[] =>
  ofType(snapshot, site).flatMap((resource) => {
    const config = (resource.properties?.siteConfig ?? {}) as Properties
    const isFree = ofType(snapshot, 'Microsoft.Web/serverfarms')[0]?.sku?.name === 'F1'
    const runsImage = String(config.linuxFxVersion).startsWith('DOCKER|')
    const expected: Properties = {
      alwaysOn: !isFree,
      healthCheckPath: isFree ? '' : '/health',
      acrUseManagedIdentityCreds: runsImage,
    }
    const wrong = Object.entries(expected).filter(([key, value]) => config[key] !== value)
    const kind = runsImage ? 'app,linux,container' : 'app,linux'
    return [
      ...wrong.map(([key, value]) => `${key} must be ${value}`),
      ...(resource.kind === kind ? [] : [`the site is of kind ${resource.kind}`]),
      ...(!runsImage || CLIENT_ID.test(String(config.acrUserManagedIdentityID)) ? [] : ['it pulls as somebody else']),
      ...(runsImage || /^NODE\|\d\d-lts$/.test(String(config.linuxFxVersion))
        ? []
        : ['it runs neither image nor Node']),
      ...(resource.tags?.['azd-service-name'] === 'web' ? [] : ['azd cannot find the site']),
    ]
  })

const networkFaults = (snapshot: Snapshot): readonly string[] => {
  const isPrivate = ofType(snapshot, 'Microsoft.Network/privateEndpoints').length > 0
  const expected = isPrivate ? ['"Disabled"', '"Deny"'] : ['"Enabled"', '"Allow"']
  return ofType(snapshot, account)
    .filter((one) =>
      ['properties.publicNetworkAccess', 'properties.networkAcls.defaultAction'].some(
        (path, index) => at(one, path) !== expected[index],
      ),
    )
    .map(
      ({ name }) => `${name} is ${isPrivate ? 'open to the world beside its private endpoint' : 'reachable by nobody'}`,
    )
}

export const policies: readonly Policy[] = [
  requires(account, 'properties.disableLocalAuth', true, 'no key may open the account'),
  requires(account, 'kind', 'AIServices', 'only this kind serves Voice Live'),
  requires(account, 'identity.type', 'SystemAssigned', 'projects and the chat completion profile act as the account'),
  requires(registry, 'properties.adminUserEnabled', false, 'the admin user is a password'),
  requires(registry, 'properties.anonymousPullEnabled', false, 'the image is not public'),
  requires(
    registry,
    'properties.policies.azureADAuthenticationAsArmPolicy.status',
    'enabled',
    'App Service pulls with such a token',
  ),
  requires(registry, 'properties.roleAssignmentMode', 'LegacyRegistryPermissions', 'AcrPull is not honoured otherwise'),
  requires(
    'Microsoft.Insights/components',
    'properties.DisableLocalAuth',
    true,
    'its connection string is no credential',
  ),
  requires(site, 'properties.httpsOnly', true, 'microphones and tickets never travel in the clear'),
  requires(site, 'properties.clientAffinityEnabled', false, 'a call is pinned by its own connection'),
  requires(site, 'properties.siteConfig.minTlsVersion', '1.2', 'older TLS is broken'),
  requires(site, 'properties.siteConfig.scmMinTlsVersion', '1.2', 'older TLS is broken'),
  requires(site, 'properties.siteConfig.ftpsState', 'Disabled', 'nothing is deployed by FTP'),
  requires(site, 'properties.siteConfig.remoteDebuggingEnabled', false, 'a debugger sees every call'),
  requires(site, 'properties.siteConfig.webSocketsEnabled', true, 'the page talks over one'),
  requires(site, 'identity.type', 'UserAssigned', 'the identity has its roles before the site exists'),
  requires(publishing, 'properties.allow', false, 'publishing passwords are off'),
  {
    name: 'both publishing passwords are named',
    faults: (snapshot) =>
      ofType(snapshot, publishing).length === 2 * ofType(snapshot, site).length ? [] : ['one is not'],
  },
  {
    name: 'the account has a host of its own, which is where tokens are accepted',
    faults: (snapshot) =>
      ofType(snapshot, account)
        .filter(({ name, properties }) => properties?.customSubDomainName !== name)
        .map(({ name }) => `${name} has none`),
  },
  { name: 'only known roles are given, with a principal type', faults: rolesFaults },
  { name: 'the app has the roles it needs', faults: appRolesFaults },
  { name: 'no secret is readable', faults: secretFaults },
  { name: 'diagnostics are on', faults: diagnosticsFaults },
  { name: 'settings are whole and readable', faults: settingsFaults },
  { name: 'the site fits its way to run and its plan', faults: siteFaults },
  { name: 'a private endpoint is the only way in', faults: networkFaults },
]
