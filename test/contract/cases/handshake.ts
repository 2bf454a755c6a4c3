/** Opening a WebSocket, rightly and wrongly: nobody can end the process by a request. */

import { describe, expect, test } from 'vitest'
import { openPage } from '../page.ts'
import { exchange, headIsComplete, statusOf, textFrame, upgradeRequest } from '../raw.ts'
import type { Server } from '../runtimes.ts'

export function handshakeCases(server: () => Server): void {
  describe('handshakes', () => {
    const isAlive = async () => (await fetch(`${server().http}/health`)).status === 200
    const answered = async (request: string) => {
      const status = statusOf(await exchange(server().port, request, headIsComplete))
      expect(await isAlive()).toBe(true)
      return status
    }

    test('succeed, and the server speaks first', async () => {
      const page = openPage(server().ws)
      expect(await page.next('hello')).toEqual({
        type: 'hello',
        protocol: 4,
        emulated: true,
        frameMs: 40,
        textMaxLength: 4000,
      })
      page.socket.terminate()
    })

    test('choose no subprotocol when none is offered', async () => {
      const answer = await exchange(server().port, upgradeRequest('/ws'), headIsComplete)
      expect(statusOf(answer)).toBe(101)
      expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol')
    })

    test('survive a client that offers subprotocols', async () => {
      for (const offer of ['v1', 'v1, v2', 'v1,v2', 'v1, v2 ,']) {
        const request = upgradeRequest('/ws', { 'Sec-WebSocket-Protocol': offer })
        expect([101, 400]).toContain(statusOf(await exchange(server().port, request, headIsComplete)))
      }
      expect(await isAlive()).toBe(true)
    })

    test('lose nothing that is sent together with the request', async () => {
      const early = Buffer.concat([
        Buffer.from(upgradeRequest('/ws')),
        textFrame('{"type":"session.start"}'),
        textFrame('{"type":"nonsense"}'),
      ])
      const answer = await exchange(server().port, early, (text) => text.includes('session.ready'))
      expect(answer).toContain('"code":"bad_message"')
      expect(answer).toContain('session.ready')
    })

    test('from a page of another site are refused, from this site and from no site taken', async () => {
      const from = (origin: string) => upgradeRequest('/ws', { Origin: origin })
      expect(await answered(from('https://evil.example'))).toBe(403)
      expect(await answered(from('null'))).toBe(403)
      expect(await answered(from('http://localhost:1'))).toBe(403)
      expect(statusOf(await exchange(server().port, from('http://localhost'), headIsComplete))).toBe(101)
    })

    test('that ask for an upgrade by half of its headers are no failure of the server', async () => {
      const service = '/voice-live/realtime?api-version=2026-07-15&model=gpt-4o&api-key=any'
      const halves = [{ Connection: '' }, { Connection: 'close' }, { Connection: 'keep-alive' }, { Upgrade: '' }]
      for (const path of ['/ws', service])
        for (const half of halves)
          expect([path, half, await answered(upgradeRequest(path, half))]).toEqual([path, half, 426])
    })

    test('elsewhere than /ws are refused: also GET //, which ended the process of an older adapter', async () => {
      expect(await answered(upgradeRequest('//'))).toBeGreaterThanOrEqual(400)
      expect(await answered(upgradeRequest('/nope'))).toBe(404)
      expect(await answered(upgradeRequest('/'))).toBeGreaterThanOrEqual(200)
      expect(await answered(upgradeRequest('http://localhost//'))).toBeGreaterThanOrEqual(400)
    })

    test('that are none are refused', async () => {
      const wrong = [
        upgradeRequest('/ws', { 'Sec-WebSocket-Key': '' }),
        upgradeRequest('/ws', { Upgrade: 'h2c' }),
        upgradeRequest('/ws', { Upgrade: '', Connection: '' }),
      ]
      for (const request of wrong) expect(await answered(request)).toBeGreaterThanOrEqual(400)
    })

    test('that one runtime takes and another refuses are answered at least', async () => {
      const odd = [
        upgradeRequest('/ws', { 'Sec-WebSocket-Key': 'short' }),
        upgradeRequest('/ws', { 'Sec-WebSocket-Version': '7' }),
        upgradeRequest('/ws', { Upgrade: 'WebSocket' }),
      ]
      for (const request of odd) expect([101, 400, 426]).toContain(await answered(request))
    })

    test('that are garbage are survived', async () => {
      await exchange(server().port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n')
      await exchange(server().port, 'GET /ws HTTP/9.9\r\n\r\n')
      await exchange(server().port, `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(await isAlive()).toBe(true)
    })
  })
}
