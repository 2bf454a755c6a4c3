/** Readiness: one proof for many askers, kept for a while, never while draining, and nothing told but a code. */

import { Hono } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import type { Proof } from '../../../server/probe.ts'
import { createReadiness, readyRoute } from '../../../server/ready.ts'

const good: Proof = { ok: true, model: 'gpt-realtime' }
const bad = (retryAfterSeconds?: number): Proof => ({
  ok: false,
  code: 'upstream_throttled',
  detail: 'what the service said',
  retryAfterSeconds,
})

function setUp(...proofs: Proof[]) {
  let nowMs = 1_000
  let draining = false
  const probe = vi.fn(async () => proofs.shift() ?? good)
  const logged: string[] = []
  const ready = createReadiness({
    probe,
    draining: () => draining,
    nowMs: () => nowMs,
    log: (level, event, fields) => logged.push(`${level} ${event} ${JSON.stringify(fields)}`),
  })
  const app = new Hono().get('/ready', readyRoute(ready))
  return {
    probe,
    ready,
    logged,
    ask: async () => await app.request('/ready'),
    pass: (ms: number) => {
      nowMs += ms
    },
    drain: () => {
      draining = true
    },
  }
}

describe('createReadiness', () => {
  test('makes one proof for any number of askers at once', async () => {
    const { probe, ready } = setUp()
    expect(await Promise.all([ready(), ready(), ready()])).toEqual(Array(3).fill({ ready: true }))
    expect(probe).toHaveBeenCalledTimes(1)
  })

  test('trusts a good proof for 30 seconds', async () => {
    const { probe, ready, pass } = setUp()
    await ready()
    pass(29_999)
    await ready()
    expect(probe).toHaveBeenCalledTimes(1)
    pass(1)
    await ready()
    expect(probe).toHaveBeenCalledTimes(2)
  })

  test('asks again five seconds after a bad one, and says so', async () => {
    const { probe, ready, pass, logged } = setUp(bad(), good)
    expect(await ready()).toEqual({ ready: false, code: 'upstream_throttled', retryAfterSeconds: 5 })
    pass(4_999)
    expect(await ready()).toEqual({ ready: false, code: 'upstream_throttled', retryAfterSeconds: 1 })
    expect(probe).toHaveBeenCalledTimes(1)
    pass(1)
    expect(await ready()).toEqual({ ready: true })
    expect(logged).toEqual(['warn not ready {"code":"upstream_throttled","detail":"what the service said"}'])
  })

  test.each([
    [20, 20],
    [1, 5],
    [3_600, 60],
  ])('is as patient as a service that asks for %i seconds: %i', async (asked, waited) => {
    const { probe, ready, pass } = setUp(bad(asked), good)
    expect(await ready()).toMatchObject({ retryAfterSeconds: waited })
    pass(waited * 1_000 - 1)
    await ready()
    expect(probe).toHaveBeenCalledTimes(1)
    pass(1)
    expect(await ready()).toEqual({ ready: true })
  })

  test('is not ready while draining, and makes no proof', async () => {
    const { probe, ready, drain } = setUp()
    drain()
    expect(await ready()).toMatchObject({ ready: false, code: 'draining' })
    expect(probe).not.toHaveBeenCalled()
  })
})

describe('GET /ready', () => {
  test('says 200 and nothing more', async () => {
    const response = await setUp().ask()
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }])
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('says 503 with a code and when to come back, not what the service said', async () => {
    const response = await setUp(bad(9)).ask()
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready', code: 'upstream_throttled' }])
    expect(response.headers.get('retry-after')).toBe('9')
  })
})
