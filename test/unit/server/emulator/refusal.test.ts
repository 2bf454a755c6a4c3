/** A refused handshake says why, whatever a client wrote: in the body, and in a header that takes less than a query does. */

import { upgradeWebSocket } from '@hono/node-server'
import { expect, test } from 'vitest'
import { createEmulator } from '../../../../server/emulator/app.ts'

const { app } = createEmulator({ upgradeWebSocket })

test.each([
  ['a dash', 'emulator-fault=close%E2%80%931006', 400, '\u2013', '\\u{2013}'],
  ['a line end', 'api-version=a%0Ab', 404, 'a\nb', 'a\\u{a}b'],
  ['a header of its own', 'api-version=a%0D%0AX-Mine:%20b', 404, 'a\r\nX-Mine: b', 'a\\u{d}\\u{a}X-Mine: b'],
  ['a zero', 'emulator-pace=%00', 400, '\0', '\\u{0}'],
  ['an accent', 'api-version=%C3%A9', 404, '\u00e9', '\\u{e9}'],
  ['a face', 'emulator-order=%F0%9F%98%80', 400, '\u{1f600}', '\\u{1f600}'],
  ['bytes that are no text', 'api-version=%FF', 404, '', ''],
  ['nothing odd', 'api-version=v1', 404, "'v1'", "'v1'"],
])('with %s in it', async (_what, query, status, inBody, inHeader) => {
  const answer = await app.request(`/voice-live/realtime?api-key=any&model=gpt-4o&${query}`)
  expect(answer.status).toBe(status)
  expect((await answer.json()).error.message).toContain(inBody)
  expect(answer.headers.get('x-emulator-reason')).toContain(inHeader)
  expect(answer.headers.get('x-mine')).toBeNull()
})
