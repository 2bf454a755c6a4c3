/** Copies of the template with one thing wrong each: the negative controls that every rule of the checker must catch. */

/** In `file`, `find` (which must be there) becomes `put`; then `rule` must be among the problems. */
export type Mutation = Readonly<{ rule: string; file: string; find: string; put: string }>

const change = (rule: string, file: string, find: string, put: string): Mutation => ({ rule, file, find, put })
const drop = (rule: string, file: string, find: string): Mutation => change(rule, file, find, '')

const main = 'main.bicep'
const access = 'modules/foundry-access.bicep'
const auth = 'modules/auth.bicep'
const foundry = 'modules/foundry.bicep'
const identity = 'modules/identity.bicep'
const monitoring = 'modules/monitoring.bicep'
const redis = 'modules/redis.bicep'
const registry = 'modules/registry.bicep'
const web = 'modules/web.bicep'

const language: readonly Mutation[] = [
  change('syntax', web, 'reserved: true }', 'reserved: true'),
  change('syntax', web, "kind: 'linux'", "kind: 'linux"),
  change('syntax', main, 'targetScope =', 'targetscope ='),
  change('symbol-unknown', web, 'serverFarmId: plan.id', 'serverFarmId: plann.id'),
  change('symbol-unknown', main, "{token}'", "{tokn}'"),
  change('symbol-unused', web, 'var siteLogs', "var spare = 'x'\n\nvar siteLogs"),
  change('symbol-repeated', identity, 'param tags object', 'param tags object\nparam location string'),
  change('function-unknown', main, 'toLower(uniqueString', 'lower(uniqueString'),
  change('function-arguments', main, 'empty(resourceGroupName)', 'empty(resourceGroupName, location)'),
  change('decorator-unknown', main, '@minValue(1)', '@minimum(1)'),
]

const seams: readonly Mutation[] = [
  change('module-path', main, 'modules/redis.bicep', 'modules/cache.bicep'),
  change('module-unused', main, 'modules/redis.bicep', 'modules/network.bicep'),
  change('module-param-missing', main, '    maxSessions: maxSessions\n    idleMinutes', '    idleMinutes'),
  change('module-param-unknown', main, 'skuName: appServiceSku', 'sku: appServiceSku'),
  change('module-param-type', main, 'restore: restoreFoundry', "restore: 'true'"),
  change('module-param-type', main, 'maxSessions: maxSessions\n    idle', "maxSessions: '300'\n    idle"),
  change('module-output-unknown', main, 'web.outputs.uri', 'web.outputs.url'),
  change('output-type', main, 'SERVICE_WEB_URI string', 'SERVICE_WEB_URI int'),
  change('secure-param-leak', web, '@secure()\nparam ticketSecret', 'param ticketSecret'),
]

const resources: readonly Mutation[] = [
  change('resource-type', registry, 'Microsoft.ContainerRegistry/registries@', 'Microsoft.ContainerRegistry/registry@'),
  change('api-version', web, "sites@2025-03-01' = {", "sites@2023-12-01' = {"),
  change('api-version', access, 'accounts@2025-06-01', 'accounts@2025-06-01-preview'),
  drop('resource-name', identity, '  name: name\n'),
  drop('resource-location', identity, '  location: location\n'),
  change('property-name', web, 'webSocketsEnabled', 'webSocketEnabled'),
  change('property-name', web, 'httpsOnly', 'httpOnly'),
  change('property-name', foundry, 'disableLocalAuth', 'disableLocalAuthentication'),
  change('property-name', registry, 'adminUserEnabled', 'adminEnabled'),
  change('property-name', 'modules/autoscale.bicep', 'timeWindow', 'window'),
]

