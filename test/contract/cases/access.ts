/** The page is no open tap: who comes without a ticket, too often or for too long is refused, each with its code. */

import { createHmac, scryptSync } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { FREE_TRIES } from '../../../server/access/lockout.ts'
import { closeCodes } from '../../../shared/errors.ts'
import { openPage, type Page } from '../page.ts'
import { exchange, headIsComplete, statusOf, upgradeRequest } from '../raw.ts'
import { type Runtime, run } from '../runtimes.ts'
import { sharedServer } from './fixture.ts'

const CODE = 'abcd-efgh-jkmn-pqrs'
const SALT = 'c2FsdCBvZiBhIHRlc3Q'
const key = scryptSync(CODE, Buffer.from(SALT, 'base64url'), 32, { N: 16_384, r: 8, p: 1 })
const settings = { ACCESS_CODE_HASH: `scrypt:${SALT}:${key.toString('base64url')}`, TICKET_SECRET: 's'.repeat(40) }

/** A ticket as the server signs it: the value, a dot, and its HMAC, escaped. */
function ticket(expiresInSeconds: number, secret = settings.TICKET_SECRET): string {
  const value = String(Math.floor(Date.now() / 1000) + expiresInSeconds)
  const signature = createHmac('sha256', `${secret}.${settings.ACCESS_CODE_HASH}`).update(value).digest('base64')
  return `voice_ticket=${encodeURIComponent(`${value}.${signature}`)}`
}

