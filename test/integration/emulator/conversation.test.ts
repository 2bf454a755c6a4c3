/** The rest of a conversation over real sockets: barge-in, truncation, text, turns by hand, bad input, many at once. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, SAMPLES_PER_MS, startEmulator, utterance } from './harness.ts'

const serverVad = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 }
/** Ten times real time: a story still takes five seconds, so there is an answer to interrupt. */
let emulator: Awaited<ReturnType<typeof startEmulator>>

beforeAll(async () => {
  emulator = await startEmulator({ pace: 10 })
})
afterAll(() => emulator.stop())

describe('barge-in', () => {
  test('speech during the story cancels it, and none of it comes afterwards', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: serverVad })
    client.type('tell me a story')
    const { response_id: story } = await client.next('response.audio.delta')
    const mark = client.mark()
    client.say(await utterance('Stop.'))
    const done = await client.next('response.done')
    expect(done.response).toMatchObject({
      id: story,
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
    })
    const next = await client.next('response.done', ({ response }) => response.id !== story)
    expect(next.response.output?.[0]).toMatchObject({ content: [{ transcript: 'All right.' }] })
    const events = client.events.slice(mark)
    const started = events.findIndex(({ type }) => type === 'input_audio_buffer.speech_started')
    const after = events.slice(started + 1)
    expect(after.slice(0, 5).map(({ type }) => type)).toEqual([
      'response.audio.done',
      'response.audio_transcript.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.done',
    ])
    expect(after.slice(5).some((event) => 'response_id' in event && event.response_id === story)).toBe(false)
    await client.close()
  })

  test('after a complete answer there is nothing to cancel, but auto_truncate cuts it where playback had come to', async () => {
    const hasty = await startEmulator({ pace: Number.POSITIVE_INFINITY })
    const client = await connect(hasty.origin)
    await client.update({ turn_detection: { ...serverVad, auto_truncate: true } })
    client.type('tell me a story')
    const { response } = await client.next('response.done')
    expect(response.status).toBe('completed')
    client.say(await utterance('Stop.', { leadMs: 2000 }))
    const truncated = await client.next('conversation.item.truncated')
    expect(truncated).toMatchObject({ item_id: response.output?.[0]?.id, content_index: 0 })
    // By the audio clock the user spoke more than two seconds after the story began, however fast all this went.
    expect(truncated.audio_end_ms).toBeGreaterThan(2000)
    expect(truncated.audio_end_ms).toBeLessThan(client.audioOf(response.id).length / SAMPLES_PER_MS)
    await client.next('response.done', ({ response: other }) => other.id !== response.id)
    expect(client.all('response.done').map((event) => event.response.status)).toEqual(['completed', 'completed'])
    await hasty.stop()
  })
})

