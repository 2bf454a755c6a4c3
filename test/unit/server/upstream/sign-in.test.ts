/** A sign-in that came to nothing: whether nobody is signed in, or the answer took too long. */

import { expect, test } from 'vitest'
import type { Closure, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { overWebSocket } from '../../../../server/upstream/websocket.ts'

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
