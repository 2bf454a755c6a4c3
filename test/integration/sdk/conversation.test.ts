/** The official SDK against the emulator: what a client may do to answers and items, and what it is told when it may not. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator, type TestEmulator } from '../../support/emulator.ts'
import { connectUser, speech, type User } from './rig.ts'

let emulator: TestEmulator
const users: User[] = []
const talk = async () => {
  const user = await connectUser(emulator.url)
  users.push(user)
  return user
}

beforeAll(async () => {
  emulator = await startEmulator({ pace: 10 })
})
afterEach(async () => {
  for (const { session } of users.splice(0)) await session.disconnect()
})
afterAll(() => emulator.stop())

describe('cancel', () => {
  test('ends the answer at once, and nothing of it comes behind its end', async () => {
    const user = await talk()
    await user.type('tell me a story')
    const { responseId } = await user.next('response.audio.delta')
    await user.session.sendEvent({ type: 'response.cancel' })
    const done = await user.next('response.done')
    expect(done.response).toMatchObject({ id: responseId, status: 'cancelled', statusDetails: { type: 'cancelled' } })
    const end = user.events.indexOf(done)
    await user.type('what is 2 plus 2')
    await user.next('response.done', end + 1)
    const late = user.events.slice(end + 1).filter((event) => 'responseId' in event && event.responseId === responseId)
    expect(late).toEqual([])
  })

  test('of nothing is an error that harms nobody', async () => {
    const user = await talk()
    await user.session.sendEvent({ type: 'response.cancel', eventId: 'mine' })
    expect((await user.next('error')).error).toMatchObject({ code: 'response_cancel_not_active', eventId: 'mine' })
    await user.type('what is 2 plus 2')
    expect((await user.next('response.done')).response.status).toBe('completed')
  })

  test('by speaking over the answer is done by the service', async () => {
    const user = await talk()
    await user.session.updateSession({ turnDetection: { type: 'server_vad', silenceDurationInMs: 500 } })
    await user.type('tell me a story')
    const { responseId } = await user.next('response.audio.delta')
    await user.say(await speech('Stop.'))
    expect((await user.next('response.done')).response).toMatchObject({ id: responseId, status: 'cancelled' })
    const answer = await user.next('response.done', 0, ({ response }) => response.id !== responseId)
    expect(answer.response.output?.[0]).toMatchObject({ content: [{ transcript: 'All right.' }] })
  })
})

describe('items', () => {
  test('are retrieved, truncated at what was heard, and deleted', async () => {
    const user = await talk()
    await user.type('What is the capital of Spain?')
    const { response } = await user.next('response.done')
    const itemId = response.output?.[0]?.id ?? ''
    await user.session.sendEvent({ type: 'conversation.item.retrieve', itemId })
    expect((await user.next('conversation.item.retrieved')).item).toMatchObject({
      id: itemId,
      content: [{ transcript: 'The capital of Spain is Madrid.' }],
    })
    await user.session.sendEvent({
      type: 'conversation.item.truncate',
      itemId,
      contentIndex: 0,
      audioEndInMs: 300,
    })
    expect(await user.next('conversation.item.truncated')).toMatchObject({ itemId, audioEndInMs: 300 })
    await user.session.sendEvent({ type: 'conversation.item.delete', itemId })
    expect(await user.next('conversation.item.deleted')).toMatchObject({ itemId })
    await user.session.sendEvent({ type: 'conversation.item.retrieve', itemId, eventId: 'gone' })
    expect((await user.next('error')).error).toMatchObject({ param: 'item_id', eventId: 'gone' })
  })

  test('go where they are put', async () => {
    const user = await talk()
    const note = (id: string, text: string) => ({
      type: 'message' as const,
      role: 'user' as const,
      id,
      content: [{ type: 'input_text' as const, text }],
    })
    await user.session.addConversationItem(note('item_last', 'last'))
    await user.session.sendEvent({
      type: 'conversation.item.create',
      previousItemId: 'root',
      item: note('item_first', 'first'),
    })
    const first = await user.next('conversation.item.created', 0, ({ item }) => item?.id === 'item_first')
    expect(first.previousItemId ?? null).toBeNull()
    await user.session.sendEvent({
      type: 'conversation.item.create',
      previousItemId: 'item_first',
      item: note('item_second', 'second'),
    })
    const second = await user.next('conversation.item.created', 0, ({ item }) => item?.id === 'item_second')
    expect(second.previousItemId).toBe('item_first')
  })
})

describe('errors', () => {
  test.each([
    ['a commit of nothing', { type: 'input_audio_buffer.commit' }, 'input_audio_buffer_commit_empty'],
    ['an avatar', { type: 'session.avatar.connect', clientSdp: 'sdp' }, 'not_emulated'],
    ['an output buffer without an avatar', { type: 'output_audio_buffer.clear' }, 'invalid_request_error'],
  ])('%s is refused with the id of the event, and the session goes on', async (_, event, code) => {
    const user = await talk()
    const mine = { ...event, eventId: 'mine' }
    await user.session.sendEvent(mine)
    expect((await user.next('error')).error).toMatchObject({ type: 'invalid_request_error', code, eventId: 'mine' })
    await user.session.updateSession({ modalities: ['text'] })
    await user.next('session.updated')
  })

  test('a second answer while one is spoken is refused, and the first is not disturbed', async () => {
    const user = await talk()
    await user.type('tell me a joke')
    await user.next('response.audio.delta')
    await user.session.sendEvent({ type: 'response.create', eventId: 'second' })
    expect((await user.next('error')).error).toMatchObject({
      code: 'conversation_already_has_active_response',
      eventId: 'second',
    })
    expect((await user.next('response.done')).response.status).toBe('completed')
  })

  test('a service that stops is a lost connection', async () => {
    const other = await startEmulator()
    const user = await connectUser(other.url)
    await other.stop()
    expect(await user.lost()).toBeTruthy()
    expect(user.session.isConnected).toBe(false)
  })
})
