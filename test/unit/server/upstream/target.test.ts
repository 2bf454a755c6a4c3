/** Where calls are dialled, and that no secret gets into an address. */

import { describe, expect, test } from 'vitest'
import { apiKeyCredential, azureTarget } from '../../../../server/upstream/azure.ts'
import { emulatorTarget } from '../../../../server/upstream/emulator.ts'

describe('azureTarget', () => {
  test('names version and query in the URL, and the key in a header only', async () => {
    const origin = new URL('wss://lab.services.ai.azure.com/some/path')
    const { url, headers } = await azureTarget(origin, '2026-07-15', { model: 'gpt 4' }, apiKeyCredential('hidden'))()
    expect(url.href).toBe('wss://lab.services.ai.azure.com/voice-live/realtime?api-version=2026-07-15&model=gpt+4')
    expect(headers).toEqual({ 'api-key': 'hidden' })
  })

  test('asks for the credential anew for every dial, for tokens expire', async () => {
    let asked = 0
    const target = azureTarget(new URL('wss://x'), '2026-07-15', { model: 'm' }, async () => ({
      authorization: `Bearer ${++asked}`,
    }))
    expect((await target()).headers).toEqual({ authorization: 'Bearer 1' })
    expect((await target()).headers).toEqual({ authorization: 'Bearer 2' })
  })
})

describe('emulatorTarget', () => {
  test('asks for the port when it dials, for it is not known before', async () => {
    let port = 1
    const target = emulatorTarget(() => new URL(`ws://127.0.0.1:${port}`), '2026-07-15', { model: 'gpt-realtime' })
    port = 2
    expect((await target()).url.href).toBe(
      'ws://127.0.0.1:2/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime',
    )
  })
})
