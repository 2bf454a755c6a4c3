/** Where calls are dialled, that no secret gets into an address, and nothing of one call into that of another. */

import { describe, expect, test } from 'vitest'
import { apiKeyCredential, azureTarget } from '../../../../server/upstream/azure.ts'
import { emulatorTarget } from '../../../../server/upstream/emulator.ts'

describe('azureTarget', () => {
  test('names version and query in the URL, and the key in a header only', async () => {
    const target = azureTarget(
      new URL('wss://lab.services.ai.azure.com'),
      '2026-07-15',
      { model: 'gpt 4' },
      apiKeyCredential('hidden'),
    )
    const { url, headers } = await target({})
    expect(url.href).toBe('wss://lab.services.ai.azure.com/voice-live/realtime?api-version=2026-07-15&model=gpt+4')
    expect(headers).toEqual({ 'api-key': 'hidden' })
  })

  test.each(['wss://gateway.example/team/ai', 'wss://gateway.example/team/ai/'])(
    'goes through the path of a gateway: %s',
    async (endpoint) => {
      const { url } = await azureTarget(new URL(endpoint), '2026-07-15', {}, apiKeyCredential('k'))({})
      expect(url.href).toBe('wss://gateway.example/team/ai/voice-live/realtime?api-version=2026-07-15')
    },
  )

  test('is made anew for every dial: the conversation of one call is in the address of that call only', async () => {
    const target = azureTarget(new URL('wss://x'), '2026-07-15', { 'agent-name': 'a' }, apiKeyCredential('k'))
    const [first, second, third] = await Promise.all([
      target({ conversation: 'of-one' }),
      target({}),
      target({ conversation: 'of-another' }),
    ])
    expect([first, second, third].map(({ url }) => url.searchParams.get('conversation-id'))).toEqual([
      'of-one',
      null,
      'of-another',
    ])
    first.url.searchParams.set('conversation-id', 'changed by its owner')
    expect((await target({})).url.href).toBe(second.url.href)
  })

  test('asks for the credential anew for every dial, for tokens expire', async () => {
    let asked = 0
    const target = azureTarget(new URL('wss://x'), '2026-07-15', { model: 'm' }, async () => ({
      headers: { authorization: `Bearer ${++asked}` },
    }))
    expect((await target({})).headers).toEqual({ authorization: 'Bearer 1' })
    expect((await target({})).headers).toEqual({ authorization: 'Bearer 2' })
  })
})

describe('emulatorTarget', () => {
  test('asks for the port when it dials, for it is not known before', async () => {
    let port = 1
    const target = emulatorTarget(() => new URL(`ws://127.0.0.1:${port}`), '2026-07-15', { model: 'gpt-realtime' })
    port = 2
    expect((await target({ conversation: 'conv-1' })).url.href).toBe(
      'ws://127.0.0.1:2/voice-live/realtime?api-version=2026-07-15&model=gpt-realtime&conversation-id=conv-1',
    )
  })
})
