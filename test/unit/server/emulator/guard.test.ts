/** The emulator alone, open on this machine, answers to its own names only, on every route: a name server can point any name here. */

import { upgradeWebSocket } from '@hono/node-server'
import { expect, test } from 'vitest'
import { createEmulator } from '../../../../server/emulator/app.ts'

const { app } = createEmulator({
  upgradeWebSocket,
  names: ['localhost', '127.0.0.1', '[::1]', 'my.laptop.example'],
})
const service = '/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime'
const ask = async (path: string, host: string) =>
  (
    await app.request(path, {
      headers: { host, 'api-key': 'any' },
    })
  ).status

test.each(['/', '/health', '/nope', service, '/voice-live/realtime/calls'])('%s', async (path) => {
  for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1', 'evil.example:80'])
    expect([host, await ask(path, host)]).toEqual([host, 403])
  for (const host of ['localhost:8787', '127.0.0.1', '[::1]:80', 'My.Laptop.example'])
    expect([host, await ask(path, host)]).not.toEqual([host, 403])
})
