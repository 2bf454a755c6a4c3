/** The template agrees with the files around it: azure.yaml, the parameter file, the Dockerfile, the deploying script and its page. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { settingsOf } from './policies.ts'
import { configurations, readSnapshot } from './snapshots.ts'

const root = join(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const parameters: Readonly<Record<string, Readonly<{ value: string }>>> = JSON.parse(
  read('infra/main.parameters.json'),
).parameters
const variables = Object.values(parameters).map(({ value }) => /^\$\{([A-Z0-9_]+)/.exec(value)?.[1] ?? '')
const withSite = configurations.filter((configuration) => configuration !== 'resource-only')
const outputs = Object.keys(readSnapshot('default').outputs)

/** The entry and its parts, as one text, without comments. */
const script = ['azdeploy.sh', ...globSync('infra/scripts/*.sh', { cwd: root }).sort()]
  .map(read)
  .join('\n')
  .replace(/^\s*#.*$/gm, '')

/** Names that azd, az and Cloud Shell own, and records of the script that no parameter reads. */
const others =
  'AZURE_CLIENT_ID AZURE_DEV_COLLECT_TELEMETRY AZURE_SUBSCRIPTION_ID SERVICE_WEB_PREVIOUS_IMAGE_NAME SERVICE_WEB_PREVIOUS_START_COMMAND'.split(
    ' ',
  )

test('azure.yaml builds a container for App Service, with an azd that keeps values in files', () => {
  expect(parse(read('azure.yaml'))).toMatchObject({
    requiredVersions: { azd: '>= 1.17.1' },
    infra: { provider: 'bicep', path: 'infra', module: 'main' },
    services: { web: { project: '.', language: 'docker', host: 'appservice', docker: { remoteBuild: true } } },
  })
})

test('bicepconfig.json makes the linter stop on secrets, unmarked parameters, fixed locations and unused names', () => {
  const { rules } = JSON.parse(read('infra/bicepconfig.json')).analyzers.core
  const names =
    'outputs-should-not-contain-secrets secure-secrets-in-params secure-parameter-default no-hardcoded-location no-hardcoded-env-urls no-unused-params no-unused-vars'
  for (const name of names.split(' ')) expect(rules[name]?.level, name).toBe('error')
})

test.each(['main.bicep', 'modules/web.bicep'])(
  '%s keeps secrets, and what a person wrote, out of the history',
  (file) => {
    const source = read(`infra/${file}`)
    const secure = [...source.matchAll(/^@secure\(\)\n(?:@.*\n)*param (\w+)/gm)].map(([, name]) => name)
    const written = source.match(/(?<=^param )(?:\w*(?:Hash|Secret)|voiceLiveInstructions\w*|extraSettings)\b/gm) ?? []
    expect(written.length).toBeGreaterThan(3)
    expect(secure).toEqual(written)
  },
)

test('azd passes every parameter of the template, and no other', () => {
  const declared = [...read('infra/main.bicep').matchAll(/^param (\w+) /gm)].map(([, name]) => name)
  expect(Object.keys(parameters).sort()).toEqual(declared.sort())
})

test('what azd passes when nothing is set is what the template would choose itself', () => {
  const chosen = [...read('infra/main.bicep').matchAll(/^param (\w+) \w+ = (.*)$/gm)]
  for (const [, name = '', value = ''] of chosen)
    expect(parameters[name]?.value, name).toMatch(new RegExp(`^\\$\\{[A-Z0-9_]+=${value.replaceAll("'", '')}\\}$`))
})

test('Dockerfile exposes the port that App Service asks, in every configuration', () => {
  const ports = DockerfileParser.parse(read('Dockerfile'))
    .getInstructions()
    .filter((instruction) => instruction.getKeyword() === 'EXPOSE')
    .flatMap((instruction) => instruction.getArguments().map((argument) => argument.getValue()))
  for (const configuration of withSite) expect(ports).toEqual([settingsOf(readSnapshot(configuration)).WEBSITES_PORT])
})

describe('azdeploy.sh', () => {
  test('names only variables that the template reads or writes', () => {
    const known = new Set([...outputs, ...variables, ...others])
    const named =
      script.match(/(?:\b|(?<=\bkept_))(?:AZURE|SERVICE_WEB|VOICE_LIVE|BYOM)_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g) ?? []
    expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([])
  })

  test('counts as missing only outputs that no configuration leaves empty', () => {
    const demanded = [...script.matchAll(/^(?:page_)?outputs='([^']+)'/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    )
    expect(demanded).toContain('SERVICE_WEB_URI')
    for (const configuration of withSite)
      for (const name of demanded) expect(readSnapshot(configuration).outputs[name], configuration).toBeTruthy()
  })
})

test('docs/deploy.md names every variable that azd passes', () => {
  const page = read('docs/deploy.md')
  expect(variables.filter((name) => !page.includes(name))).toEqual([])
})
