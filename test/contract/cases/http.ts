/** Plain requests: the page and its files, health, status, and addresses that do not exist. */

import { createHash } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
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
      expect(page.body.toString()).toMatch(/^<!doctype html>/i)
    })

    test('serve every file that the page names, for ever, and in each encoding the same bytes', async () => {
      const { port } = server()
      const html = (await get(port, '/')).body.toString()
      const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].flatMap((match) => match[1] ?? [])
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
      expect((await get(port, '/assets/../server/config.ts')).status).toBe(404)
      expect((await get(port, '/%2e%2e/package.json')).status).toBe(404)
      expect((await get(port, '/', {}, 'POST')).status).toBe(404)
      expect((await get(port, '/ws')).status).toBe(426)
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