describe('a conversation', () => {
  test('a client truncates what it has played, and no more than there was', async () => {
    const client = await connect(emulator.origin)
    client.type('What is the capital of Spain?')
    const { response } = await client.next('response.done')
    const item_id = response.output?.[0]?.id
    const lengthMs = Math.floor(client.audioOf(response.id).length / SAMPLES_PER_MS)
    const truncate = (audio_end_ms: number) =>
      client.send({
        type: 'conversation.item.truncate',
        item_id,
        content_index: 0,
        audio_end_ms,
        event_id: `at_${audio_end_ms}`,
      })
    truncate(lengthMs + 1)
    expect((await client.next('error')).error).toMatchObject({ param: 'audio_end_ms', event_id: `at_${lengthMs + 1}` })
    truncate(500)
    expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id, audio_end_ms: 500 })
    client.send({ type: 'conversation.item.retrieve', item_id })
    const { item } = await client.next('conversation.item.retrieved')
    expect(item).toMatchObject({ content: [{ type: 'audio', transcript: null }] })
    client.send({ type: 'conversation.item.delete', item_id })
    await client.next('conversation.item.deleted')
    await client.close()
  })

  test('a text turn in a text session has no audio', async () => {
    const client = await connect(emulator.origin)
    await client.update({ modalities: ['text'] })
    client.type('What is 7 * 6?')
    expect((await client.next('response.text.done')).text).toBe('7 times 6 is 42.')
    await client.next('response.done')
    expect(client.all('response.audio.delta')).toEqual([])
    await client.close()
  })

  test('a turn by hand is committed by hand and answered on request', async () => {
    const client = await connect(emulator.origin)
    await client.update({ turn_detection: null })
    client.send({ type: 'input_audio_buffer.commit', event_id: 'too early' })
    expect((await client.next('error')).error).toMatchObject({
      code: 'input_audio_buffer_commit_empty',
      event_id: 'too early',
    })
    const mark = client.mark()
    client.say(await utterance('What time is it?', { leadMs: 100, tailMs: 100 }))
    client.send({ type: 'input_audio_buffer.commit' })
    await client.next('conversation.item.created')
    expect(client.types(mark)).toEqual([
      'input_audio_buffer.committed',
      'conversation.item.input_audio_transcription.completed',
      'conversation.item.created',
    ])
    client.send({ type: 'response.create' })
    const { transcript } = await client.next('response.audio_transcript.done')
    expect(transcript).toMatch(/^It is \d{1,2}:\d\d [AP]M\.$/)
    await client.close()
  })

  test('two sessions at once never hear each other', async () => {
    const [left, right] = await Promise.all([connect(emulator.origin), connect(emulator.origin)])
    await Promise.all([left.update({ turn_detection: serverVad }), right.update({ turn_detection: serverVad })])
    left.say(await utterance('What is the capital of Norway?'))
    right.say(await utterance('What is the capital of Egypt?'))
    const [leftDone, rightDone] = await Promise.all([left.next('response.done'), right.next('response.done')])
    expect(leftDone.response.output?.[0]).toMatchObject({ content: [{ transcript: 'The capital of Norway is Oslo.' }] })
    expect(rightDone.response.output?.[0]).toMatchObject({
      content: [{ transcript: 'The capital of Egypt is Cairo.' }],
    })
    const responses = (client: typeof left) =>
      new Set(client.all('response.created').map(({ response }) => response.id))
    expect([...responses(left)].filter((id) => responses(right).has(id))).toEqual([])
    await Promise.all([left.close(), right.close()])
  })

  test('the journal has every audio byte that the client got', async () => {
    const client = await connect(emulator.origin)
    const sessionId = client.all('session.created')[0]?.session.id
    client.type('tell me a joke')
    const done = await client.next('response.done')
    const journalled = emulator.journal.flatMap((entry) =>
      entry.session === sessionId && entry.from === 'server' && entry.event.type === 'response.audio.delta'
        ? [Buffer.from(entry.event.delta, 'base64')]
        : [],
    )
    const received = client.audioOf(done.response.id)
    expect(Buffer.concat(journalled).equals(new Uint8Array(received.buffer))).toBe(true)
    expect(emulator.journal.some((entry) => entry.from === 'client' && entry.event.type === 'response.create')).toBe(
      true,
    )
    await client.close()
  })
})

describe('bad input', () => {
  test.each([
    ['no JSON', 'hello', 'Invalid event'],
    ['no object', '[1]', 'Invalid event'],
    ['no type', '{}', 'type'],
    ['an unknown type', '{"type":"session.fly"}', 'session.fly'],
    ['a missing field', '{"type":"conversation.item.retrieve"}', 'item_id'],
    ['a wrong field', '{"type":"conversation.item.retrieve","item_id":7}', 'item_id'],
    ['half a sample', '{"type":"input_audio_buffer.append","audio":"AAAA"}', 'half a sample'],
    ['no base64', '{"type":"input_audio_buffer.append","audio":"!"}', 'base64'],
  ])('%s gets an error, and the session goes on', async (_, text, message) => {
    const client = await connect(emulator.origin)
    client.socket.send(text.replace(/}$/, ',"event_id":"mine"}').replace('{,', '{'))
    const { error } = await client.next('error')
    expect(error.message).toContain(message)
    expect(error.type).toBe('invalid_request_error')
    if (text.endsWith('}')) expect(error.event_id).toBe('mine')
    await client.update({})
    await client.close()
  })

  test('a binary frame is read as the JSON that it holds', async () => {
    const client = await connect(emulator.origin)
    client.socket.send(Buffer.from(JSON.stringify({ type: 'session.update', session: {} })))
    await client.next('session.updated')
    await client.close()
  })
})
