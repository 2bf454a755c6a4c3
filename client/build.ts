/** Builds the page into a folder: bundled, minified, named by content, and compressed ahead of the first request. */

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type BuildOptions, build, type Metafile } from 'esbuild'

const clientDir = fileURLToPath(new URL('.', import.meta.url))

/** Where the page finds its files, from wherever it is served; `index.html` alone has a name without a hash. */
const PUBLIC_PATH = 'assets'

const shared = {
  absWorkingDir: clientDir,
  bundle: true,
  minify: true,
  format: 'esm',
  // Baseline of the page: Chrome and Edge 123 (light-dark), Firefox 128, Safari 17.5.
  target: 'es2022',
  sourcemap: 'linked',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Source file, as index.html names it, and the URL under which it is served. */
export type Manifest = Readonly<Record<string, string>>

/**
 * Builds `folder` again: `index.html`, `manifest.json`, and `assets/` with scripts, worklets, style and icon,
 * each with a source map where it has one and with `.gz` and `.br` beside it; a map, which only an open console asks for, with `.gz`
 * alone. `reload` is for `npm run dev`: its script is added, and nothing is compressed, which would take most of the time.
 */
export async function buildClient(folder: string, { reload = false } = {}): Promise<Manifest> {
  // Absolute, because esbuild has a working directory of its own; beside the old build, so that a server never reads half of a new one.
  const outDir = `${resolve(folder)}.${process.pid}`
  await sweep(folder)
  const outdir = join(outDir, PUBLIC_PATH)
  await rm(outDir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })

  // Each is whole in itself: a chunk shared with the page would be one more request before anything runs.
  const worklets = await build({
    ...shared,
    outdir,
    entryPoints: [
      'audio/capture.worker.ts',
      'audio/capture.worklet.ts',
      'audio/devices.ts',
      'audio/player.worklet.ts',
      'audio/silent-player.ts',
    ],
  })
  const urls = urlsOf(worklets.metafile)
  const besideScript = (source: string) => JSON.stringify(`./${basename(urls[source] ?? '')}`)
  const page = await build({
    ...shared,
    outdir,
    splitting: true,
    entryPoints: ['main.ts', 'style.css', 'icon.svg', ...(reload ? ['reload.ts'] : [])],
    loader: { '.svg': 'copy' },
    define: {
      CAPTURE_WORKLET_URL: JSON.stringify(urls['capture.worklet.ts']),
      CAPTURE_WORKER_URL: JSON.stringify(urls['capture.worker.ts']),
      PLAYER_WORKLET_URL: JSON.stringify(urls['player.worklet.ts']),
      DEVICES_URL: besideScript('devices.ts'),
      SILENT_PLAYER_URL: besideScript('silent-player.ts'),
    },
  })
  const manifest = { ...urls, ...urlsOf(page.metafile) }

  const source = await readFile(join(clientDir, 'index.html'), 'utf8')
  await writeFile(join(outDir, 'index.html'), nameFiles(source, manifest, reload))
  await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  if (!reload) {
    await compress(join(outDir, 'index.html'))
    for (const name of await readdir(outdir)) await compress(join(outdir, name))
  }
  await replaceFolder(outDir, folder)
  return manifest
}

/** Removes what builds left that were ended in the middle. */
async function sweep(folder: string): Promise<void> {
  const above = dirname(resolve(folder))
  const begin = `${basename(folder)}.`
  for (const name of await readdir(above).catch(() => [])) {
    const pid = name.startsWith(begin) ? name.slice(begin.length) : ''
    if (/^\d+$/.test(pid) && !isRunning(Number(pid))) await rm(join(above, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Of builds that end at the same time one stays: they are equally good. */
export async function replaceFolder(built: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  try {
    await rename(built, folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))))
      throw error
    await rm(built, { recursive: true, force: true })
  }
}

const urlsOf = (metafile: Metafile): Manifest =>
  Object.fromEntries(
    Object.entries(metafile.outputs).flatMap(([path, { entryPoint, inputs }]) => {
      // A copied file is no entry point to esbuild; it has itself as its one input.
      const source = entryPoint ?? (path.endsWith('.map') ? undefined : Object.keys(inputs)[0])
      return source ? [[basename(source), `${PUBLIC_PATH}/${basename(path)}`]] : []
    }),
  )

/** Puts the served names in the place of the source names. */
function nameFiles(html: string, manifest: Manifest, reload: boolean): string {
  const named = html.replaceAll(/\b(href|src)="([\w.-]+)"/g, (whole, attribute: string, source: string) => {
    const url = manifest[source]
    return url ? `${attribute}="${url}"` : whole
  })
  const script = `<script type="module" src="${manifest['reload.ts']}"></script>`
  return reload ? named.replace('</head>', `  ${script}\n  </head>`) : named
}

const asGzip = promisify(gzip)
const asBrotli = promisify(brotliCompress)

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  await writeFile(`${path}.gz`, await asGzip(content, { level: constants.Z_BEST_COMPRESSION }))
  // The maps are most of the bytes, and this would be most of the build.
  if (!path.endsWith('.map')) await writeFile(`${path}.br`, await asBrotli(content))
}

if (import.meta.main) {
  const outDir = fileURLToPath(new URL('../dist/client', import.meta.url))
  await buildClient(outDir)
  console.log(`Built the page into ${outDir}`)
}
