/** The production server is one bundle that carries no emulator and says so. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer, withoutEmulator } from '../../../server/bundle/build.ts'
import { bundledPackages } from '../../../server/bundle/inventory.ts'
import { entriesOf } from '../../../server/bundle/zip.ts'
import { systemClock } from '../../../server/clock.ts'
import { loadTools } from '../../../server/tools/load.ts'
import { createToolRunner } from '../../../server/tools/runner.ts'
import { start } from '../../support/processes.ts'

let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  const dist = join(folder, 'dist')
  mkdirSync(join(dist, 'client'), { recursive: true })
  writeFileSync(join(dist, 'client/index.html'), '<!doctype html><title>page</title>')
  await buildServer(dist)
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const startAlone = async (env: Record<string, string>): Promise<{ code: number | null; said: string }> => {
  const child = spawn(process.execPath, [join(folder, 'dist/server.mjs')], { env, cwd: folder })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  return { code, said }
}

test('the bundle holds neither the emulator nor its engines', () => {
  const bundle = readFileSync(join(folder, 'dist/server.mjs'), 'utf8')
  expect(bundle).toContain('voice-live/realtime')
  expect(bundle).not.toMatch(/soundswallower|flite|fvad/i)
})

test.each(['server', 'healthcheck'])('%s.mjs is ASCII, or V8 would keep it in twice the memory', (name) => {
  const bundle = readFileSync(join(folder, `dist/${name}.mjs`), 'latin1')
  expect(bundle.match(/.{0,40}[^\0-\x7f]+/)).toBeNull()
})

test('the library that signs in is a file of its own, which a server with a key never reads', async () => {
  const bundle = readFileSync(join(folder, 'dist/server.mjs'), 'utf8')
  expect(bundle).not.toMatch(/msal|login\.microsoftonline/i)
  const library: unknown = await import(pathToFileURL(join(folder, 'dist/identity.mjs')).href)
  expect(library).toMatchObject({
    DefaultAzureCredential: expect.any(Function),
    ManagedIdentityCredential: expect.any(Function),
  })
})

test('a bundle without Azure says in one sentence that it carries no emulator, and what to set', async () => {
  const { code, said } = await startAlone({ PORT: '0' })
  expect(code).toBe(1)
  expect(said).toMatch(/no emulator in this build.*AZURE_VOICE_LIVE_ENDPOINT/)
  expect(said.trim().split('\n')).toHaveLength(1)
})

test('the bundle has every agent and tool of the project, each tool as one module that needs nothing else', async () => {
  expect(readdirSync(join(folder, 'dist/agents'))).toEqual(readdirSync('agents'))
  const { tools, problems } = await loadTools([join(folder, 'dist/tools')])
  const { tools: sources } = await loadTools(['tools'])
  expect(problems).toEqual([])
  expect(tools.map(({ definition }) => definition)).toEqual(sources.map(({ definition }) => definition))
  const output = await createToolRunner(tools, systemClock)(
    'get_order_status',
    '{"order_number":"1042"}',
    new AbortController().signal,
  )
  expect(output).toMatchObject({ ok: true })
})

test('a tool of one’s own is bundled with the packages that it imports, and the files that it reads', async () => {
  const project = join(folder, 'project')
  mkdirSync(join(project, 'agents'), { recursive: true })
  mkdirSync(join(project, 'tools/data'), { recursive: true })
  writeFileSync(join(project, 'agents/mine.json'), '{ "name": "Mine", "model": "gpt-realtime", "tools": ["mine"] }')
  writeFileSync(join(project, 'tools/data/prices.csv'), 'tea,3')
  writeFileSync(
    join(project, 'tools/mine.ts'),
    `import { readFileSync } from 'node:fs'
    import WebSocket from '${pathToFileURL('node_modules/ws/index.js').pathname}'
    const prices: string = readFileSync(new URL('./data/prices.csv', import.meta.url), 'utf8')
    export default { name: 'mine', description: 'Mine.', run: () => [typeof WebSocket, prices] }`,
  )
  const bundle = join(folder, 'bundle/dist')
  await buildServer(bundle, project)
  expect(readdirSync(join(bundle, 'tools')).sort()).toEqual(['data', 'mine.mjs', 'mine.mjs.map'])
  const { tools, problems } = await loadTools([join(bundle, 'tools')])
  expect(problems).toEqual([])
  expect(await createToolRunner(tools, systemClock)('mine', '', new AbortController().signal)).toEqual({
    ok: true,
    output: '["function","tea,3"]',
  })
})

test('what a tool throws in passing is told with its place in the source, and ends no call', async () => {
  const project = join(folder, 'stray')
  const bundle = join(folder, 'stray-bundle/dist')
  mkdirSync(join(project, 'agents'), { recursive: true })
  mkdirSync(join(project, 'tools'))
  mkdirSync(join(bundle, 'client'), { recursive: true })
  writeFileSync(join(bundle, 'client/index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(project, 'agents/general-assistant.json'), '{ "name": "Mine", "model": "gpt-realtime" }')
  writeFileSync(
    join(project, 'tools/stray.ts'),
    `interface Gone { why: string }
    const gone: Gone = { why: 'thrown in passing' }
    process.on('SIGUSR2', () => { throw new Error(gone.why) })
    export default { name: 'stray', description: 'Stray.', run: () => gone.why }`,
  )
  await buildServer(bundle, project)
  const server = await start(process.execPath, [join(bundle, 'server.mjs')], {
    PORT: '0',
    AZURE_VOICE_LIVE_ENDPOINT: 'https://one.services.ai.azure.com',
    AZURE_VOICE_LIVE_API_KEY: 'key-key-key-key-key',
  })
  try {
    const told = once(server.process.stdout ?? server.process, 'data')
    server.process.kill('SIGUSR2')
    await told
    expect(server.output()).toMatch(/"stray failure".*Error.*\(stray\/tools\/stray\.ts:3:41\)/)
    expect(server.output()).not.toContain('thrown in passing')
    expect(await fetch(`${server.url}/health`)).toMatchObject({ status: 200 })
  } finally {
    await server.stop()
  }
})

test('buildServer lists every package that it bundled, and its licence', () => {
  const { components } = JSON.parse(readFileSync(join(folder, 'dist/sbom.cdx.json'), 'utf8'))
  const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const names: string[] = components.map((component: { name: string }) => component.name)
  expect(names).toEqual(expect.arrayContaining(['@hono/node-server', 'hono', 'ws', 'zod']))
  for (const { name, version, purl, licenses } of components) {
    expect(locked[`node_modules/${name}`]).toMatchObject({ version })
    expect(locked[`node_modules/${name}`].dev).toBeUndefined()
    expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`)
    expect(licenses).toEqual([
      { license: { id: expect.stringMatching(/^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause)$/) } },
    ])
  }
  const licences = readFileSync(join(folder, 'dist/LICENSES.txt'), 'utf8')
  expect([...licences.matchAll(/^== (\S+) /gm)].map(([, name]) => name)).toEqual(names)
})

test('what a build of the page that was ended has left is not in the archive', () => {
  mkdirSync(join(folder, 'dist/client.7'))
  writeFileSync(join(folder, 'dist/client.7/index.html'), 'half')
  const names = entriesOf(join(folder, 'dist')).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('dist/client'))).toEqual(['dist/client/index.html'])
})

test('an archive without a name is asked for in one sentence', () => {
  const { status, stderr } = spawnSync(process.execPath, ['server/bundle/zip.ts'], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([2, 'Usage: npm run bundle -- FILE.zip\n'])
})

test('bundledPackages refuses a package without a licence', () => {
  const place = join(folder, 'node_modules/nameless')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), '{"name":"nameless","version":"1.0.0"}')
  expect(() => bundledPackages(['node_modules/nameless/index.js'], folder)).toThrow('nameless 1.0.0 names no licence')
})

test('withoutEmulator refuses an import that every start would follow', async () => {
  const bundle = (contents: string) =>
    build({
      stdin: { contents, resolveDir: 'server' },
      bundle: true,
      write: false,
      logLevel: 'silent',
      plugins: [withoutEmulator],
      format: 'esm',
    })
  await expect(bundle("import './emulator/emulator.ts'")).rejects.toThrow('would ship the emulator')
  const { outputFiles } = await bundle("export const later = () => import('./emulator/emulator.ts')")
  expect(outputFiles[0]?.text).toContain('import("./emulator/emulator.ts")')
})
