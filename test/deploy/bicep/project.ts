/** What the template must agree on with the files around it: the Dockerfile, the deploying script and azure.yaml. */

import { DockerfileParser } from 'dockerfile-ast'
import * as z from 'zod'
import { literalText } from './language/syntax.ts'
import { contractOutputs } from './rules/contract.ts'
import { settingsOf } from './rules/site.ts'
import { createdResources, type World } from './world.ts'

/** Names that azd, az and Cloud Shell own, which a script may use without the template knowing them. */
const toolNames = new Set([
  'AZD_CONFIG_DIR',
  'AZD_IN_CLOUDSHELL',
  'AZD_NON_INTERACTIVE',
  'AZD_SKIP_UPDATE_CHECK',
  'AZURE_CONFIG_DIR',
  'AZURE_CORE_NO_COLOR',
  'AZURE_DEV_COLLECT_TELEMETRY',
  'AZURE_SUBSCRIPTION_ID',
  // azdeploy.sh's own record: the image to roll back to.
  'SERVICE_WEB_PREVIOUS_IMAGE_NAME',
  // A key of the page's owner for local development; a deployment must never hold it.
  'AZURE_VOICE_LIVE_API_KEY',
])

const ours = /\b(?:AZURE|SERVICE_WEB|VOICE_LIVE|BYOM)_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g

/** Environment names in a script that are no output, no parameter's variable and no tool's: misspelt ones. */
export function strangeNames(script: string, variables: readonly string[]): string[] {
  const known = new Set<string>([...contractOutputs, ...variables, ...toolNames])
  const named = script.replace(/^\s*#.*$/gm, '').match(ours) ?? []
  return [...new Set(named)].filter((name) => !known.has(name)).sort()
}

/** Names that a script sets in azd's environment and that no parameter reads. */
export function unreadSettings(script: string, variables: readonly string[]): string[] {
  const set = [...script.matchAll(/\benv set ["']?([A-Z][A-Z0-9_]*)/g)].flatMap((match) => match[1] ?? [])
  return [...new Set(set)].filter((name) => !variables.includes(name) && !toolNames.has(name)).sort()
}

/** Variables that main.parameters.json reads. */
export const variablesOf = (parameters: Readonly<Record<string, unknown>>): string[] =>
  Object.values(parameters).flatMap((value) => /^\$\{([A-Z0-9_]+)/.exec(String(value))?.[1] ?? [])

/** The ports that a Dockerfile exposes. */
export const exposedPorts = (dockerfile: string): string[] =>
  DockerfileParser.parse(dockerfile)
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === 'EXPOSE')
    .flatMap((instruction) => instruction.getArguments().map((argument) => argument.getValue()))

/** The port on which App Service expects the container. */
export function sitePort(world: World): string | undefined {
  const [site] = createdResources(world, 'Microsoft.Web/sites')
  const setting = site && settingsOf(world, site).find(({ key }) => key === 'WEBSITES_PORT')
  return literalText(setting?.value)
}

/** The part of azd's azure.yaml that a container on App Service needs, nothing more. */
export const azureYaml = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/),
  metadata: z.strictObject({ template: z.string().regex(/^[a-z0-9-]+@\d+\.\d+\.\d+$/) }),
  requiredVersions: z.strictObject({ azd: z.literal('>= 1.29.0') }),
  infra: z.strictObject({ provider: z.literal('bicep'), path: z.literal('infra'), module: z.literal('main') }),
  services: z.strictObject({
    web: z.strictObject({
      project: z.literal('.'),
      language: z.literal('docker'),
      host: z.literal('appservice'),
      docker: z.strictObject({
        path: z.literal('./Dockerfile'),
        context: z.literal('.'),
        platform: z.literal('linux/amd64'),
        remoteBuild: z.literal(true),
      }),
    }),
  }),
})
