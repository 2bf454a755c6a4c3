/** Bun's own limit of ten seconds holds for every request but the one that waits for the voice service. */

import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { answerWith } from '../../../server/bun-request.ts'

test.each([
  ['/ready', [255]],
  ['/ready?now', [255]],
  ['/health', []],
])('%s gets %j seconds', async (path, given) => {
  const app = new Hono().get('*', (c) => c.text(c.req.path))
  const seconds: number[] = []
  const server = { timeout: (_request: Request, within: number) => void seconds.push(within) }
  const answer = await answerWith(app)(new Request(`http://localhost${path}`), server)
  expect([await answer.text(), seconds]).toEqual([path.split('?')[0], given])
})
