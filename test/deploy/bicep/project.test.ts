/** The template agrees with azure.yaml, and with the Dockerfile and the deploying script where those exist. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readInfra } from './check.ts'
import { azureYaml, exposedPorts, sitePort, strangeNames, unreadSettings, variablesOf } from './project.ts'
import { contractOutputs } from './rules/contract.ts'
import { openWorld } from './world.ts'

const root = join(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const infra = readInfra(join(root, 'infra'))
const { world } = openWorld(infra.sources)
const variables = variablesOf(infra.parameters)

describe('azure.yaml', () => {
  test('builds the container for App Service with an azd that can', () => {
    expect(azureYaml.parse(parse(read('azure.yaml')))).toBeDefined()
  })

  test.each([
    [">= 1.29.0'", ">= 1.27.0'"],
    ['host: appservice', 'host: containerapp'],
    ['language: docker', 'language: js'],
    ['      remoteBuild: true\n', ''],
    ['services:\n  web:', 'services:\n  page:'],
  ])('is refused when %j becomes %j', (find, put) => {
    const text = read('azure.yaml')
    expect(text).toContain(find)
    expect(azureYaml.safeParse(parse(text.replace(find, put))).success).toBe(false)
  })
})

describe('bicepconfig.json', () => {
  test('makes the linter stop a build on secrets, unmarked parameters, fixed locations and unused names', () => {
    const { rules } = JSON.parse(read('infra/bicepconfig.json')).analyzers.core
    const names = ['outputs-should-not-contain-secrets', 'secure-secrets-in-params', 'secure-parameter-default']
    const more = ['no-hardcoded-location', 'no-hardcoded-env-urls', 'no-unused-params', 'no-unused-vars']
    expect([...names, ...more].map((name) => rules[name]?.level)).toEqual([...names, ...more].map(() => 'error'))
  })
})

describe('Dockerfile', () => {
  const isThere = existsSync(join(root, 'Dockerfile'))

  test('exposedPorts reads every EXPOSE', () => {
    expect(exposedPorts('FROM a\nEXPOSE 8080\nEXPOSE 9229 80/tcp\n')).toEqual(['8080', '9229', '80/tcp'])
  })

  test.skipIf(!isThere)(
    `exposes the port that App Service asks${isThere ? '' : ' (SKIPPED: no Dockerfile yet)'}`,
    () => {
      expect(exposedPorts(read('Dockerfile'))).toEqual([sitePort(world)])
    },
  )
})

/** The entry and its parts, as one text. */
const script = () => ['azdeploy.sh', ...globSync('infra/scripts/*.sh', { cwd: root }).sort()].map(read).join('\n')

describe('azdeploy.sh', () => {
  const isThere = existsSync(join(root, 'azdeploy.sh'))
  const skipped = isThere ? '' : ' (SKIPPED: no azdeploy.sh yet)'

  test('strangeNames finds a misspelt output and lets comments be', () => {
    const script =
      '# AZURE_COMMENT\nazd env get-value AZURE_RESOURCE_GRUOP\necho "$SERVICE_WEB_URI" "$AZURE_AI_LOCATION"'
    expect(strangeNames(script, variables)).toEqual(['AZURE_RESOURCE_GRUOP'])
  })

  test('unreadSettings finds a name that no parameter reads', () => {
    expect(unreadSettings('azd env set VOICE_MODEL x\nazd env set "MAX_SESSIONS" 3', variables)).toEqual([
      'VOICE_MODEL',
    ])
  })

  test.skipIf(!isThere)(`reads only outputs that exist${skipped}`, () => {
    expect(strangeNames(script(), variables)).toEqual([])
  })

  test.skipIf(!isThere)(`reads the outputs that deploying needs${skipped}`, () => {
    const needed = ['AZURE_CONTAINER_REGISTRY_NAME', 'AZURE_RESOURCE_GROUP', 'SERVICE_WEB_NAME', 'SERVICE_WEB_URI']
    expect(contractOutputs).toEqual(expect.arrayContaining(needed))
    expect(needed.filter((name) => !script().includes(name))).toEqual([])
  })

  test.skipIf(!isThere)(`sets only variables that a parameter reads${skipped}`, () => {
    expect(unreadSettings(script(), variables)).toEqual([])
  })
})

describe('docs/deploy.md', () => {
  const isThere = existsSync(join(root, 'docs/deploy.md'))

  test.skipIf(!isThere)(
    `names every variable that azd passes${isThere ? '' : ' (SKIPPED: no docs/deploy.md yet)'}`,
    () => {
      const page = read('docs/deploy.md')
      expect(variables.filter((name) => !page.includes(name))).toEqual([])
    },
  )
})
