/** The site as a whole: its container, its settings, its publishing switches, its tags and who watches it. */

import { follow, nameBehind, originOf } from '../follow.ts'
import { type Expression, type Property, type Resource, withDescendants } from '../language/syntax.ts'
import {
  type BicepFile,
  bodyOf,
  createdResources,
  isSecure,
  type Problem,
  problem,
  valueAt,
  type World,
} from '../world.ts'

type Site = Readonly<{ file: BicepFile; resource: Resource }>

/** Settings with one right value: the contract with the container and with App Service. */
const fixedSettings: Readonly<Record<string, RegExp>> = {
  WEBSITES_PORT: /^text:\d+$/,
  PORT: /^text:\d+$/,
  WEBSITES_ENABLE_APP_SERVICE_STORAGE: /^text:false$/,
  // The server drains within its limit; App Service kills at 120 at the latest.
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: /^text:60$/,
  AZURE_CLIENT_ID: /^Microsoft\.ManagedIdentity\/userAssignedIdentities:properties\.clientId$/,
  AZURE_VOICE_LIVE_ENDPOINT: /^string$/,
  AGENT_PROFILE: /^param:agentProfile$/,
  VOICE_LIVE_MODEL: /^param:(voiceLiveModel|byomModelName)$/,
  MAX_SESSIONS: /^call:string$/,
  ACCESS_CODE_HASH: /^param:accessCodeHash$/,
  TICKET_SECRET: /^param:ticketSecret$/,
}

const secretSetting = /KEY|SECRET|PASSWORD|TOKEN|CONNECTION_STRING|HASH/i
/** Held to be secure parameters. */
const allowedSecrets = ['ACCESS_CODE_HASH', 'TICKET_SECRET']

const watched = [
  'Microsoft.Web/sites',
  'Microsoft.Web/serverfarms',
  'Microsoft.CognitiveServices/accounts',
  'Microsoft.ContainerRegistry/registries',
]

/** The settings object of a site: the `x` of items(x) under its appSettings. */
export function settingsOf(world: World, { file, resource }: Site): readonly Property[] {
  const list = valueAt(bodyOf(resource), 'properties.siteConfig.appSettings')
  const source = list && withDescendants(list).find((one) => one.kind === 'call' && one.name === 'items')
  const object = source?.kind === 'call' ? source.args[0] : undefined
  return object
    ? follow(world, file, object).flatMap(({ expression }) =>
        expression.kind === 'object' ? expression.properties : [],
      )
    : []
}

/** Everything that is wrong with the one site, or with how many there are. */
export function checkSite(world: World): Problem[] {
  const sites = createdResources(world, 'Microsoft.Web/sites')
  const [site] = sites
  if (!site || sites.length > 1)
    return [{ rule: 'site-single', at: 'main.bicep', says: `azd needs exactly one site, found ${sites.length}.` }]
  return [
    ...checkContainer(site),
    ...checkSettings(world, site),
    ...checkPublishing(world, site),
    ...checkTags(world, site),
    ...checkWatched(world),
  ]
}

const checkContainer = ({ file, resource }: Site): Problem[] => {
  const image = valueAt(bodyOf(resource), 'properties.siteConfig.linuxFxVersion')
  const isContainer = image?.kind === 'string' && image.parts[0] === 'DOCKER|'
  if (isContainer) return []
  return [
    problem('site-container', file, resource.line, 'linuxFxVersion must start with DOCKER|, or azd refuses to deploy.'),
  ]
}

const checkSettings = (world: World, site: Site): Problem[] => {
  const { file, resource } = site
  const settings = settingsOf(world, site)
  const missing = Object.keys(fixedSettings).filter((name) => !settings.some(({ key }) => key === name))
  return [
    ...missing.map((name) => problem('setting-missing', file, resource.line, `The container is not told ${name}.`)),
    ...settings.flatMap(({ key, value, line }) => [
      ...checkSettingValue(world, file, key, value, line),
      ...checkSettingSecret(world, file, key, value, line),
    ]),
    ...samePort(world, file, settings),
  ]
}

const checkSettingValue = (world: World, file: BicepFile, key: string, value: Expression, line: number): Problem[] => {
  const fits = fixedSettings[key]
  const origins = follow(world, file, value).map(originOf)
  if (!fits || origins.every((origin) => fits.test(origin))) return []
  return [problem('setting-value', file, line, `${key} is ${origins.join(' or ')}.`)]
}

