/** The official SDK against the emulator: what a client may do to answers and items, and what it is told when it may not. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator, type TestEmulator } from '../../support/emulator.ts'
import { connectTalker, speech, type Talker } from './rig.ts'

let emulator: TestEmulator
const talkers: Talker[] = []
const talk = async () => {
  const talker = await connectTalker(emulator.url)
  talkers.push(talker)
  return talker
}

beforeAll(async () => {
  emulator = await startEmulator({ pace: 10 })
})
afterEach(async () => {
  for (const { session } of talkers.splice(0)) await session.disconnect()
})
afterAll(() => emulator.stop())

describe('cancel', () => {
  test('ends the answer at once, and nothing of it comes behind its end', async () => {
    const talker = await talk()
    await talker.type('tell me a story')
    const { responseId } = await talker.next('response.audio.delta')
    await talker.session.sendEvent({ type: 'response.cancel' })
    const done = await talker.next('response.done')
    expect(done.response).toMatchObject({ id: responseId, status: 'cancelled', statusDetails: { type: 'cancelled' } })
    const end = talker.events.indexOf(done)
    await talker.type('what is 2 plus 2')
    await talker.next('response.done', end + 1)
    const late = talker.events
      .slice(end + 1)
      .filter((event) => 'responseId' in event && event.responseId === responseId)
    expect(late).toEqual([])
  })

  test('of nothing is an error that harms nobody', async () => {
    const talker = await talk()
    await talker.session.sendEvent({ type: 'response.cancel', eventId: 'mine' })
    expect((await talker.next('error')).error).toMatchObject({ code: 'response_cancel_not_active', eventId: 'mine' })
    await talker.type('what is 2 plus 2')
    expect((await talker.next('response.done')).response.status).toBe('completed')
  })

  test('by speaking over the answer is done by the service', async () => {
    const talker = await talk()
    await talker.session.updateSession({ turnDetection: { type: 'server_vad', silenceDurationInMs: 500 } })
    await talker.type('tell me a story')
    const { responseId } = await talker.next('response.audio.delta')
    await talker.say(await speech('Stop.'))
    expect((await talker.next('response.done')).response).toMatchObject({ id: responseId, status: 'cancelled' })
    const answer = await talker.next('response.done', 0, ({ response }) => response.id !== responseId)
    expect(answer.response.output?.[0]).toMatchObject({ content: [{ transcript: 'All right.' }] })
  })
})

describe('items', () => {
  test('are retrieved, truncated at what was heard, and deleted', async () => {
    const talker = await talk()
    await talker.type('What is the capital of Spain?')
    const { response } = await talker.next('response.done')
    const itemId = response.output?.[0]?.id ?? ''
    await talker.session.sendEvent({ type: 'conversation.item.retrieve', itemId })
    expect((await talker.next('conversation.item.retrieved')).item).toMatchObject({
      id: itemId,
      content: [{ transcript: 'The capital of Spain is Madrid.' }],
    })
    await talker.session.sendEvent({
      type: 'conversation.item.truncate',
      itemId,
      contentIndex: 0,
      audioEndInMs: 300,
    })
    expect(await talker.next('conversation.item.truncated')).toMatchObject({ itemId, audioEndInMs: 300 })
    await talker.session.sendEvent({ type: 'conversation.item.delete', itemId })
    expect(await talker.next('conversation.item.deleted')).toMatchObject({ itemId })
    await talker.session.sendEvent({ type: 'conversation.item.retrieve', itemId, eventId: 'gone' })
    expect((await talker.next('error')).error).toMatchObject({ param: 'item_id', eventId: 'gone' })
  })

  test('go where they are put', async () => {
    const talker = await talk()
    const note = (id: string, text: string) => ({
      type: 'message' as const,
      role: 'user' as const,
      id,
      content: [{ type: 'input_text' as const, text }],
    })
    await talker.session.addConversationItem(note('item_last', 'last'))
    await talker.session.sendEvent({
      type: 'conversation.item.create',
      previousItemId: 'root',
      item: note('item_first', 'first'),
    })
    const first = await talker.next('conversation.item.created', 0, ({ item }) => item?.id === 'item_first')
    expect(first.previousItemId ?? null).toBeNull()
    await talker.session.sendEvent({
      type: 'conversation.item.create',
      previousItemId: 'item_first',
      item: note('item_second', 'second'),
    })
    const second = await talker.next('conversation.item.created', 0, ({ item }) => item?.id === 'item_second')
    expect(second.previousItemId).toBe('item_first')
  })
})

describe('errors', () => {
  test.each([
    ['a commit of nothing', { type: 'input_audio_buffer.commit' }, 'input_audio_buffer_commit_empty'],
    ['an avatar', { type: 'session.avatar.connect', clientSdp: 'sdp' }, 'not_emulated'],
    ['an output buffer without an avatar', { type: 'output_audio_buffer.clear' }, 'invalid_request_error'],
  ])('%s is refused with the id of the event, and the session goes on', async (_, event, code) => {
    const talker = await talk()
    const mine = { ...event, eventId: 'mine' }
    await talker.session.sendEvent(mine)
    expect((await talker.next('error')).error).toMatchObject({ type: 'invalid_request_error', code, eventId: 'mine' })
    await talker.session.updateSession({ modalities: ['text'] })
    await talker.next('session.updated')
  })

  test('a second answer while one is spoken is refused, and the first is not disturbed', async () => {
    const talker = await talk()
    await talker.type('tell me a joke')
    await talker.next('response.audio.delta')
    await talker.session.sendEvent({ type: 'response.create', eventId: 'second' })
    expect((await talker.next('error')).error).toMatchObject({
      code: 'conversation_already_has_active_response',
      eventId: 'second',
    })
    expect((await talker.next('response.done')).response.status).toBe('completed')
  })

  test('a service that stops is a lost connection', async () => {
    const other = await startEmulator()
    const talker = await connectTalker(other.url)
    await other.stop()
    expect(await talker.lost()).toBeTruthy()
    expect(talker.session.isConnected).toBe(false)
  })
})
