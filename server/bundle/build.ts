/** Bundles the server for the production image: two files that need nothing but Node, and no emulator in them. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { billOfMaterials, bundledPackages, licencesText } from './inventory.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Bundled CommonJS packages call `require`, which a module does not have. */
const requireForModules =
  "import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);"

/** An image says by a variable which commit it is; a bundle has nothing but itself to say it with. */
const revisionForModules = (revision: string | undefined): string =>
  revision ? `process.env.GIT_SHA||=${JSON.stringify(revision)};` : ''

/**
 * Leaves the import of the emulator as it is, for the server loads it only when Azure is not configured, and says
 * what to do when it is not there. An import that every start would follow is an error, for it would ship the emulator.
 */
export const withoutEmulator: Plugin = {
  name: 'without-emulator',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.?\/(.*\/)?emulator\// }, ({ path, kind, importer }) =>
      kind === 'dynamic-import'
        ? { path, external: true }
        : { errors: [{ text: `${importer} would ship the emulator; import it dynamically, where it is needed.` }] },
    )
  },
}

/**
 * Writes `server.mjs` and `healthcheck.mjs`, their source maps, the agent profiles, `LICENSES.txt` and `sbom.cdx.json` into
 * `folder`; the page belongs into `client` beside them.
 */
export async function buildServer(folder = here('../../dist')): Promise<void> {
  const root = here('../..')
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { server: here('../node.ts'), healthcheck: here('../cli/healthcheck.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    // The oldest that the bundle is run on without an image; the image brings its own.
    target: 'node22',
    format: 'esm',
    banner: { js: `${requireForModules}${revisionForModules(process.env.GIT_SHA)}` },
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [withoutEmulator],
  })
  const packages = bundledPackages(Object.keys(metafile.inputs), root)
  const { name, version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8'))
  cpSync(here('../agent/profiles'), join(folder, 'profiles'), { recursive: true })
  writeFileSync(join(folder, 'LICENSES.txt'), licencesText(packages))
  writeFileSync(
    join(folder, 'sbom.cdx.json'),
    `${JSON.stringify(billOfMaterials(name, version, packages), null, 2)}
`,
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServer()
