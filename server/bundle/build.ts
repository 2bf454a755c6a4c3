/** Bundles the server for the production image: three files that need nothing but Node, and no emulator in them. */

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { modulesIn } from '../tools/load.ts'
import { billOfMaterials, bundledPackages, licencesText } from './inventory.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Bundled CommonJS packages call `require`, which a module does not have. */
export const requireForModules =
  "import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);"

/** An image says by a variable which commit it is; a bundle has nothing but itself to say it with. */
const revisionForModules = (revision: string | undefined): string =>
  revision ? `process.env.GIT_SHA||=${JSON.stringify(revision)};` : ''

/**
 * Leaves the import of the emulator as it is, because the server loads it only when Azure is not configured, and says
 * what to do when it is not there. An import that every start would follow is an error, because it would ship the emulator.
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

/** The library that signs in is a file of its own: who has a key never loads it, which is some MiB less of memory. */
const identityApart: Plugin = {
  name: 'identity-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@azure\/identity$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './identity.mjs', external: true } : undefined,
    )
  },
}

const options = {
  absWorkingDir: here('../..'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  // The oldest that the bundle is run on without an image; the image brings its own.
  target: 'node22',
  format: 'esm',
  // No comments: one character beyond ASCII in them would make V8 keep all of the text in twice the memory.
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions

/**
 * Writes `server.mjs`, `identity.mjs` and `healthcheck.mjs`, their source maps, the agents and the tools of `project`, `LICENSES.txt` and `sbom.cdx.json`
 * into `folder`; the page belongs into `client` beside them.
 */
export async function buildServer(folder = here('../../dist'), project = here('../..')): Promise<void> {
  const root = here('../..')
  const [server, tools] = await Promise.all([
    build({
      ...options,
      entryPoints: {
        server: here('../node.ts'),
        identity: '@azure/identity',
        healthcheck: here('../cli/healthcheck.ts'),
      },
      outdir: folder,
      banner: { js: `${requireForModules}${revisionForModules(process.env.GIT_SHA)}` },
      define: { IS_BUNDLED: 'true' },
      plugins: [withoutEmulator, identityApart],
    }),
    buildTools(join(project, 'tools'), join(folder, 'tools')),
  ])
  const inputs = [server, tools].flatMap(({ metafile }) => Object.keys(metafile.inputs))
  const packages = bundledPackages(inputs, root)
  const { name, version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8'))
  replace(join(project, 'agents'), join(folder, 'agents'))
  writeFileSync(join(folder, 'LICENSES.txt'), licencesText(packages))
  writeFileSync(
    join(folder, 'sbom.cdx.json'),
    `${JSON.stringify(billOfMaterials(name, version, packages), null, 2)}
`,
  )
}

/** Each tool becomes one module with the packages that it imports, because an image has none. Files that tools read lie beside them. */
async function buildTools(from: string, to: string) {
  const modules = modulesIn(from)
  if (typeof modules === 'string') throw new Error(modules)
  replace(from, to, (path) => !/\.[cm]?[jt]s$|[\\/]node_modules$/.test(path))
  return build({
    ...options,
    entryPoints: modules.map((name) => join(from, name)),
    outdir: to,
    banner: { js: requireForModules },
  })
}

/** What was removed from a folder must not be left in a bundle. */
function replace(from: string, to: string, filter: (path: string) => boolean = () => true): void {
  rmSync(to, { recursive: true, force: true })
  cpSync(from, to, { recursive: true, filter })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServer()
