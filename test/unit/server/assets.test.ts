/** The page from memory: encodings, caching, and a build that is missing. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Asset, loadAssets, serveAsset } from '../../../server/assets.ts'

const folder = mkdtempSync(join(tmpdir(), 'assets-'))
mkdirSync(join(folder, 'assets'))
const files = {
  'index.html': '<p>page',
  'index.html.gz': 'zipped page',
  'manifest.json': '{}',
  'assets/main-ABCD1234.js': 'script',
  'assets/main-ABCD1234.js.br': 'brotli script',
  'assets/main-ABCD1234.js.gz': 'zipped script',
  'assets/plain.css': 'style',
}
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
afterAll(() => rmSync(folder, { recursive: true }))

const assets = loadAssets(folder)
const get = (path: string, headers: Record<string, string> = {}) =>
  serveAsset(assets.get(path) as Asset, new Request('http://x/', { headers }))

describe('loadAssets', () => {
  test('knows the page as /, the rest by its path, and neither the manifest nor the compressed copies', () => {
    expect([...assets.keys()].sort()).toEqual(['/', '/assets/main-ABCD1234.js', '/assets/plain.css'])
  })

  test('says what to run when the page is not built', () => {
    expect(() => loadAssets(join(folder, 'nowhere'))).toThrow(/Run "npm run build" first/)
  })
})

describe('serveAsset', () => {
  test('lets the browser keep hashed files for ever, and asks about others', () => {
    expect(get('/assets/main-ABCD1234.js').headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(get('/').headers.get('cache-control')).toBe('no-cache')
    expect(get('/assets/plain.css').headers.get('cache-control')).toBe('no-cache')
    expect(get('/').headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  test.each([
    ['gzip, deflate, br', 'br', 'brotli script'],
    ['gzip', 'gzip', 'zipped script'],
    ['br;q=0, gzip', 'gzip', 'zipped script'],
    ['', null, 'script'],
    ['zstd', null, 'script'],
  ])('serves for "%s" the encoding %s', async (accepted, encoding, body) => {
    const response = get('/assets/main-ABCD1234.js', { 'accept-encoding': accepted })
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(response.headers.get('vary')).toBe('accept-encoding')
    expect(await response.text()).toBe(body)
  })

  test('answers 304 to the tag of the very encoding, and only to that', async () => {
    const etag = get('/').headers.get('etag') ?? ''
    const zipped = get('/', { 'accept-encoding': 'gzip' }).headers.get('etag') ?? ''
    expect(zipped).not.toBe(etag)
    for (const tag of [etag, `"x", ${etag}`, `W/${etag}`, '*']) {
      const response = get('/', { 'if-none-match': tag })
      expect(response.status).toBe(304)
      expect(response.headers.get('etag')).toBe(etag)
      expect(await response.text()).toBe('')
    }
    expect(get('/', { 'if-none-match': zipped }).status).toBe(200)
  })
})
