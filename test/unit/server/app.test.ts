/** The routes, without a network: what each address answers, and with which headers. */

import type { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../../server/app.ts'
import type { Asset } from '../../../server/assets.ts'
import type { Calls } from '../../../server/relay/calls.ts'
import { openAccess } from '../../support/access.ts'

const page: Asset = {
  type: 'text/html',
  cacheControl: 'no-cache',
  bodies: { identity: { bytes: new TextEncoder().encode('<p>page'), etag: '"1"' } },
}

const build = ({ draining = false, extend = (_app: Hono) => {} } = {}) => {
  const lines: string[] = []
  const calls: Calls = {
    open: () => undefined,
    drain: async () => {},
    active: () => 3,
    draining: () => draining,
    totals: () => ({ calls: 9, refused: 1, framesIn: 2, framesOut: 4 }),
  }
  const app = createApp({
    upgradeWebSocket: (() => async (_c: unknown, next: () => Promise<void>) => next()) as never,
    access: openAccess(),
    calls,
    ready: async () => ({ ready: true }),
    assets: new Map([['/', page]]),
    revision: 'abc123',
    status: { service: 'emulator', model: 'gpt-realtime' },
    log: (_level, event) => lines.push(event),
    extend,
  })
  return { app, lines }
}

describe('createApp', () => {
  test('serves the page under a policy that trusts this site only', async () => {
    const response = await build().app.request('/')
    expect(await response.text()).toBe('<p>page')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('permissions-policy')).toContain('microphone=(self)')
  })

  test('says that it is healthy, until it drains', async () => {
    expect((await build().app.request('/health')).status).toBe(200)
    expect(await (await build().app.request('/health')).json()).toEqual({ status: 'ok', revision: 'abc123' })
    expect((await build({ draining: true }).app.request('/health')).status).toBe(503)
  })

  test('tells its status with the calls', async () => {
    const response = await build().app.request('/status')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      service: 'emulator',
      model: 'gpt-realtime',
      draining: false,
      activeCalls: 3,
      totals: { calls: 9, refused: 1, framesIn: 2, framesOut: 4 },
    })
  })

  test('answers 404 to what it does not have, whatever the method', async () => {
    expect((await build().app.request('/nope')).status).toBe(404)
    expect((await build().app.request('http://x//')).status).toBe(404)
    expect((await build().app.request('/', { method: 'POST' })).status).toBe(404)
  })

  test('refuses a page of another site, before any upgrade', async () => {
    const ask = (headers: Record<string, string>) => build().app.request('/ws', { headers })
    expect((await ask({ origin: 'https://evil.example', host: 'good.example' })).status).toBe(403)
    expect((await ask({ origin: 'null', host: 'good.example' })).status).toBe(403)
    expect((await ask({ origin: 'https://good.example', host: 'good.example' })).status).toBe(426)
    expect((await ask({ host: 'good.example' })).status).toBe(426)
  })

  test('logs a route that throws, and says so without details', async () => {
    const { app, lines } = build({
      extend: (routes) =>
        void routes.get('/broken', () => {
          throw new Error('secret detail')
        }),
    })
    const response = await app.request('/broken')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret detail')
    expect(lines).toEqual(['request failed'])
  })
})
