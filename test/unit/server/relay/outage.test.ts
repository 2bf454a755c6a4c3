/** Twenty calls and a service that is away for a minute, on a virtual clock: how often it is dialled, and when each call is back. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import { startCall } from '../../../../server/relay/call.ts'
import { inTurn } from '../../../../server/upstream/in-turn.ts'
import type { Closure, ConnectUpstream, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { options } from '../session/drive.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

const CALLS = 20
const AWAY_FROM_MS = 120_000
const AWAY_MS = 60_000

/** How a service is away: it refuses at once, says nothing until the dial gives up, or lets even the dial wait. */
const ways: Readonly<Record<string, Readonly<{ afterMs: number; closure: Closure }>>> = {
  'refuses every connection': { afterMs: 20, closure: { kind: 'unreachable', detail: 'ECONNREFUSED' } },
  'is out of order': { afterMs: 80, closure: { kind: 'refused', status: 503, retryAfterSeconds: undefined } },
  'says nothing': { afterMs: 9_000, closure: { kind: 'timeout' } },
  'swallows all': { afterMs: Number.POSITIVE_INFINITY, closure: { kind: 'timeout' } },
}

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

async function outage(way: keyof typeof ways, seed: number, perMinute: number | undefined) {
  const random = seeded(seed)
  const dialsAtMs: number[] = []
  const open = new Set<(signal: UpstreamSignal) => void>()
  const isAway = () => Date.now() >= AWAY_FROM_MS && Date.now() < AWAY_FROM_MS + AWAY_MS
  const serve = (emit: (signal: UpstreamSignal) => void, event: object) =>
    open.has(emit) && emit({ type: 'event', event: parseServerEvent(JSON.stringify(event)) })
  const service: ConnectUpstream = (emit) => {
    dialsAtMs.push(Date.now())
    const { afterMs, closure } = ways[way] ?? { afterMs: 0, closure: { kind: 'timeout' } }
    open.add(emit)
    const end = (why: Closure) => {
      if (open.delete(emit)) emit({ type: 'closed', closure: why })
    }
    if (isAway()) {
      if (Number.isFinite(afterMs)) setTimeout(() => end(closure), afterMs)
    } else setTimeout(() => open.has(emit) && emit({ type: 'opened' }), 150)
    return {
      send: (json) => {
        if (json.toString().includes('"session.update"'))
          setTimeout(() => serve(emit, { type: 'session.updated', session: {} }), 250)
        return true
      },
      close: () => end({ kind: 'closed', code: 1000, reason: '' }),
    }
  }
  const connect = perMinute === undefined ? service : inTurn(service, { perMinute, clock: systemClock, random })
  const backAtMs: (number | undefined)[] = []
  const waiting = new Set<number>()
  const ended: string[] = []
  const calls = Array.from({ length: CALLS }, (_, index) => {
    const call = startCall({
      session: { ...options, call: `call-${index}`, seed: random(), limits: { idle: 3_600_000, limit: 3_600_000 } },
      page: {
        send: (data) => {
          const message: ServerMessage | undefined = typeof data === 'string' ? JSON.parse(data) : undefined
          if (message?.type === 'service.resumed') backAtMs[index] = Date.now() - AWAY_FROM_MS
          if (message?.type === 'service.waiting') waiting.add(index)
          if (message?.type === 'ping') setTimeout(() => call.onMessage(`{"type":"pong","nonce":${message.nonce}}`), 20)
          return true
        },
        close: (_code, reason) => ended.push(reason),
        acknowledge: () => [],
        resume: () => {},
      },
      connect,
      runTool: async () => ({ ok: true, output: '' }),
      log: () => {},
      clock: systemClock,
      onEnd: () => {},
    })
    setTimeout(() => call.onMessage('{"type":"session.start"}'), index * 1_000)
    return call
  })
  await vi.advanceTimersByTimeAsync(AWAY_FROM_MS)
  const before = dialsAtMs.length
  for (const emit of [...open]) {
    open.delete(emit)
    emit({ type: 'closed', closure: { kind: 'closed', code: 1006, reason: '' } })
  }
  await vi.advanceTimersByTimeAsync(AWAY_MS + 150_000)
  for (const call of calls) call.pageClosed()
  const dials = dialsAtMs.slice(before)
  const fullest = Math.max(...dialsAtMs.map((at) => dialsAtMs.filter((one) => one >= at && one < at + 60_000).length))
  const back = backAtMs.map((ms) => (ms ?? Number.POSITIVE_INFINITY) / 1000).sort((a, b) => a - b)
  return {
    before,
    dials: dials.length,
    fullest,
    back,
    waiting: waiting.size,
    ended: ended.filter((why) => why !== 'page closed'),
  }
}

describe.each(Object.keys(ways))('twenty calls and a service that %s for a minute', (way) => {
  test.each([1, 2, 3])('stay below 25 dials in any minute, and are all back soon after it (seed %i)', async (seed) => {
    const { before, dials, fullest, back, waiting, ended } = await outage(way, seed, 25)
    if (process.env.FIGURES)
      console.log(`${way}, seed ${seed}: ${dials} dials, at most ${fullest} a minute, back after ${back.join(' ')} s`)
    expect(before).toBe(CALLS)
    expect(ended).toEqual([])
    expect(fullest).toBeLessThanOrEqual(25)
    expect(back).toHaveLength(CALLS)
    expect(back[0]).toBeGreaterThan(AWAY_MS / 1000)
    // A dial that is left after ten seconds, and the longest pause behind it.
    expect(back[0]).toBeLessThan(AWAY_MS / 1000 + 10 + 12)
    expect(back.at(-1)).toBeLessThan(130)
    expect(waiting).toBeGreaterThanOrEqual(CALLS - 5)
    // One call tries for all: not each of them for itself.
    expect(dials).toBeLessThanOrEqual(CALLS + 20)
  })
})

test('without a budget they do not dial in step either', async () => {
  const { dials, back } = await outage('refuses every connection', 1, undefined)
  if (process.env.FIGURES) console.log(`no budget: ${dials} dials, back after ${back.join(' ')} s`)
  expect(back.at(-1)).toBeLessThan(75)
  expect(new Set(back).size).toBeGreaterThan(CALLS / 2)
})
