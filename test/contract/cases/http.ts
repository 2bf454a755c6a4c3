/** Plain requests: the page and its files, health, status, and addresses that do not exist. */

import { createHash } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { exchange, headIsComplete, statusOf, upgradeRequest } from '../raw.ts'
import type { Server } from '../runtimes.ts'

type Answer = Readonly<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>

/** Unlike fetch, this shows encodings as they are and sends paths as they stand. */
const get = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, method }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })

const decoders = { br: brotliDecompressSync, gzip: gunzipSync }

export function httpCases(server: () => Server): void {
  describe('requests', () => {
    test('serve the page under a strict policy, never cached unasked', async () => {
      const page = await get(server().port, '/')
      expect(page.status).toBe(200)
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(page.headers['cache-control']).toBe('no-cache')
      expect(page.headers['content-security-policy']).toContain("default-src 'none'")
      expect(page.headers['x-frame-options']).toBe('DENY')
      expect(page.headers['strict-transport-security']).toBe('max-age=15552000')
      expect(page.body.toString()).toMatch(/^<!doctype html>/i)
    })

    test('serve every file that the page names, for ever, and in each encoding the same bytes', async () => {
      const { port } = server()
      const html = (await get(port, '/')).body.toString()
      const paths = [...html.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map((match) => `/${match[1]}`)
      expect(paths.length).toBeGreaterThan(1)
      for (const path of paths) {
        const plain = await get(port, path)
        expect(plain.status).toBe(200)
        expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
        expect(plain.headers['content-encoding']).toBeUndefined()
        for (const [encoding, decode] of Object.entries(decoders)) {
          const packed = await get(port, path, { 'accept-encoding': encoding })
          expect(packed.headers['content-encoding']).toBe(encoding)
          expect(packed.headers.vary).toBe('accept-encoding')
          expect(packed.headers.etag).not.toBe(plain.headers.etag)
          expect(digest(decode(packed.body))).toBe(digest(plain.body))
        }
      }
    })

    test('are answered with 304 when the browser has the file', async () => {
      const { port } = server()
      const { etag } = (await get(port, '/')).headers
      const again = await get(port, '/', { 'if-none-match': etag ?? '' })
      expect(again.status).toBe(304)
      expect(again.body).toHaveLength(0)
    })

    test('tell health and status, without prompt or secret', async () => {
      const { port } = server()
      expect(JSON.parse((await get(port, '/health')).body.toString())).toEqual({ status: 'ok' })
      const status = (await get(port, '/status')).body.toString()
      expect(JSON.parse(status)).toMatchObject({
        service: 'emulator',
        model: 'gpt-4o',
        activeCalls: 0,
        totals: { calls: 0 },
      })
      expect(status).not.toContain('prompt')
    })

    test('for what is not there get 404', async () => {
      const { port } = server()
      expect((await get(port, '/nope')).status).toBe(404)
      expect((await get(port, '//')).status).toBe(404)
      expect((await get(port, '/assets/../server/app.ts')).status).toBe(404)
      expect((await get(port, '/%2e%2e/package.json')).status).toBe(404)
      expect((await get(port, '/', {}, 'POST')).status).toBe(404)
      expect((await get(port, '/ws')).status).toBe(426)
    })

    const ask = async (path: string, host: string, headers: Readonly<Record<string, string>> = {}) =>
      statusOf(await exchange(server().port, upgradeRequest(path, { Host: host, ...headers }), headIsComplete))
    const plain = { Upgrade: '', Connection: 'close' }
    const service = '/voice-live/realtime?api-version=2026-07-15&model=gpt-4o&api-key=any'
    const routes = [
      '/',
      '/health',
      '/ready',
      '/status',
      '/access',
      '/nope',
      '/assets/nope.js',
      service,
      `${service.split('?')[0]}/calls`,
    ]

    test('by a name that is not this machine are refused on every route, for a name server can point any name here', async () => {
      const foreign = [
        'evil.example',
        'localhost.evil.example',
        '127.0.0.1.evil.example',
        'evil.example:80',
        '10.0.0.1',
      ]
      for (const host of foreign) {
        const refused = await Promise.all(routes.map((path) => ask(path, host, plain)))
        expect([host, ...refused]).toEqual([host, ...routes.map(() => 403)])
        for (const path of ['/ws', service])
          expect([host, path, await ask(path, host, { Origin: `http://${host}` })]).toEqual([host, path, 403])
      }
      // Some runtimes refuse such a header themselves.
      for (const host of ['localhost@evil.example', 'localhost/evil', 'evil.example, localhost', 'localhost evil'])
        expect([host, await ask('/status', host, plain)]).not.toEqual([host, 200])
      const told = await get(server().port, '/', { host: 'my.laptop.example:8080' })
      expect(told.body.toString()).toContain('ALLOWED_HOSTS=my.laptop.example ')
    })

    test('by every name of this machine are answered, and by those that the operator added', async () => {
      const own = ['localhost', 'LOCALHOST:1234', 'localhost.', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:8080']
      for (const host of [...own, 'Voice.Example:443', 'voice.example.']) {
        const answers = await Promise.all(routes.map((path) => ask(path, host, plain)))
        expect([host, answers.filter((status) => status === 403 || status === 0)]).toEqual([host, []])
        for (const path of ['/ws', service]) expect([host, path, await ask(path, host)]).toEqual([host, path, 101])
      }
    })

    test('leave a connection open for longer than a load balancer does, where the runtime says for how long', async () => {
      const { 'keep-alive': kept = 'timeout=75' } = (await get(server().port, '/health')).headers
      expect(Number(/timeout=(\d+)/.exec(String(kept))?.[1])).toBeGreaterThan(60)
    })

    test('by HEAD get the same head and no body', async () => {
      const head = await get(server().port, '/', {}, 'HEAD')
      expect(head.status).toBe(200)
      expect(head.headers.etag).toBeDefined()
      expect(head.body).toHaveLength(0)
    })
  })
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