const security: readonly Mutation[] = [
  change('account-local-auth', foundry, 'disableLocalAuth: true', 'disableLocalAuth: false'),
  drop('account-local-auth', foundry, '    disableLocalAuth: true\n'),
  change('account-local-auth', foundry, 'disableLocalAuth: true', 'disableLocalAuth: privateNetwork ? true : false'),
  change('account-kind', foundry, "'AIServices'", "'OpenAI'"),
  change(
    'account-identity',
    foundry,
    "SystemAssigned' }\n  properties: {\n    // Entra",
    "None' }\n  properties: {\n    // Entra",
  ),
  change('registry-admin', registry, 'adminUserEnabled: false', 'adminUserEnabled: true'),
  change('registry-anonymous', registry, 'anonymousPullEnabled: false', 'anonymousPullEnabled: true'),
  change('registry-arm-tokens', registry, "status: 'enabled'", "status: 'disabled'"),
  change('registry-role-mode', registry, 'LegacyRegistryPermissions', 'AbacRepositoryPermissions'),
  change('component-local-auth', monitoring, 'DisableLocalAuth: true', 'DisableLocalAuth: false'),
  change('site-kind', web, "'app,linux,container'", "'app,linux'"),
  change('site-https', web, 'httpsOnly: true', 'httpsOnly: false'),
  change('site-tls', web, "minTlsVersion: '1.2'", "minTlsVersion: '1.1'"),
  change('site-scm-tls', web, "scmMinTlsVersion: '1.2'", "scmMinTlsVersion: '1.0'"),
  change('site-ftp', web, "ftpsState: 'Disabled'", "ftpsState: 'FtpsOnly'"),
  change('site-debugging', web, 'remoteDebuggingEnabled: false', 'remoteDebuggingEnabled: true'),
  change('site-websockets', web, 'webSocketsEnabled: true', 'webSocketsEnabled: false'),
  drop('site-always-on', web, '      alwaysOn: true\n'),
  change('site-health', web, "healthCheckPath: '/health'", "healthCheckPath: '/'"),
  change('site-pull-identity', web, 'acrUseManagedIdentityCreds: true', 'acrUseManagedIdentityCreds: false'),
  change('site-client-id', web, 'acrUserManagedIdentityID: identityClientId', 'acrUserManagedIdentityID: identityId'),
  change(
    'site-client-id',
    main,
    'identityClientId: identity.outputs.clientId',
    'identityClientId: identity.outputs.principalId',
  ),
  change('site-affinity', web, 'clientAffinityEnabled: false', 'clientAffinityEnabled: true'),
  change('plan-linux', web, 'reserved: true', 'reserved: false'),
  change(
    'publishing',
    web,
    "name: 'scm'\n  properties: { allow: false }",
    "name: 'scm'\n  properties: { allow: true }",
  ),
  change('auth-https', auth, 'requireHttps: true', 'requireHttps: false'),
  change('auth-required', auth, 'requireAuthentication: true', 'requireAuthentication: false'),
  change('redis-keys', redis, "accessKeysAuthentication: 'Disabled'", "accessKeysAuthentication: 'Enabled'"),
  change('redis-encryption', redis, "clientProtocol: 'Encrypted'", "clientProtocol: 'Plaintext'"),
  change('redis-tls', redis, "minimumTlsVersion: '1.2'", "minimumTlsVersion: '1.0'"),
]

const roles: readonly Mutation[] = [
  change('role-scope', registry, '  scope: registry\n  name: guid', '  name: guid'),
  change('role-known', registry, '7f951dda-4ed3-4680-a7ca-43fe172d538d', '8311e382-0749-4cb8-b61a-304f252e45ec'),
  change('role-known', access, 'a97b65f3-24c7-4388-baec-2e87135dc908', 'b24988ac-6180-42a0-ab88-20f7382dd24c'),
  change('role-missing', access, "  '53ca6127-db72-4b80-b1b0-d745d6d5456d' // Foundry User\n", ''),
  change(
    'role-missing',
    main,
    'appPrincipalId: identity.outputs.principalId\n    deployer',
    'appPrincipalId: principalId\n    deployer',
  ),
  change('role-principal', registry, 'principalId: pullerPrincipalId', 'principalId: registry.identity.principalId'),
  change('role-principal-type', registry, "    principalType: 'ServicePrincipal'\n", ''),
  change('role-principal-type', access, 'principalType: deployerPrincipalType', "principalType: 'User'"),
  change('role-name', registry, 'name: guid(registry.id, pullerPrincipalId, acrPullRole)', 'name: acrPullRole'),
]

