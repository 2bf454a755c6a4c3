import { randomBytes, scryptSync } from 'node:crypto'
import { Hono } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import { type AccessPolicy, createAccess } from '../../../../server/access/access.ts'
import { networkOf } from '../../../../server/access/address.ts'
import { isCode, parseCodeHash } from '../../../../server/access/code.ts'
import { createLockout, FREE_TRIES } from '../../../../server/access/lockout.ts'
import { TICKET_SECONDS } from '../../../../server/access/ticket.ts'
import { deferred } from '../../../contract/deferred.ts'

const hashOf = (code: string): string => {
  const salt = randomBytes(16)
  const key = scryptSync(code, salt, 32, { N: 16_384, r: 8, p: 1 })
  return `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`
}

const parsed = (text: string) => {
  const hash = parseCodeHash(text)
  if (!hash) throw new Error('no hash')
  return hash
}

const code = 'abcd-efgh-jkmn-pqrs'
const codePolicy: AccessPolicy = { type: 'code', codeHash: parsed(hashOf(code)), ticketKey: 'k'.repeat(32) }

/** As late as the real comparison, which has tests of its own below and of the whole way in the contract, and without its cost. */
const isRight = async (typed: string): Promise<boolean> => {
  await new Promise(setImmediate)
  return typed.trim().toLowerCase() === code
}

const accessWith = (policy: AccessPolicy, nowMs = () => 0) =>
  createAccess({ policy, peer: () => '203.0.113.7', behindProxy: false, log: () => {}, nowMs, isRight })

