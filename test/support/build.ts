/** Builds what the tests start, before any of them runs: the page, and the server on Node in one file. */

import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { buildClient } from '../../client/build.ts'
import { requireForModules } from '../../server/bundle/build.ts'

/** Every source goes on knowing where it lies, and finds the page, the profiles and its packages there. */
const inPlace: Plugin = {
  name: 'in-place',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/(server|shared)\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }))
  },
}

/**
 * Some hundred times the tests start the server on Node, and a start of one file costs half of what a start of hundreds costs.
 * Deno and Bun start the sources, and so does Node where the start itself is tested (`contract/cases/process`, `contract/cases/access`, the smoke test).
 */
async function buildServer(outfile: string): Promise<void> {
  await build({
    entryPoints: ['server/node.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: requireForModules },
    // They look for their own files beside themselves.
    external: ['@echogarden/fvad-wasm', 'soundswallower'],
    logLevel: 'warning',
    plugins: [inPlace],
  })
}

export async function setup(): Promise<() => Promise<void>> {
  // Where packages are found from.
  const folder = resolve(`node_modules/.cache/server-under-test-${process.pid}`)
  process.env.NODE_SERVER = join(folder, 'node.mjs')
  await Promise.all([buildClient('dist/client'), buildServer(process.env.NODE_SERVER)])
  return () => rm(folder, { recursive: true })
}