const checkSettingSecret = (world: World, file: BicepFile, key: string, value: Expression, line: number): Problem[] => {
  if (!secretSetting.test(key)) return []
  if (!allowedSecrets.includes(key))
    return [problem('setting-secret', file, line, `${key} would put a secret into the settings.`)]
  const isMarked = follow(world, file, value).every(({ file: from, expression }) => {
    const owner = expression.kind === 'name' ? from.declarations.get(expression.name) : undefined
    return owner?.kind === 'param' && isSecure(owner)
  })
  return isMarked ? [] : [problem('setting-secret', file, line, `${key} must come from a @secure() parameter.`)]
}

const samePort = (world: World, file: BicepFile, settings: readonly Property[]): Problem[] => {
  const [outside, inside] = ['WEBSITES_PORT', 'PORT'].map((name) => settings.find(({ key }) => key === name))
  if (!outside || !inside) return []
  const [first, second] = [outside, inside].map(({ value }) => follow(world, file, value).map(originOf).join())
  return first === second ? [] : [problem('setting-port', file, outside.line, 'WEBSITES_PORT and PORT differ.')]
}

const checkPublishing = (world: World, { file, resource }: Site): Problem[] => {
  const names = createdResources(world, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies')
    .filter(({ resource: policy }) => nameOf(valueAt(bodyOf(policy), 'parent')) === resource.name)
    .map(({ file: from, resource: policy }) => {
      const name = valueAt(bodyOf(policy), 'name')
      return name ? follow(world, from, name).map(originOf).join() : ''
    })
  return ['ftp', 'scm']
    .filter((name) => !names.includes(`text:${name}`))
    .map((name) => problem('publishing-off', file, resource.line, `Basic publishing by ${name} is not switched off.`))
}

const nameOf = (expression: Expression | undefined): string | undefined => expression && nameBehind(expression)

const checkTags = (world: World, site: Site): Problem[] => {
  const tagged = (tag: string): { file: BicepFile; resource: Resource; value: Expression }[] =>
    createdResources(world).flatMap(({ file, resource }) => {
      const tags = valueAt(bodyOf(resource), 'tags')
      const found = tags && tagValue(world, file, tags, tag)
      return found ? [{ file, resource, value: found }] : []
    })
  const services = tagged('azd-service-name')
  const onlySite = services.length === 1 && services[0]?.resource === site.resource
  const isWeb = services.every(({ file, value }) => follow(world, file, value).map(originOf).join() === 'text:web')
  const groups = tagged('azd-env-name').filter(({ resource }) => resource.type === 'Microsoft.Resources/resourceGroups')
  return [
    ...(onlySite && isWeb
      ? []
      : [
          problem(
            'tag-service',
            site.file,
            site.resource.line,
            'Exactly one resource, the site, carries azd-service-name: web.',
          ),
        ]),
    ...(groups.length === 1
      ? []
      : [
          {
            rule: 'tag-environment',
            at: 'main.bicep',
            says: 'The resource group carries no azd-env-name, so azd down cannot find it.',
          },
        ]),
  ]
}

const tagValue = (world: World, file: BicepFile, tags: Expression, tag: string): Expression | undefined =>
  follow(world, file, tags)
    .flatMap(({ expression }) => {
      if (expression.kind === 'call' && expression.name === 'union')
        return expression.args.map((one) => tagValue(world, file, one, tag))
      return [expression.kind === 'object' ? expression.properties.find(({ key }) => key === tag)?.value : undefined]
    })
    .find((value) => value !== undefined)

const checkWatched = (world: World): Problem[] => {
  const settings = createdResources(world, 'Microsoft.Insights/diagnosticSettings')
  return watched.flatMap((type) =>
    createdResources(world, type)
      .filter(
        ({ file, resource }) =>
          !settings.some(
            (one) => one.file === file && nameOf(valueAt(bodyOf(one.resource), 'scope')) === resource.name,
          ),
      )
      .map(({ file, resource }) =>
        problem('diagnostics', file, resource.line, `${resource.name} sends its logs nowhere.`),
      ),
  )
}
