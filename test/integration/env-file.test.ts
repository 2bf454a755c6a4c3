/** `.env` on every runtime, as people write it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bun, deno, node, startServer } from '../contract/runtimes.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-'))
  writeFileSync(
    join(folder, 'mine.env'),
    '\ufeff# mine\r\nexport AGENT_PROFILE="shop-help-desk" # the shop\r\nVOICE_LIVE_VOICE=en-GB-SoniaNeural\r\nMAX_SESSIONS=7\r\nMAX_SESSION=9\r\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([node, deno, bun])('$name reads it', async (runtime) => {
  const server = await startServer(runtime, {
    ENV_FILE: join(folder, 'mine.env'),
    VOICE_LIVE_VOICE: 'en-US-AndrewNeural',
  })
  try {
    const status = await fetch(`${server.http}/status`)
    expect(await status.json()).toMatchObject({
      profile: 'shop-help-desk',
      voice: 'en-US-AndrewNeural',
      maxSessions: 7,
    })
    expect(server.output()).toContain('MAX_SESSION is not known, and does nothing; did you mean MAX_SESSIONS?')
  } finally {
    await server.kill()
  }
})
