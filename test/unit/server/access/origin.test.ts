/** Which page counts as a page of this site, straight and behind proxies. */

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createAccess } from '../../../../server/access/access.ts'
import { isSameOrigin } from '../../../../server/access/origin.ts'

const judge = async (origin: string, headers: Record<string, string>, behindProxy: boolean): Promise<boolean> => {
  const app = new Hono().get('/ws', (c) => c.json(isSameOrigin(c, origin, behindProxy)))
  return (await app.request('/ws', { headers })).json()
}

const host = 'voice.example'

test.each<[string, string, Record<string, string>]>([
  ['the same text', 'http://voice.example:8080', { host: 'voice.example:8080' }],
  ['the port of http left out of the origin', 'http://voice.example', { host: 'voice.example:80' }],
  ['the port of https left out of the origin', 'https://voice.example', { host: 'voice.example:443' }],
  ['the port of https left out of the host', 'https://voice.example:443', { host }],
  ['another case', 'HTTPS://Voice.EXAMPLE', { host: 'VOICE.example' }],
  ['a trailing dot in the host', 'https://voice.example', { host: 'voice.example.' }],
  ['a trailing dot in the origin', 'https://voice.example.', { host }],
  ['IPv6', 'http://[::1]:8080', { host: '[::1]:8080' }],
])('one site, straight and behind a proxy: %s', async (_name, origin, headers) => {
  expect(await judge(origin, headers, false)).toBe(true)
  expect(await judge(origin, headers, true)).toBe(true)
})

test.each<[string, string, Record<string, string>]>([
  ['the host of the upstream', 'https://voice.example', { host: '10.0.0.4:8080', 'x-forwarded-host': host }],
  ['two proxies', 'https://voice.example', { host: 'app', 'x-forwarded-host': `inner, ${host}` }],
  ['a port that the proxy left out', 'https://voice.example:8443', { host }],
  ['a port left out of X-Forwarded-Host', 'https://voice.example:8443', { host: 'app', 'x-forwarded-host': host }],
  ['the port behind the TLS', 'https://voice.example', { host: 'voice.example:80' }],
  [
    'a proxy that names TLS as such',
    'https://voice.example',
    { host: 'a', 'x-forwarded-host': host, 'x-forwarded-proto': 'wss' },
  ],
])('one site behind a proxy of ours, two without: %s', async (_name, origin, headers) => {
  expect(await judge(origin, headers, true)).toBe(true)
  expect(await judge(origin, headers, false)).toBe(false)
})

test.each<[string, string, Record<string, string>]>([
  ['a sandboxed frame or a file', 'null', { host: 'null' }],
  ['nothing', '', { host }],
  ['an extension of the browser', 'chrome-extension://voice.example', { host }],
  ['another name', 'https://evil.example', { host }],
  ['a longer name', 'https://voice.example.evil.example', { host }],
  ['a name with a user before it', 'https://voice.example@evil.example', { host }],
  ['two origins', 'https://voice.example, https://evil.example', { host }],
  ['another port', 'http://voice.example:3000', { host: 'voice.example:8080' }],
  [
    'what the sender claims that a proxy said',
    'https://evil.example',
    { host, 'x-forwarded-host': `evil.example, ${host}` },
  ],
  ['an open page beside an encrypted one', 'http://voice.example', { host, 'x-forwarded-proto': 'https' }],
])('two sites, behind a proxy too: %s', async (_name, origin, headers) => {
  expect(await judge(origin, headers, true)).toBe(false)
})

test.each<[string, string, Record<string, string>]>([
  ['another port where the host has that of its scheme', 'http://voice.example:3000', { host }],
  ['a claim of a proxy that is not there', 'https://evil.example', { host, 'x-forwarded-host': 'evil.example' }],
])('two sites without a proxy: %s', async (_name, origin, headers) => {
  expect(await judge(origin, headers, false)).toBe(false)
})

test('a refusal is logged with all that was compared, and nothing else is', async () => {
  const lines: unknown[] = []
  const access = createAccess({
    policy: { type: 'open' },
    peer: () => '203.0.113.7',
    behindProxy: true,
    log: (...line) => lines.push(line),
    nowMs: () => 0,
  })
  const app = new Hono().get('/ws', (c) => c.json(access.isSameSite(c)))
  const forwarded = { host: 'app', 'x-forwarded-host': host }
  await app.request('/ws', { headers: { ...forwarded, origin: 'https://voice.example' } })
  await app.request('/ws', { headers: forwarded })
  expect(lines).toEqual([])
  await app.request('/ws', { headers: { ...forwarded, origin: 'https://evil.example' } })
  const compared = { origin: 'https://evil.example', host: 'app', forwardedHost: host, behindProxy: true }
  expect(lines).toEqual([['warn', 'origin refused', compared]])
})
