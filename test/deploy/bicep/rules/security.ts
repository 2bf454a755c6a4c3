/** What every resource of a type must say, literally, so that no default and no parameter can open a door. */

import { originsAt } from '../follow.ts'
import { createdResources, type Problem, problem, type World } from '../world.ts'

type Requirement = Readonly<{
  rule: string
  type: string
  path: string
  /** Origins that are fine, as `follow.ts` words them. */
  fits: RegExp
  why: string
}>

const site = 'Microsoft.Web/sites'
const account = 'Microsoft.CognitiveServices/accounts'
const registry = 'Microsoft.ContainerRegistry/registries'
const redis = 'Microsoft.Cache/redisEnterprise'
const identity = 'Microsoft.ManagedIdentity/userAssignedIdentities'

const isTrue = /^boolean:true$/
const isFalse = /^boolean:false$/
const isText = (text: string): RegExp => new RegExp(`^text:(?:${text})$`)

export const requirements: readonly Requirement[] = [
  {
    rule: 'account-local-auth',
    type: account,
    path: 'properties.disableLocalAuth',
    fits: isTrue,
    why: 'no key may open the account',
  },
  {
    rule: 'account-kind',
    type: account,
    path: 'kind',
    fits: isText('AIServices'),
    why: 'only this kind serves Voice Live',
  },
  {
    rule: 'account-identity',
    type: account,
    path: 'identity.type',
    fits: isText('SystemAssigned'),
    why: 'projects and the chat completion profile act as the account itself',
  },
  {
    rule: 'registry-admin',
    type: registry,
    path: 'properties.adminUserEnabled',
    fits: isFalse,
    why: 'the admin user is a password',
  },
  {
    rule: 'registry-anonymous',
    type: registry,
    path: 'properties.anonymousPullEnabled',
    fits: isFalse,
    why: 'the image is not public',
  },
  {
    rule: 'registry-arm-tokens',
    type: registry,
    path: 'properties.policies.azureADAuthenticationAsArmPolicy.status',
    fits: isText('enabled'),
    why: 'App Service pulls with such a token',
  },
  {
    rule: 'registry-role-mode',
    type: registry,
    path: 'properties.roleAssignmentMode',
    fits: isText('LegacyRegistryPermissions'),
    why: 'AcrPull is not honoured in the other mode',
  },
  {
    rule: 'component-local-auth',
    type: 'Microsoft.Insights/components',
    path: 'properties.DisableLocalAuth',
    fits: isTrue,
    why: 'the connection string must not be a credential',
  },
  {
    rule: 'site-kind',
    type: site,
    path: 'kind',
    fits: isText('app,linux,container'),
    why: 'azd deploys a container only to this kind',
  },
  {
    rule: 'site-https',
    type: site,
    path: 'properties.httpsOnly',
    fits: isTrue,
    why: 'microphones and tickets never travel in the clear',
  },
  {
    rule: 'site-tls',
    type: site,
    path: 'properties.siteConfig.minTlsVersion',
    fits: isText('1\\.[23]'),
    why: 'older TLS is broken',
  },
  {
    rule: 'site-scm-tls',
    type: site,
    path: 'properties.siteConfig.scmMinTlsVersion',
    fits: isText('1\\.[23]'),
    why: 'older TLS is broken',
  },
  {
    rule: 'site-ftp',
    type: site,
    path: 'properties.siteConfig.ftpsState',
    fits: isText('Disabled'),
    why: 'nothing is deployed by FTP',
  },
  {
    rule: 'site-debugging',
    type: site,
    path: 'properties.siteConfig.remoteDebuggingEnabled',
    fits: isFalse,
    why: 'a debugger sees every call',
  },
  {
    rule: 'site-websockets',
    type: site,
    path: 'properties.siteConfig.webSocketsEnabled',
    fits: isTrue,
    why: 'the page talks over one',
  },
  {
    rule: 'site-always-on',
    type: site,
    path: 'properties.siteConfig.alwaysOn',
    fits: isTrue,
    why: 'a cold container misses the first caller',
  },
  {
    rule: 'site-health',
    type: site,
    path: 'properties.siteConfig.healthCheckPath',
    fits: isText('/health'),
    why: 'the server answers there',
  },
  {
    rule: 'site-pull-identity',
    type: site,
    path: 'properties.siteConfig.acrUseManagedIdentityCreds',
    fits: isTrue,
    why: 'there is no password to pull with',
  },
  {
    rule: 'site-client-id',
    type: site,
    path: 'properties.siteConfig.acrUserManagedIdentityID',
    fits: new RegExp(`^${identity}:properties\\.clientId$`),
    why: 'App Service wants the client id here, not a resource or object id',
  },
  {
    rule: 'site-affinity',
    type: site,
    path: 'properties.clientAffinityEnabled',
    fits: isFalse,
    why: 'tickets are signed, so no cookie needs to pin a browser',
  },
  {
    rule: 'plan-linux',
    type: 'Microsoft.Web/serverfarms',
    path: 'properties.reserved',
    fits: isTrue,
    why: 'without it Azure makes a Windows plan',
  },
  {
    rule: 'publishing',
    type: `${site}/basicPublishingCredentialsPolicies`,
    path: 'properties.allow',
    fits: isFalse,
    why: 'publishing passwords stay off',
  },
  {
    rule: 'auth-https',
    type: `${site}/config`,
    path: 'properties.httpSettings.requireHttps',
    fits: isTrue,
    why: 'sign-in never travels in the clear',
  },
  {
    rule: 'auth-required',
    type: `${site}/config`,
    path: 'properties.globalValidation.requireAuthentication',
    fits: isTrue,
    why: 'an optional sign-in is none',
  },
  {
    rule: 'redis-keys',
    type: `${redis}/databases`,
    path: 'properties.accessKeysAuthentication',
    fits: isText('Disabled'),
    why: 'no key may open the cache',
  },
  {
    rule: 'redis-encryption',
    type: `${redis}/databases`,
    path: 'properties.clientProtocol',
    fits: isText('Encrypted'),
    why: 'tickets pass through it',
  },
  {
    rule: 'redis-tls',
    type: redis,
    path: 'properties.minimumTlsVersion',
    fits: isText('1\\.[23]'),
    why: 'older TLS is broken',
  },
]

/** Every requirement that some resource leaves out or breaks. */
export function checkSecurity(world: World): Problem[] {
  return requirements.flatMap(({ rule, type, path, fits, why }) =>
    createdResources(world, type).flatMap(({ file, resource }) => {
      const origins = originsAt(world, file, resource, path)
      const wrong = origins.filter((origin) => !fits.test(origin))
      if (origins.length > 0 && wrong.length === 0) return []
      const found = origins.length === 0 ? 'is not set' : `is ${wrong.join(' or ')}`
      return [problem(rule, file, resource.line, `${path} of ${resource.name} ${found}: ${why}.`)]
    }),
  )
}