const post = (access: ReturnType<typeof accessWith>, body: unknown, headers: Record<string, string> = {}) =>
  access.routes.request('/access', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const stateOf = async (access: ReturnType<typeof accessWith>, headers: Record<string, string> = {}) =>
  (await access.routes.request('/access', { headers })).json()

const ticketOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('access by code', () => {
  test('the right code is exchanged for a cookie that opens the door', async () => {
    const access = accessWith(codePolicy)
    expect(await stateOf(access)).toEqual({ access: 'code', offers: null, emulated: false })
    const response = await post(access, { code: ` ${code.toUpperCase()} ` })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/)
    expect(response.headers.get('set-cookie')).toMatch(/SameSite=Strict/)
    expect(await stateOf(access, { cookie: ticketOf(response) })).toEqual({
      access: 'granted',
      offers: null,
      emulated: false,
    })
  })

  test('what may be chosen is told to those who are let in, and to nobody else', async () => {
    const offers = { voice: null, language: null, rate: { labels: 'Slow', initial: null } }
    const access = createAccess({
      policy: codePolicy,
      peer: () => '203.0.113.7',
      behindProxy: false,
      log: () => {},
      nowMs: () => 0,
      offers,
    })
    expect(await stateOf(access)).toEqual({ access: 'code', offers: null, emulated: false })
    const cookie = ticketOf(await post(access, { code }))
    expect(await stateOf(access, { cookie })).toEqual({ access: 'granted', offers, emulated: false })
  })

  test('the cookie is for encrypted connections only where there is one', async () => {
    const access = accessWith(codePolicy)
    const request = { method: 'POST', body: JSON.stringify({ code }) }
    const plain = await access.routes.request('http://host/access', request)
    expect(plain.headers.get('set-cookie')).not.toMatch(/Secure/)
    const behind = async (proto: string) => {
      const given = await access.routes.request('http://host/access', {
        ...request,
        headers: { 'x-forwarded-proto': proto },
      })
      return /Secure/.test(given.headers.get('set-cookie') ?? '')
    }
    // What the trusted proxy wrote is the last entry.
    for (const proto of ['https', 'HTTPS', 'https, https', 'http,https', 'http, https '])
      expect([proto, await behind(proto)]).toEqual([proto, true])
    for (const proto of ['http', '', 'https, http', 'httpsx', 'xhttps'])
      expect([proto, await behind(proto)]).toEqual([proto, false])
  })

  test.each([
    ['its own', codePolicy.ticketKey, true],
    ['a foreign', 'x'.repeat(32), false],
  ])('a browser that gives the code again with %s ticket is who it was: %s', async (_whose, ticketKey, isSame) => {
    const first = ticketOf(await post(accessWith({ ...codePolicy, ticketKey }), { code }))
    const access = accessWith(codePolicy)
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
    const again = ticketOf(await post(access, { code }, { cookie: first }))
    vi.useRealTimers()
    const app = new Hono().get('/', (c) => c.text(access.accessId(c)))
    const idOf = async (cookie: string) => (await app.request('/', { headers: { cookie } })).text()
    expect(again).not.toBe(first)
    expect((await idOf(again)) === (await idOf(first))).toBe(isSame)
    expect(await idOf(again)).toMatch(/^[\da-f-]{36}$/)
    expect(await stateOf(access, { cookie: again })).toMatchObject({ access: 'granted' })
  })

  test('a forged, a foreign and an expired ticket are none', async () => {
    const access = accessWith(codePolicy)
    const ticket = ticketOf(await post(access, { code }))
    const forged = ticket.replace(/=\d/, (digit) => (digit === '=9' ? '=8' : '=9'))
    const foreign = accessWith({ ...codePolicy, ticketKey: 'x'.repeat(32) })
    expect(await stateOf(access, { cookie: forged })).toEqual({ access: 'code', offers: null, emulated: false })
    expect(await stateOf(foreign, { cookie: ticket })).toEqual({ access: 'code', offers: null, emulated: false })
    vi.useFakeTimers({ now: Date.now() + (TICKET_SECONDS + 1) * 1000 })
    expect(await stateOf(access, { cookie: ticket })).toEqual({ access: 'code', offers: null, emulated: false })
    vi.useRealTimers()
  })

  test.each([
    ['another site', 'https://evil.example', 403],
    ['a sandboxed frame', 'null', 403],
    ['this site', 'http://voice.example', 204],
    ['a client that is no browser', undefined, 204],
  ])('codes that a page of %s posts: they lock nobody out but those of this site', async (_whose, origin, status) => {
    const access = accessWith(codePolicy)
    const send = (text: string) =>
      access.routes.request('http://voice.example/access', {
        method: 'POST',
        body: JSON.stringify({ code: text }),
        headers: { host: 'voice.example', ...(origin === undefined ? {} : { origin }) },
      })
    expect((await send(code)).status).toBe(status)
    if (status === 403)
      for (let tries = 0; tries <= FREE_TRIES; tries += 1) expect((await send('wrong')).status).toBe(403)
    expect((await post(access, { code })).status).toBe(204)
  })

  test('wrong codes are refused, then locked out, then let in again', async () => {
    let nowMs = 0
    const access = accessWith(codePolicy, () => nowMs)
    for (let tries = 0; tries < FREE_TRIES; tries += 1) expect((await post(access, { code: 'wrong' })).status).toBe(401)
    const locked = await post(access, { code })
    expect(locked.status).toBe(429)
    expect(locked.headers.get('retry-after')).toBe('60')
    nowMs = 60_000
    expect((await post(access, { code })).status).toBe(204)
  })

  test('a body that is said to be too large is refused before a byte of it is read', async () => {
    const access = accessWith(codePolicy)
    const pull = vi.fn()
    const response = await access.routes.request('/access', {
      method: 'POST',
      headers: { 'content-length': '2000' },
      body: new ReadableStream({ pull }, { highWaterMark: 0 }),
      duplex: 'half',
    } as RequestInit)
    expect([response.status, pull.mock.calls.length]).toEqual([413, 0])
  })

  test('what is no code is refused without being checked', async () => {
    const access = accessWith(codePolicy)
    expect((await post(access, 'not json')).status).toBe(400)
    expect((await post(access, { code: 7 })).status).toBe(400)
    expect((await post(access, { code, more: 1 })).status).toBe(400)
    expect((await post(access, { code: 'x'.repeat(2000) })).status).toBe(413)
    expect((await post(access, 'é'.repeat(600))).status).toBe(413)
  })

  test('guesses that come at once are counted one after the other', async () => {
    const access = accessWith(codePolicy)
    const statuses = await Promise.all(
      Array.from({ length: 30 }, async () => (await post(access, { code: 'wrong' })).status),
    )
    expect(statuses.filter((status) => status === 401)).toHaveLength(FREE_TRIES)
    expect(statuses.filter((status) => status === 429)).toHaveLength(30 - FREE_TRIES)
  })

  test('a body that takes its time does not get round the lock', async () => {
    const access = accessWith(codePolicy)
    const gates = Array.from({ length: 20 }, () => deferred<void>())
    const slow = gates.map(({ promise }) => {
      const body = new ReadableStream({
        start: async (controller) => {
          await promise
          controller.enqueue(new TextEncoder().encode('{"code":"wrong"}'))
          controller.close()
        },
      })
      return access.routes.request('/access', { method: 'POST', body, duplex: 'half' } as RequestInit)
    })
    for (const { resolve } of gates) resolve()
    const statuses = (await Promise.all(slow)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(FREE_TRIES)
  })

  test('a class that types the right code at once is let in', async () => {
    const access = accessWith(codePolicy)
    const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await post(access, { code })).status))
    expect(statuses.filter((status) => status !== 204)).toEqual([])
  })

  test('a sender who gives up in the middle is no failure of the server', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) })
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect((await accessWith(codePolicy).routes.request('/access', init)).status).toBe(400)
  })
})

