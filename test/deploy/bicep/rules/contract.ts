/** What azd and the deploying script hold in their hands: main.bicep's parameters and outputs. */

import { follow, originOf } from '../follow.ts'
import { literalText, type Param } from '../language/syntax.ts'
import {
  type BicepFile,
  bodyOf,
  createdResources,
  outputsOf,
  type Problem,
  paramsOf,
  problem,
  valueAt,
  type World,
} from '../world.ts'

/** The outputs, which azd writes into its environment under these names. */
export const contractOutputs = [
  'AZURE_LOCATION',
  'AZURE_TENANT_ID',
  'AZURE_RESOURCE_GROUP',
  'AZURE_CONTAINER_REGISTRY_ENDPOINT',
  'AZURE_CONTAINER_REGISTRY_NAME',
  'AZURE_APP_IDENTITY_CLIENT_ID',
  'AZURE_VOICE_LIVE_ENDPOINT',
  'AZURE_FOUNDRY_ACCOUNT_NAME',
  'VOICE_LIVE_MODEL',
  'SERVICE_WEB_NAME',
  'SERVICE_WEB_URI',
] as const

/** Parameters whose variable must be exactly this one, as azd itself writes it. */
const azdVariables: Readonly<Record<string, string>> = {
  environmentName: 'AZURE_ENV_NAME',
  location: 'AZURE_LOCATION',
  principalId: 'AZURE_PRINCIPAL_ID',
  principalType: 'AZURE_PRINCIPAL_TYPE',
  // azd writes the deployed image here, so this is what keeps it across the next provision.
  webImageName: 'SERVICE_WEB_IMAGE_NAME',
}

type Given = Readonly<{ variable: string; standard: string | undefined }>

/** `values` are main.parameters.json's, by parameter name. */
export function checkContract(world: World, values: Readonly<Record<string, unknown>>): Problem[] {
  const main = world.get('main.bicep')
  if (!main) return [{ rule: 'main', at: 'main.bicep', says: 'There is no main.bicep that parses.' }]
  return [...checkScope(main), ...checkOutputs(main), ...checkParameters(main, values), ...checkImage(world)]
}

const checkScope = (main: BicepFile): Problem[] => {
  const isSubscription = main.statements.some((one) => one.kind === 'targetScope' && one.scope === 'subscription')
  return isSubscription
    ? []
    : [problem('target-scope', main, 1, 'main.bicep creates the resource group, so its scope is the subscription.')]
}

const checkOutputs = (main: BicepFile): Problem[] => {
  const names = outputsOf(main).map(({ name }) => name)
  return [
    ...contractOutputs
      .filter((name) => !names.includes(name))
      .map((name) => problem('output-missing', main, 1, `${name} is what azd or the script reads.`)),
    ...outputsOf(main)
      .filter(({ name }) => !contractOutputs.some((one) => one === name))
      .map(({ name, line }) => problem('output-extra', main, line, `${name} is in no contract.`)),
  ]
}

const checkParameters = (main: BicepFile, values: Readonly<Record<string, unknown>>): Problem[] => {
  const params = paramsOf(main)
  const at = 'main.parameters.json'
  const unknown = Object.keys(values).filter((key) => !params.some(({ name }) => name === key))
  return [
    ...unknown.map((key) => ({ rule: 'parameter-unknown', at, says: `main.bicep has no parameter ${key}.` })),
    ...params.flatMap((param) => checkParameter(param, values[param.name])),
  ]
}

const checkParameter = (param: Param, value: unknown): Problem[] => {
  const at = 'main.parameters.json'
  if (value === undefined) return [{ rule: 'parameter-missing', at, says: `${param.name} cannot be set through azd.` }]
  const given = readReference(value)
  if (!given)
    return [{ rule: 'parameter-reference', at, says: `${param.name} must be \${VARIABLE} or \${VARIABLE=default}.` }]
  const wanted = azdVariables[param.name]
  const strange = wanted && wanted !== given.variable
  const own = param.standard && (literalText(param.standard) ?? originOfLiteral(param))
  const isSame = given.standard === own
  return [
    ...(strange
      ? [{ rule: 'parameter-variable', at, says: `${param.name} comes from ${wanted} in azd, not ${given.variable}.` }]
      : []),
    ...(isSame
      ? []
      : [
          {
            rule: 'parameter-default',
            at,
            says: `${param.name} is ${given.standard ?? 'required'} here and ${own ?? 'required'} in main.bicep.`,
          },
        ]),
  ]
}

const originOfLiteral = ({ standard }: Param): string | undefined =>
  standard?.kind === 'boolean' || standard?.kind === 'number' ? String(standard.value) : undefined

const readReference = (value: unknown): Given | undefined => {
  const match = typeof value === 'string' ? /^\$\{([A-Z][A-Z0-9_]*)(?:=([^}]*))?\}$/.exec(value) : null
  return match?.[1] ? { variable: match[1], standard: match[2] } : undefined
}

const checkImage = (world: World): Problem[] =>
  createdResources(world, 'Microsoft.Web/sites').flatMap(({ file, resource }) => {
    const version = valueAt(bodyOf(resource), 'properties.siteConfig.linuxFxVersion')
    const parts = version?.kind === 'string' ? version.parts : []
    const origins = parts.flatMap((part) => (typeof part === 'string' ? [] : follow(world, file, part).map(originOf)))
    if (origins.includes('param:webImageName')) return []
    return [
      problem(
        'image-kept',
        file,
        resource.line,
        'The image must come from webImageName, or provisioning undoes a deployment.',
      ),
    ]
  })