const secrets: readonly Mutation[] = [
  change('list-keys', foundry, 'output name string = account.name', 'output name string = account.listKeys().key1'),
  change(
    'output-secret',
    main,
    'output AZURE_LOCATION string = location',
    'output AZURE_LOCATION string = ticketSecret',
  ),
  change('output-secret', main, 'output AZURE_LOCATION', 'output AZURE_VOICE_LIVE_API_KEY'),
  change('output-secret', monitoring, 'string = workspace.id', 'string = component.properties.ConnectionString'),
  change('param-not-secure', main, '@secure()\n@minLength(32)', '@minLength(32)'),
  change('param-secret-default', main, 'param ticketSecret string', "param ticketSecret string = 'change-me-please'"),
  change('cloud-host', auth, 'environment().authentication.loginEndpoint', "'https://login.microsoftonline.com/'"),
]

const site: readonly Mutation[] = [
  change(
    'site-single',
    web,
    "resource site 'Microsoft.Web/sites@2025-03-01' = {",
    "resource site 'Microsoft.Web/sites@2025-03-01' existing = {",
  ),
  change('site-container', web, "'DOCKER|", "'"),
  drop('setting-missing', web, "  WEBSITES_PORT: '8080'\n"),
  drop('setting-missing', web, '  TICKET_SECRET: ticketSecret\n'),
  drop('setting-missing', web, '  AGENT_PROFILE: agentProfile\n'),
  change('setting-value', web, 'AGENT_PROFILE: agentProfile', 'AGENT_PROFILE: voiceLiveProfile'),
  change('setting-value', web, "STOP_TIME_LIMIT: '60'", "STOP_TIME_LIMIT: '5'"),
  change('setting-value', web, 'AZURE_CLIENT_ID: identityClientId', 'AZURE_CLIENT_ID: identityId'),
  change('setting-secret', web, "NODE_ENV: 'production'", 'AZURE_VOICE_LIVE_API_KEY: voiceLiveModel'),
  change('setting-secret', web, "NODE_ENV: 'production'", "DOCKER_REGISTRY_SERVER_PASSWORD: 'x'"),
  change('setting-port', web, "  PORT: '8080'", "  PORT: '8081'"),
  change('publishing-off', web, "name: 'ftp'", "name: 'scm'"),
  change('tag-service', web, "union(tags, { 'azd-service-name': 'web' })", 'tags'),
  change('tag-service', registry, '  tags: tags', "  tags: union(tags, { 'azd-service-name': 'web' })"),
  change('tag-environment', main, "{ 'azd-env-name': environmentName }", '{ environment: environmentName }'),
  change(
    'diagnostics',
    registry,
    "  scope: registry\n  name: 'to-workspace'",
    "  scope: puller\n  name: 'to-workspace'",
  ),
  change('target-scope', main, "targetScope = 'subscription'", "targetScope = 'resourceGroup'"),
  drop('output-missing', main, 'output AZURE_TENANT_ID string = tenant().tenantId\n'),
  change('output-extra', main, 'output AZURE_LOCATION', 'output AZURE_EXTRA string = location\noutput AZURE_LOCATION'),
  change('image-kept', main, ': webImageName\n', ": 'mcr.microsoft.com/appsvc/staticsite:latest'\n"),
  change('parameter-missing', main, 'param aiLocation string', "param another string = ''\nparam aiLocation string"),
  change('parameter-unknown', main, 'param enableRedis bool', 'param useRedis bool'),
  change('parameter-default', main, "param appServiceSku string = 'B1'", "param appServiceSku string = 'P0v3'"),
]

const optional: readonly Mutation[] = [
  change('optional-off', main, 'param enableRedis bool = false', 'param enableRedis bool = true'),
  change('optional-read', main, 'foundry!.outputs.name', 'foundry.outputs.name'),
  change('private-closed', foundry, "privateNetwork ? 'Disabled' : 'Enabled'", "'Enabled'"),
  change('private-closed', redis, "privateNetwork ? 'Disabled' : 'Enabled'", "privateNetwork ? 'Enabled' : 'Disabled'"),
]

export const mutations: readonly Mutation[] = [
  ...language,
  ...seams,
  ...resources,
  ...security,
  ...roles,
  ...secrets,
  ...site,
  ...optional,
]
