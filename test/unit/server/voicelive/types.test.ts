/** Proves, mostly to the compiler, that the types guide whoever writes against them. */
import { expect, test } from 'vitest'
import type { ClientEvent, LooseClientEvent } from '../../../../server/voicelive/client-events.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import type { ServerEvent } from '../../../../server/voicelive/server-events.ts'

test('what is read narrows by its type, and an item by its own', () => {
  const said = (event: ReturnType<typeof parseServerEvent>): string | undefined => {
    if (event.type !== 'conversation.item.created') return undefined
    const { item } = event
    if (item?.type !== 'message') return item?.id
    return item.content.map((part) => (part.type === 'audio' ? part.transcript : part.text)).join()
  }
  const created = (item: object) => parseServerEvent(JSON.stringify({ type: 'conversation.item.created', item }))
  expect(said(created({ type: 'dance_call', id: 'i', step: 3 }))).toBe(undefined)
  expect(said(created({ type: 'message', content: [{ type: 'audio', transcript: 'Hi' }] }))).toBe('Hi')
  expect(said(created({ type: 'mcp_call', id: 'i' }))).toBe('i')
})

test('ClientEvent does not compile with a misspelt key or value; null turns detection off', () => {
  const events: ClientEvent[] = [
    { type: 'session.update', session: { turn_detection: null, voice: 'alloy' } },
    // @ts-expect-error a misspelt key
    { type: 'session.update', session: { turn_detecion: null } },
    // @ts-expect-error a value outside the enum
    { type: 'session.update', session: { output_audio_format: 'mp3' } },
    // @ts-expect-error a missing field
    { type: 'conversation.item.delete' },
    // @ts-expect-error an unknown type
    { type: 'conversation.item.remove', item_id: 'i' },
  ]
  const ours: ClientEvent = { type: 'session.update', session: { turn_detection: null, voice: 'alloy' } }
  const loose: LooseClientEvent[] = [
    ours,
    { type: 'session.update', session: { output_audio_format: 'mp3' } },
    // @ts-expect-error a missing field stays missing
    { type: 'conversation.item.delete' },
  ]
  expect([events.length, loose.length]).toEqual([5, 3])
})

test('ServerEvent, as the emulator writes it, takes null for what is unset, and no misspelt field', () => {
  const events: ServerEvent[] = [
    { type: 'session.created', session: { voice: { type: 'azure-standard', rate: null }, avatar: null } },
    // @ts-expect-error a misspelt field
    { type: 'session.created', session: { voic: null } },
    // @ts-expect-error audio without its audio
    { type: 'response.audio.delta', response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 },
  ]
  expect(events).toHaveLength(3)
})
