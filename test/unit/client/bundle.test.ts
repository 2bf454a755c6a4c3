import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { buildClient, type Manifest, replaceFolder } from '../../../client/build.ts'
import { builtClient } from '../../../server/assets.ts'

/** Gzipped: the page's script with all that it imports, each part that comes later, and every script together. */
const budgetBytes = { core: 25_000, part: 4_000, all: 60_000 }

const outDir = builtClient()
const manifest: Manifest = JSON.parse(readFileSync(join(outDir, 'manifest.json'), 'utf8'))
const read = (path: string): string => readFileSync(join(outDir, path), 'utf8')
const urlOf = (source: string): string => manifest[source] ?? `no ${source}`

describe('buildClient', () => {
  test('the core, each part that comes later and all of them together stay within their budgets', () => {
    const scripts = Object.keys(manifest).filter((source) => source.endsWith('.ts'))
    const sizes = Object.fromEntries(
      scripts.map((source) => [source, readFileSync(join(outDir, `${urlOf(source)}.gz`)).byteLength]),
    )
    // What a script imports is fetched with it: no part may move code into a file that no one counts.
    for (const source of scripts) expect(read(urlOf(source)), source).not.toMatch(/(?:\bfrom|^import|[;}]import)\s*"/)
    const { 'main.ts': core = 0, ...parts } = sizes
    console.log(sizes)
    expect(core).toBeLessThanOrEqual(budgetBytes.core)
    for (const [source, bytes] of Object.entries(parts)) expect(bytes, source).toBeLessThanOrEqual(budgetBytes.part)
    expect(Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(budgetBytes.all)
  })

  test('every file but index.html and the manifest is named by its content', () => {
    expect(Object.keys(manifest).sort()).toEqual([
      'about.ts',
      'access-form.ts',
      'announcer.ts',
      'capture.worker.ts',
      'capture.worklet.ts',
      'devices.ts',
      'en.ts',
      'es.ts',
      'icon.svg',
      'log-pane.ts',
      'main.ts',
      'offers.ts',
      'player.worklet.ts',
      'pt-br.ts',
      'silent-player.ts',
      'style.css',
    ])
    for (const url of Object.values(manifest)) expect(url).toMatch(/^assets\/[\w.-]+-[A-Z0-9]{8}\.(js|css|svg)$/)
  })

  test('index.html names the built files and no source', () => {
    const html = read('index.html')
    for (const source of ['main.ts', 'style.css', 'icon.svg']) {
      expect(html).toContain(`"${urlOf(source)}"`)
      expect(html).not.toContain(`"${source}"`)
    }
  })

  test('the page needs nothing that a strict policy forbids', () => {
    const html = read('index.html')
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:\/\//)
    expect(html.match(/<script[^>]*>[^<]/)).toBeNull()
    expect(read(urlOf('main.ts'))).not.toMatch(/\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|\beval\(|new Function\(/)
  })

  test('main knows where its worklets and what it loads with them are', () => {
    const main = read(urlOf('main.ts'))
    expect(main).toContain(urlOf('capture.worklet.ts'))
    expect(main).toContain(urlOf('capture.worker.ts'))
    expect(main).toContain(urlOf('player.worklet.ts'))
    for (const source of ['devices.ts', 'silent-player.ts'])
      expect(main).toContain(`./${urlOf(source).split('/').at(-1)}`)
    expect(main).not.toMatch(/(CAPTURE|DEVICES|PLAYER)_(WORK(LET|ER)_)?URL/)
  })

  test('other languages are fetched on demand', () => {
    expect(read(urlOf('main.ts'))).not.toContain('Iniciar')
    expect(read(urlOf('pt-br.ts'))).toContain('Iniciar conversa')
  })

  test.each(['.gz', '.br'])('every file has a whole copy with %s', (suffix) => {
    const unpack = suffix === '.gz' ? gunzipSync : brotliDecompressSync
    for (const path of ['index.html', ...Object.values(manifest)])
      expect(unpack(readFileSync(join(outDir, path + suffix))).toString()).toBe(read(path))
  })

  test('scripts link their source maps', () => {
    for (const source of ['main.ts', 'capture.worklet.ts', 'player.worklet.ts']) {
      const url = urlOf(source)
      expect(read(url)).toMatch(/\/\/# sourceMappingURL=[\w.-]+\.js\.map\s*$/)
      expect(['', '.gz', '.br'].filter((suffix) => existsSync(join(outDir, `${url}.map${suffix}`)))).toEqual([
        '',
        '.gz',
      ])
    }
  })

  test('the reloading script is in the page of developers only', async () => {
    expect(read('index.html')).not.toContain('reload')
    const above = mkdtempSync(join(tmpdir(), 'voice-live-web-'))
    const other = join(above, 'client')
    // No system has so many processes.
    for (const pid of [2 ** 30, process.ppid]) mkdirSync(`${other}.${pid}`)
    try {
      const { 'reload.ts': url } = await buildClient(other, { reload: true })
      expect(readFileSync(join(other, 'index.html'), 'utf8')).toContain(`src="${url}"`)
      // Under the path of a proxy too.
      expect(readFileSync(join(other, url ?? ''), 'utf8')).toContain('fetch(".",')
      // What builds that were ended have left is gone, and what another still works on is not.
      expect(readdirSync(above).sort()).toEqual(['client', `client.${process.ppid}`])
    } finally {
      rmSync(above, { recursive: true, force: true })
    }
  })

  test('two builds that end at the same time leave one, whole', async () => {
    const above = mkdtempSync(join(tmpdir(), 'voice-live-web-'))
    const built = ['client.1', 'client.2'].map((name) => join(above, name))
    try {
      for (const folder of built) {
        mkdirSync(folder)
        writeFileSync(join(folder, 'index.html'), 'whole')
      }
      await Promise.all(built.map((folder) => replaceFolder(folder, join(above, 'client'))))
      expect(readdirSync(above)).toEqual(['client'])
      expect(readFileSync(join(above, 'client/index.html'), 'utf8')).toBe('whole')
    } finally {
      rmSync(above, { recursive: true, force: true })
    }
  })
})
