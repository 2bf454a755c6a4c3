/** A sign-in that came to nothing: whether no one is signed in, or the answer took too long. */

import { expect, test, vi } from 'vitest'
import type { Closure, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { type DialOptions, overWebSocket } from '../../../../server/upstream/websocket.ts'
import { manualClock } from './manual-clock.ts'

const nobody = { kind: 'credentials', detail: 'It failed.' } as const

test.each<[string, Closure]>([
  ['AbortError', { kind: 'timeout' }],
  ['TimeoutError', { kind: 'timeout' }],
  ['CredentialUnavailableError', nobody],
  ['Error', nobody],
])('a sign-in that rejects with %s ends as %o', async (name, closure) => {
  const signals: UpstreamSignal[] = []
  const signIn = () => Promise.reject(Object.assign(new Error('It failed.'), { name }))
  const upstream = overWebSocket(signIn)((signal) => signals.push(signal))
  await expect.poll(() => signals).toEqual([{ type: 'closed', closure }])
  upstream.close()
})

test('a sign-in that takes its time is told of and waited for; one that never ends is given up', () => {
  const clock = manualClock()
  const signals: UpstreamSignal[] = []
  overWebSocket(() => new Promise(() => {}), { clock })((signal) => signals.push(signal))
  clock.pass(2_999)
  expect(signals).toEqual([])
  clock.pass(1)
  expect(signals).toEqual([{ type: 'waiting', reason: 'sign-in' }])
  // A token may take a minute, and what was wrong with it is said then.
  clock.pass(58_000)
  expect(signals).toHaveLength(1)
  clock.pass(14_000)
  expect(signals.slice(1)).toEqual([{ type: 'closed', closure: { kind: 'timeout' } }])
})

test('a call that ends as it is told of the dial is not dialled', async () => {
  const clock = manualClock()
  const signals: UpstreamSignal['type'][] = []
  let signedIn = () => {}
  const signIn = () =>
    new Promise<{ url: URL; headers: Record<string, string> }>((resolve) => {
      signedIn = () => resolve({ url: new URL('ws://127.0.0.1:9'), headers: {} })
    })
  const open = vi.fn<NonNullable<DialOptions['open']>>(() => {
    throw new Error('It was dialled.')
  })
  const upstream = overWebSocket(signIn, { clock, open })(({ type }) => {
    signals.push(type)
    if (type === 'dialling') upstream.close()
  })
  clock.pass(3_000)
  signedIn()
  await expect.poll(() => signals).toEqual(['waiting', 'dialling', 'closed'])
  expect(open).not.toHaveBeenCalled()
  expect(clock.waiting()).toBe(0)
})