test('sign-in: only a request that the platform vouches for is let in', async () => {
  const access = accessWith({ type: 'sign-in' })
  expect(await stateOf(access)).toEqual({ access: 'sign-in', offers: null, emulated: false })
  expect(await stateOf(access, { 'x-ms-client-principal-id': 'somebody' })).toEqual({
    access: 'granted',
    offers: null,
    emulated: false,
  })
  expect((await post(access, { code })).status).toBe(404)
})

test('open: everybody is let in', async () => {
  expect(await stateOf(accessWith({ type: 'open' }))).toEqual({ access: 'granted', offers: null, emulated: false })
})

test('isCode knows the code of its hash and no other', async () => {
  expect(await isCode('abcd', parsed(hashOf('abcd')))).toBe(true)
  expect(await isCode('abce', parsed(hashOf('abcd')))).toBe(false)
})

const madeBefore = parsed(hashOf('abcd-efgh-jkmn-pqrs'))
const ofOnesOwn = parsed(hashOf('open sesame-2'))
test.each([
  'abcd-efgh-jkmn-pqrs',
  ' ABCD-EFGH-JKMN-PQRS\n',
  'abcdefghjkmnpqrs',
  'abcd efgh jkmn pqrs',
  'abcd – efgh — jkmn‑pqrs',
  '-abcd--efgh-jkmn-pqrs-',
  'ab cd\u00a0efgh\u200b\tjkmnpqrs',
  'abcd_efgh_jkmn_pqrs',
  'abcd\u2212efgh\uff0djkmn\u3000pqrs',
])('isCode forgives dashes and blanks: %j', async (typed) => {
  expect(await isCode(typed, madeBefore)).toBe(true)
  expect(await isCode(typed, ofOnesOwn)).toBe(false)
})

test.each(['abcd-efgh-jkmn-pqr', 'abcd-efgh-jkmn-pqrss', 'abdc-efgh-jkmn-pqrs', '----', ' '])(
  'isCode forgives nothing else: %j',
  async (typed) => {
    expect(await isCode(typed, madeBefore)).toBe(false)
  },
)

test("a code of one's own works as it was hashed", async () => {
  expect(await isCode('Open Sesame-2 ', ofOnesOwn)).toBe(true)
})

test.each(['', 'scrypt:', 'scrypt:abc:def', 'sha256:aaaaaaaaaaaaaaaaaaaaaa:bbbb'])(
  'parseCodeHash refuses %j',
  (text) => {
    expect(parseCodeHash(text)).toBeUndefined()
  },
)

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:50123', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['[2001:db8:1:2:3:4:5:6]:443', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('networkOf(%s) is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test.each([
  [true, '203.0.113.7'],
  [false, '10.0.0.1'],
])('behind a proxy of ours: %s; the address that counts is %s', async (behindProxy, address) => {
  const policy = { type: 'open' } as const
  const access = createAccess({ policy, peer: () => '10.0.0.1', behindProxy, log: () => {}, nowMs: () => 0 })
  access.routes.get('/who', (c) => c.text(access.address(c)))
  const response = await access.routes.request('/who', {
    headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7:1234' },
  })
  expect(await response.text()).toBe(address)
})

describe('createLockout', () => {
  test('each wrong code beyond the free ones doubles the lock, up to a quarter of an hour', () => {
    const lockout = createLockout(() => 0)
    for (let tries = 1; tries < FREE_TRIES; tries += 1) lockout.failed('a')
    expect(lockout.lockedForMs('a')).toBe(0)
    const locks = Array.from({ length: 6 }, () => {
      lockout.failed('a')
      return lockout.lockedForMs('a') / 60_000
    })
    expect(locks).toEqual([1, 2, 4, 8, 15, 15])
    expect(lockout.lockedForMs('b')).toBe(0)
  })

  test('ten thousand other addresses push the oldest out, and no more is kept', () => {
    const lockout = createLockout(() => 0)
    for (let tries = 0; tries < FREE_TRIES; tries += 1) lockout.failed('oldest')
    for (let other = 0; other < 9_999; other += 1) lockout.failed(`other ${other}`)
    expect(lockout.lockedForMs('oldest')).toBeGreaterThan(0)
    lockout.failed('one more')
    expect(lockout.lockedForMs('oldest')).toBe(0)
  })
})