export function accessCases(runtime: Runtime): void {
  describe('a page behind an access code and a proxy', () => {
    const server = sharedServer(runtime, {
      ...settings,
      BEHIND_PROXY: 'true',
      MAX_SESSIONS_PER_ADDRESS: '2',
      RESUME_SECONDS: '30',
    })
    const pages: Page[] = []
    afterEach(() => {
      for (const page of pages.splice(0)) page.socket.terminate()
    })

    const knock = async (headers: Readonly<Record<string, string>>) =>
      statusOf(await exchange(server().port, upgradeRequest('/ws', headers), headIsComplete))
    const give = (code: string, address: string) =>
      fetch(`${server().http}/access`, {
        method: 'POST',
        headers: { 'x-forwarded-for': address },
        body: JSON.stringify({ code }),
      })
    const open = (forwarded: string, cookie = ticket(60)): Page => {
      const page = openPage(server().ws, { cookie, 'x-forwarded-for': forwarded })
      pages.push(page)
      return page
    }
    const ticketFrom = async (response: Promise<Response>) =>
      (await response).headers.get('set-cookie')?.split(';')[0] ?? ''
    const openCall = async (cookie: string) => {
      const page = open('203.0.113.1', cookie)
      await page.next('hello')
      page.say({ type: 'session.start' })
      return { page, ticket: (await page.next('session.ready')).ticket }
    }

    // Of all calls of this server this is the first.
    test('goes on with its call when it comes back before it is known to be gone, and counts once', async () => {
      const cookie = await ticketFrom(give(CODE, '203.0.113.1'))
      const { page, ticket } = await openCall(cookie)
      const back = open('203.0.113.1', cookie)
      await back.next('hello')
      back.say({ type: 'session.resume', ticket, received: page.heard.length })
      await back.next('session.resumed')
      expect(await page.closed).toEqual({ code: closeCodes.normal, reason: 'resumed elsewhere' })
      back.say({ type: 'text.send', text: 'what is two plus two' })
      expect((await back.next('answer.done')).text).toContain('4')
      const { activeCalls, totals } = await (await fetch(`${server().http}/status`)).json()
      expect([activeCalls, totals.calls]).toEqual([1, 1])
      expect(server().output()).not.toContain('call ended')
      back.say({ type: 'session.stop' })
      await back.closed
    })

    test('finds its call again from another network, but no other access finds it', async () => {
      const [own, other] = [await ticketFrom(give(CODE, '203.0.113.1')), await ticketFrom(give(CODE, '203.0.113.1'))]
      const { page, ticket } = await openCall(own)
      page.socket.terminate()
      const thief = open('203.0.113.1', other)
      await thief.next('hello')
      thief.say({ type: 'session.resume', ticket, received: null })
      expect(await thief.next('error')).toMatchObject({ code: 'resume_expired', fatal: true })
      expect((await thief.closed).code).toBe(closeCodes.policy)
      const back = open('198.51.100.9', own)
      await back.next('hello')
      back.say({ type: 'session.resume', ticket, received: page.heard.length })
      await back.next('session.resumed')
      back.say({ type: 'session.stop' })
      expect(await back.closed).toEqual({ code: closeCodes.normal, reason: 'stopped' })
    })

    test('lets a ticket in, and nobody without one', async () => {
      expect(await knock({ Cookie: ticket(60) })).toBe(101)
      expect(await knock({})).toBe(401)
      expect(await knock({ Cookie: 'voice_ticket=' })).toBe(401)
    })

    test('refuses a ticket that somebody else signed, or that was changed, or that has expired', async () => {
      expect(await knock({ Cookie: ticket(60, 'x'.repeat(40)) })).toBe(401)
      expect(await knock({ Cookie: ticket(60).replace(/=\d/, '=9') })).toBe(401)
      expect(await knock({ Cookie: ticket(-1) })).toBe(401)
    })

    test('refuses a page of another site whatever ticket it brings', async () => {
      expect(await knock({ Cookie: ticket(60), Origin: 'https://evil.example' })).toBe(403)
      expect(await knock({ Cookie: ticket(60), Origin: 'http://localhost' })).toBe(101)
    })

    test.each([
      ['of the upstream', { Host: '127.0.0.1:8080', 'X-Forwarded-Host': 'voice.example' }, 'https://voice.example'],
      ['with the port of the scheme', { Host: 'voice.example:443' }, 'https://voice.example'],
      ['without its port', { Host: 'voice.example' }, 'https://voice.example:8443'],
      ['of another case', { Host: 'Voice.Example.', 'X-Forwarded-Proto': 'wss' }, 'https://voice.example'],
    ])('takes a page of this site by a Host %s', async (_how, headers, origin) => {
      expect(await knock({ Cookie: ticket(60), ...headers, Origin: origin })).toBe(101)
      expect(await knock({ Cookie: ticket(60), ...headers, Origin: 'https://evil.example' })).toBe(403)
      expect(await knock({ Cookie: ticket(60), ...headers, Origin: 'null' })).toBe(403)
      expect(server().output()).toMatch(/"origin refused","origin":"https:\/\/evil.example"/)
    })

    test('exchanges the code for a ticket that a script cannot read', async () => {
      const response = await give(CODE, '203.0.113.1')
      expect(response.status).toBe(204)
      const cookie = response.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/HttpOnly/)
      expect(await knock({ Cookie: cookie.split(';')[0] ?? '' })).toBe(101)
    })

    test('takes no body that is none, and does not count it as a guess', async () => {
      const post = async (body: string, headers = `Content-Length: ${Buffer.byteLength(body)}`) =>
        statusOf(
          await exchange(
            server().port,
            `POST /access HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n${headers}\r\n\r\n${body}`,
            headIsComplete,
          ),
        )
      const long = JSON.stringify({ code: 'x'.repeat(2_000) })
      expect(await post(long)).toBe(413)
      expect(await post(`${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked')).toBe(413)
      expect(await post('x'.repeat(100), 'Content-Length: 1000000')).toBe(413)
      for (const body of [
        '',
        '{',
        '{"code":',
        'null',
        '[]',
        '"x"',
        '{"code":{}}',
        '\u0000',
        '{"__proto__":{"code":"x"}}',
      ])
        expect([body, await post(body)]).toEqual([body, 400])
      expect((await give(CODE, '203.0.113.9')).status).toBe(204)
      expect(server().output()).not.toMatch(/request failed|Exception/)
    })

    test('evaluates no more guesses at once than one after the other', async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => give('wrong', '203.0.113.10')))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 401)).toHaveLength(FREE_TRIES)
      expect(statuses.filter((status) => status === 429)).toHaveLength(100 - FREE_TRIES)
    })

    test('locks an address out after many wrong codes, and no other', async () => {
      for (let tries = 0; tries < FREE_TRIES; tries += 1) expect((await give('wrong', '203.0.113.2')).status).toBe(401)
      const locked = await give(CODE, '203.0.113.2')
      expect(locked.status).toBe(429)
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
      // What the proxy wrote is the last entry; the sender cannot hide behind others.
      expect((await give(CODE, '203.0.113.3, 203.0.113.2')).status).toBe(429)
      expect((await give(CODE, '203.0.113.3')).status).toBe(204)
    })

    test('has room for so many sessions of one address, and still for another', async () => {
      for (const forwarded of ['203.0.113.4', '198.51.100.1, 203.0.113.4']) await open(forwarded).next('hello')
      const surplus = open('203.0.113.4')
      expect(await surplus.next('error')).toMatchObject({ code: 'busy_network', fatal: true })
      expect(await surplus.closed).toEqual({ code: closeCodes.capacity, reason: 'busy_network' })
      await open('203.0.113.5').next('hello')
    })
  })

  describe('a page on its own', () => {
    const server = sharedServer(runtime, { MAX_SESSIONS_PER_ADDRESS: '2' })

    test('does not believe a sender who claims to be somebody else', async () => {
      const pages = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((address) => ({ 'x-forwarded-for': address }))
      const [first, second] = pages.slice(0, 2).map((headers) => openPage(server().ws, headers))
      await Promise.all([first?.next('hello'), second?.next('hello')])
      const third = openPage(server().ws, pages[2])
      expect(await third.next('error')).toMatchObject({ code: 'busy_network' })
      for (const page of [first, second]) page?.say({ type: 'session.stop' })
      await Promise.all([first?.closed, second?.closed])
    })

    test('keeps its port for itself: another does not start there', async () => {
      const other = run(runtime, runtime.sources, { PORT: String(server().port) })
      expect((await other.exited).code).toBe(1)
      expect(other.output()).toMatch(new RegExp(`${server().port}.*set PORT`, 'i'))
    })

    // What is read is the same everywhere; that a mistake ends a process of each runtime is shown in `process`.
    if (runtime.name === 'Node')
      test('does not start where others can reach it, unless it is told who may', async () => {
        const running = run(runtime, runtime.sources, { PORT: '0', HOST: '0.0.0.0' })
        expect(await running.exited).toEqual({ code: 1, signal: null })
        expect(running.output()).toMatch(/^HOST=0\.0\.0\.0 lets other machines in.*ACCESS_CODE_HASH.*ACCESS=open/m)
      })
  })

  // The timers are the session's own, and the same everywhere.
  if (runtime.name === 'Node')
    describe('a session that nobody talks in', () => {
      const server = sharedServer(runtime, { IDLE_MINUTES: '0.01' })

      test('is warned, and ended', async () => {
        // The clock of silence runs from the page's first byte: on a busy machine the session may be ready after its warning.
        const page = openPage(server().ws)
        page.socket.once('open', () => page.say({ type: 'session.start' }))
        expect(await page.next('session.ending')).toMatchObject({ reason: 'idle', secondsLeft: 1 })
        expect(await page.next('error')).toMatchObject({ code: 'session_idle', fatal: true })
        expect(await page.closed).toEqual({ code: closeCodes.normal, reason: 'session_idle' })
      })
    })
}
