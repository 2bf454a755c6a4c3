/** Bundles the server for the production image: two files that need nothing but Node, and no emulator in them. */

import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Bundled CommonJS packages call `require`, which a module does not have. */
const requireForModules =
  "import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);"

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

/** `node_modules/@scope/name` of a bundled file; undefined for our own. */
const packageFolder = (input: string): string | undefined => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]

/** The licences of everything bundled, which most of them ask to be shipped with the code. Throws for a package without one. */
function licencesOf(inputs: readonly string[], root: string): string {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []))
  return [...folders]
    .sort()
    .map((folder) => licenceOf(join(root, folder)))
    .join('\n\n')
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder })
  if (!file && !license) throw new Error(`${name} ${version} names no licence, so it cannot be shipped.`)
  return `== ${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'No licence file in the package.'}`
}

/** Writes `server.mjs` and `healthcheck.mjs`, their source maps and `LICENSES.txt` into `folder`; the page belongs into `client` beside them. */
export async function buildServer(folder = here('../dist')): Promise<void> {
  const root = here('..')
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { server: here('node.ts'), healthcheck: here('healthcheck.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: requireForModules },
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins: [withoutEmulator],
  })
  writeFileSync(join(folder, 'LICENSES.txt'), licencesOf(Object.keys(metafile.inputs), root))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServer()
