/** What the server, or the sign-in before it, answers to the question who may talk. */

import { afterEach, expect, test, vi } from 'vitest'
import { askAccess } from '../../../../client/ports/access.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const granted = { access: 'granted', offers: null, emulated: true }
const signIn = { type: 'access.told', access: 'sign-in', offers: null, emulated: false }
/** As the Fetch standard has it: status 0 and no body. Node's own fetch hands the redirection itself over. */
const redirected = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })

test.each<[string, () => Promise<Response>, object]>([
  ['the server tells', async () => Response.json(granted), { type: 'access.told', ...granted }],
  ['a sign-in that expired sends to its own page', async () => redirected, signIn],
  ['a sign-in that expired answers itself', async () => new Response('', { status: 401 }), signIn],
  ['somebody else answers', async () => new Response('<html>'), { type: 'access.unknown' }],
  ['the server fails', async () => new Response('', { status: 500 }), { type: 'access.unknown' }],
  ['nobody answers', () => Promise.reject(new TypeError('fetch failed')), { type: 'access.unknown' }],
])('%s', async (_name, answer, told) => {
  const asked = vi.fn<(url: string, options: RequestInit) => Promise<Response>>(answer)
  vi.stubGlobal('fetch', asked)
  expect(await askAccess()).toEqual(told)
  expect(asked.mock.calls[0]?.[1].redirect).toBe('manual')
})
