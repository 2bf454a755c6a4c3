/** The production server is one bundle that carries no emulator and says so. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer, withoutEmulator } from '../../../server/bundle/build.ts'
import { bundledPackages } from '../../../server/bundle/inventory.ts'

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

const start = async (env: Record<string, string>): Promise<{ code: number | null; said: string }> => {
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

test('a bundle without Azure says in one sentence that it carries no emulator, and what to set', async () => {
  const { code, said } = await start({ PORT: '0' })
  expect(code).toBe(1)
  expect(said).toMatch(/no emulator in this build.*AZURE_VOICE_LIVE_ENDPOINT/)
  expect(said.trim().split('\n')).toHaveLength(1)
})

test('the bundle finds the agent profiles where it looks for them', () => {
  expect(readdirSync(join(folder, 'dist/profiles'))).toEqual(readdirSync('server/agent/profiles'))
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
