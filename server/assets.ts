/** The built page, read once into memory, so that no request touches the disk and a missing build is found at the start. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

type Encoding = 'br' | 'gzip' | 'identity'
type Body = Readonly<{ bytes: Uint8Array<ArrayBuffer>; etag: string }>

/** One file of the page, with the encodings that the build wrote beside it. */
export type Asset = Readonly<{ type: string; cacheControl: string; bodies: Readonly<Partial<Record<Encoding, Body>>> }>

/** By path, `/` for the page itself. */
export type Assets = ReadonlyMap<string, Asset>

/** `dist/client` beside `server/`, and beside the bundled server as well. */
export const builtClient = (): string => fileURLToPath(new URL('../dist/client/', import.meta.url))

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
}

/** The build puts eight characters of content hash into a name; such a file never changes. */
const HASHED = /-[A-Z0-9]{8}\.[a-z0-9.]+$/

const suffixes: readonly (readonly [Encoding, string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
]

/** Reads every file of the build. Throws a sentence when there is none. */
export function loadAssets(folder = builtClient()): Assets {
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`The page is not built: there is no index.html in ${folder}. Run "npm run build" first.`)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name) && entry.name !== 'manifest.json')
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [pathOf(relative(folder, file)), readAsset(file)]))
}

function pathOf(file: string): string {
  return file === 'index.html' ? '/' : `/${file.split(sep).join('/')}`
}

function readAsset(file: string): Asset {
  const bodies: Partial<Record<Encoding, Body>> = { identity: readBody(file, '') }
  for (const [encoding, suffix] of suffixes) {
    if (existsSync(file + suffix)) bodies[encoding] = readBody(file + suffix, suffix)
  }
  const type = types[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
  return { type, bodies, cacheControl: HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache' }
}

function readBody(file: string, suffix: string): Body {
  const bytes = new Uint8Array(readFileSync(file))
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return { bytes, etag: `"${hash}${suffix}"` }
}

/** Answers a request for `asset`, in the best encoding that the browser takes, or with 304 when it has this very one. */
export function serveAsset(asset: Asset, request: Request): Response {
  const encoding = chooseEncoding(asset, request.headers.get('accept-encoding') ?? '')
  const body = asset.bodies[encoding]
  if (!body) return new Response(null, { status: 404 })
  const headers = new Headers({
    'cache-control': asset.cacheControl,
    'content-type': asset.type,
    etag: body.etag,
    vary: 'accept-encoding',
  })
  if (isKnown(request.headers.get('if-none-match') ?? '', body.etag))
    return new Response(null, { status: 304, headers })
  if (encoding !== 'identity') headers.set('content-encoding', encoding)
  return new Response(body.bytes, { headers })
}

/** An encoding refused by `;q=0` does not count; finer preferences than that do not matter. */
function chooseEncoding(asset: Asset, accepted: string): Encoding {
  const offers = accepted.split(',').map((offer) => offer.trim().toLowerCase())
  const takes = (encoding: string): boolean =>
    offers.some((offer) => offer.split(';')[0] === encoding && !/;\s*q=0(\.0*)?$/.test(offer))
  return suffixes.find(([encoding]) => asset.bodies[encoding] && takes(encoding))?.[0] ?? 'identity'
}

const isKnown = (ifNoneMatch: string, etag: string): boolean =>
  ifNoneMatch === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
