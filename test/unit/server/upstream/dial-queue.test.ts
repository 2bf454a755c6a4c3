/** The dials of all calls together: within the minute's number, the oldest first, and one for all while the service is down. */

import { describe, expect, test } from 'vitest'
import { AT_ONCE, emptyQueue } from '../../../../server/upstream/dial-queue.ts'
import { inTurn } from '../../../../server/upstream/in-turn.ts'
import type { Closure, ConnectUpstream, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { manualClock } from './manual-clock.ts'

const unreachable: Closure = { kind: 'unreachable', detail: '' }

/** A service whose dials the test answers by hand. */
function stage(perMinute = 25) {
  const clock = manualClock()
  const dials: { call: string; atMs: number; emit: (signal: UpstreamSignal) => void }[] = []
  const connect: ConnectUpstream = (emit, caller) => {
    dials.push({ call: caller?.call ?? 'probe', atMs: clock.nowMs(), emit })
    return {
      send: () => true,
      close: () => emit({ type: 'closed', closure: { kind: 'closed', code: 1000, reason: '' } }),
    }
  }
  const failures: unknown[] = []
  const queued = inTurn(connect, { perMinute, clock, random: () => 0.5, failed: (error) => failures.push(error) })
  const call = (name: string, sinceMs = clock.nowMs()) => {
    const heard: string[] = []
    const upstream = queued((signal) => heard.push(signal.type), { call: name, sinceMs })
    return { heard, upstream }
  }
  return { clock, dials, call, queued, failures, calls: () => dials.map((dial) => dial.call) }
}

describe('inTurn', () => {
  test('never begins more dials in any minute than it may', () => {
    const { clock, dials, call } = stage(10)
    for (let number = 0; number < 60; number += 1) call(`call ${number}`)
    for (let seconds = 0; seconds < 600; seconds += 1) {
      for (const dial of dials) dial.emit({ type: 'opened' })
      clock.pass(1_000)
    }
    expect(dials).toHaveLength(60)
    for (const { atMs } of dials)
      expect(dials.filter((dial) => dial.atMs >= atMs && dial.atMs < atMs + 60_000).length).toBeLessThanOrEqual(10)
    expect(dials.at(-1)?.atMs).toBeLessThanOrEqual(305_000)
  })

  test('lets the oldest call go first, and a probe last', () => {
    const { clock, dials, call, queued, calls } = stage(6)
    for (let number = 0; number < 6; number += 1) call(`first ${number}`)
    for (const dial of [...dials]) dial.emit({ type: 'opened' })
    queued(() => {})
    call('young', 50)
    call('oldest', 10)
    call('older', 20)
    clock.pass(60_000)
    for (const dial of [...dials]) dial.emit({ type: 'opened' })
    expect(calls().slice(6)).toEqual(['oldest', 'older', 'young', 'probe'])
  })

  test('tells who waits for more than a second, and when it goes on; who does not wait hears nothing of it', () => {
    const { clock, dials, call } = stage(1)
    const first = call('first')
    dials[0]?.emit({ type: 'opened' })
    const second = call('second')
    clock.pass(900)
    expect(second.heard).toEqual([])
    clock.pass(200)
    expect(second.heard).toEqual(['waiting'])
    clock.pass(60_000)
    dials[1]?.emit({ type: 'opened' })
    expect(second.heard).toEqual(['waiting', 'dialling', 'opened'])
    expect(first.heard).toEqual(['opened'])
  })

  test('a call that leaves the line gives up its place, and costs no dial', () => {
    const { clock, dials, call, calls } = stage(1)
    call('first')
    dials[0]?.emit({ type: 'opened' })
    const second = call('second', 5)
    call('third', 6)
    second.upstream.close()
    second.upstream.close()
    expect(second.heard).toEqual(['closed'])
    clock.pass(60_000)
    expect(calls()).toEqual(['first', 'third'])
  })

  test('what one call throws does not keep the next from its turn', () => {
    const { clock, dials, call, queued, calls, failures } = stage(2)
    call('first')
    call('second')
    for (const dial of [...dials]) dial.emit({ type: 'opened' })
    queued(
      () => {
        throw new Error('a bug')
      },
      { call: 'odd', sinceMs: 1 },
    )
    call('third', 2)
    clock.pass(61_000)
    expect(calls()).toEqual(['first', 'second', 'odd', 'third'])
    expect(failures.length).toBeGreaterThan(0)
  })

  test('while the service takes nobody one call tries for all, and after it they all come', () => {
    const { clock, dials, call } = stage(100)
    for (let number = 0; number < 20; number += 1) call(`call ${number}`)
    expect(dials).toHaveLength(AT_ONCE)
    for (const { emit } of [...dials]) emit({ type: 'closed', closure: unreachable })
    for (let round = 1; round <= 8; round += 1) {
      clock.pass(20_000)
      expect(dials).toHaveLength(AT_ONCE + round)
      dials.at(-1)?.emit({ type: 'closed', closure: unreachable })
    }
    clock.pass(20_000)
    for (let index = AT_ONCE + 8; index < dials.length; index += 1) dials[index]?.emit({ type: 'opened' })
    expect(dials).toHaveLength(20)
  })

  test('leaves a service alone for as long as it asks, whoever was told', () => {
    const { clock, dials, call } = stage(100)
    call('first')
    dials[0]?.emit({ type: 'closed', closure: { kind: 'refused', status: 429, retryAfterSeconds: 12 } })
    call('second')
    clock.pass(11_000)
    expect(dials).toHaveLength(1)
    clock.pass(1_000)
    expect(dials).toHaveLength(2)
  })

  test('what is only the matter of one call keeps nobody back', () => {
    const { dials, call } = stage(100)
    call('first')
    dials[0]?.emit({ type: 'closed', closure: { kind: 'refused', status: 401, retryAfterSeconds: undefined } })
    call('second')
    expect(dials).toHaveLength(2)
  })

  test('holds nothing when nobody waits', () => {
    const { clock, dials, call } = stage(2)
    const { upstream } = call('first')
    dials[0]?.emit({ type: 'opened' })
    upstream.close()
    expect(clock.waiting()).toBe(0)
    expect(emptyQueue(2).waiting).toEqual([])
  })
})
