/** The official SDK against the emulator: connecting, and every kind of turn. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator, type TestEmulator } from '../../support/emulator.ts'
import { connectUser, createUser, speech, type User } from './rig.ts'

let emulator: TestEmulator
const users: User[] = []
const talk = async (...[target]: [Parameters<typeof createUser>[1]?]) => {
  const user = await connectUser(emulator.url, target)
  users.push(user)
  return user
}

beforeAll(async () => {
  emulator = await startEmulator({ pace: 20 })
})
afterEach(async () => {
  for (const { session } of users.splice(0)) await session.disconnect()
})
afterAll(() => emulator.stop())

const calculator = {
  type: 'function' as const,
  name: 'calculate',
  description: 'Does a sum.',
  parameters: { type: 'object', properties: { expression: { type: 'string' } } },
}

describe('connect and update', () => {
  test('the SDK knows the session by the id that the emulator gave it, and reads the dates of its end', async () => {
    const user = await talk()
    const { session } = await user.next('session.created')
    expect(user.session.sessionId).toBe(session.id)
    expect(session).toMatchObject({ model: 'gpt-4o-2024-11-20', inputAudioFormat: 'pcm16' })
    expect(session.expiresAt?.getTime()).toBeGreaterThan(Date.now())
  })

  test('an update comes back whole, with what was set and what was not', async () => {
    const user = await talk()
    const { session: before } = await user.next('session.created')
    await user.session.updateSession({
      modalities: ['text', 'audio'],
      turnDetection: { type: 'azure_semantic_vad', silenceDurationInMs: 600 },
      voice: { type: 'azure-standard', name: 'en-US-JennyNeural' },
      tools: [calculator],
    })
    const { session } = await user.next('session.updated')
    expect(session).toMatchObject({
      id: before.id,
      turnDetection: { type: 'azure_semantic_vad', silenceDurationInMs: 600, prefixPaddingInMs: null },
      voice: { type: 'azure-standard', name: 'en-US-JennyNeural' },
      tools: [{ name: 'calculate' }],
      outputAudioFormat: 'pcm16',
    })
  })

  test('a refused upgrade is an error of connect', async () => {
    const user = createUser(emulator.url, 'gpt-4o')
    const refused = createUser(`${emulator.url}?agent-name=both`, 'gpt-4o')
    await expect(refused.session.connect()).rejects.toThrow(/400/)
    expect(user.session.isConnected).toBe(false)
  })
})

describe('a text turn', () => {
  test('in a text session follows the recorded order and ends with the words', async () => {
    const user = await talk()
    await user.session.updateSession({ modalities: ['text'] })
    await user.next('session.updated')
    const mark = user.mark()
    await user.type('What is the capital of France?')
    const { response } = await user.next('response.done')
    expect(user.order(mark)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.text.delta',
      'response.text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(response).toMatchObject({
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'text', text: 'The capital of France is Paris.' }] }],
    })
    expect(response.usage?.totalTokens).toBeGreaterThan(0)
  })
})

describe('a voice turn', () => {
  test('follows the strict order of the service from the first word to the last', async () => {
    const user = await talk()
    await user.session.updateSession({ turnDetection: { type: 'server_vad', silenceDurationInMs: 500 } })
    await user.next('session.updated')
    const mark = user.mark()
    await user.say(await speech('What is the capital of Norway?'))
    const { response } = await user.next('response.done')
    expect(user.order(mark)).toEqual([
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.input_audio_transcription.completed',
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.content_part.added',
      'response.audio.delta',
      'response.audio_transcript.delta',
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(response.output?.[0]).toMatchObject({
      content: [{ type: 'audio', transcript: 'The capital of Norway is Oslo.' }],
    })
    const heard = await user.next('conversation.item.input_audio_transcription.completed')
    expect(heard.transcript).toBe('what is the capital of norway')
    const { delta } = await user.next('response.audio.delta')
    expect(delta).toBeInstanceOf(Uint8Array)
    expect(delta.byteLength % 2).toBe(0)
  })

  test('by hand is silent until it is committed, and unanswered until it is asked for', async () => {
    const user = await talk()
    // The SDK cannot send null here; the type that means the same does.
    await user.session.updateSession({ turnDetection: { type: 'none' } })
    expect((await user.next('session.updated')).session.turnDetection ?? null).toBeNull()
    const mark = user.mark()
    await user.say(await speech('What is seven times six?', { leadMs: 100, tailMs: 100 }))
    await user.session.sendEvent({ type: 'input_audio_buffer.commit' })
    await user.next('conversation.item.created', mark)
    expect(user.order(mark)).toEqual([
      'input_audio_buffer.committed',
      'conversation.item.input_audio_transcription.completed',
      'conversation.item.created',
    ])
    await user.session.sendEvent({ type: 'response.create' })
    expect((await user.next('response.audio_transcript.done')).transcript).toBe('7 times 6 is 42.')
    await user.next('response.done')
    await user.session.sendEvent({ type: 'input_audio_buffer.clear' })
    await user.next('input_audio_buffer.cleared')
  })
})

describe('function calls', () => {
  test('make the round trip: called, answered, spoken', async () => {
    const user = await talk()
    await user.session.updateSession({ tools: [calculator] })
    await user.next('session.updated')
    const mark = user.mark()
    await user.type('What is 12 divided by 4?')
    const { response } = await user.next('response.done')
    expect(user.order(mark)).toEqual([
      'conversation.item.created',
      'response.created',
      'response.output_item.added',
      'conversation.item.created',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.done',
    ])
    const call = await user.next('response.function_call_arguments.done')
    expect(call).toMatchObject({ name: 'calculate', arguments: '{"expression":"12 / 4"}' })
    expect(response.output).toMatchObject([{ type: 'function_call', callId: call.callId, status: 'completed' }])
    await user.session.addConversationItem({
      type: 'function_call_output',
      callId: call.callId,
      output: '{"result":3}',
    })
    await user.session.sendEvent({ type: 'response.create' })
    expect((await user.next('response.audio_transcript.done')).transcript).toBe('12 divided by 4 is 3.')
  })

  test('in parallel share one answer, and their results another', async () => {
    const user = await talk()
    const weather = { type: 'function' as const, name: 'get_weather', parameters: { type: 'object' } }
    await user.session.updateSession({ tools: [calculator, weather], modalities: ['text'] })
    await user.type('call get_weather {"city":"Lisbon"}\ncall calculate {"expression":"1 + 1"}')
    const { response } = await user.next('response.done')
    expect(response.output).toMatchObject([{ name: 'get_weather' }, { name: 'calculate' }])
    const calls = user.events.filter((event) => event.type === 'response.function_call_arguments.done')
    expect(calls.map((call) => 'outputIndex' in call && call.outputIndex)).toEqual([0, 1])
    for (const [index, item] of (response.output ?? []).entries())
      if (item.type === 'function_call' && 'callId' in item)
        await user.session.addConversationItem({
          type: 'function_call_output',
          callId: String(item.callId),
          output: index === 0 ? 'sunny' : '{"result":2}',
        })
    await user.session.sendEvent({ type: 'response.create' })
    expect((await user.next('response.text.done')).text).toBe('The tool get weather answered: sunny. 1 plus 1 is 2.')
  })
})
