/** What the engine refuses, with the codes of section 6 of the protocol; a refusal never ends a session. */

import { describe, expect, test } from 'vitest'
import { ITEMS_MAX } from '../../../../../server/emulator/engine/draft.ts'
import type { Rules } from '../../../../../server/emulator/engine/state.ts'
import { findModel } from '../../../../../server/voicelive/models.ts'
import { cascaded, createDrive, type Drive, native } from './drive.ts'

const answered = (drive: Drive): string => {
  drive.client({ type: 'response.create' })
  drive.workAll()
  const item = drive.last('conversation.item.created')?.item
  if (item?.id == null) throw new Error('no answer')
  return item.id
}

describe('a conversation that grows too long', () => {
  test('forgets its oldest items, and says so once', () => {
    const drive = createDrive()
    for (let index = 0; index <= ITEMS_MAX + 1; index++)
      drive.client({
        type: 'conversation.item.create',
        item: { type: 'message', role: 'user', id: `item_${index}`, content: [] },
      })
    expect(drive.state().items).toHaveLength(ITEMS_MAX)
    expect(drive.state().items[0]?.id).toBe('item_2')
    expect(drive.types().filter((type) => type === 'warning')).toHaveLength(1)
  })
})

describe('refusals', () => {
  test('response.create while an answer is active', () => {
    const drive = createDrive()
    drive.client({ type: 'response.create' })
    drive.client({ type: 'response.create', event_id: 'second' })
    expect(drive.last('error')?.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'conversation_already_has_active_response',
      event_id: 'second',
    })
    drive.workAll()
    expect(drive.types().filter((type) => type === 'response.done')).toHaveLength(1)
  })

  const typed = (id: string) => ({
    id,
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'hello' }],
  })
  test.each([
    ['while an answer is active', true, [typed('new')], 'conversation_already_has_active_response'],
    ['with a name that is taken', false, [typed('new'), typed('old')], 'invalid_request_error'],
    ['with one name twice', false, [typed('new'), typed('new')], 'invalid_request_error'],
  ])('response.create is refused whole, with the items that it brings: %s', (_name, active, items, code) => {
    const drive = createDrive()
    drive.client({ type: 'conversation.item.create', item: typed('old') })
    if (active) drive.client({ type: 'response.create' })
    const mark = drive.mark()
    drive.client({ type: 'response.create', event_id: 'mine', response: { append_input_items: items } })
    expect(drive.since(mark)).toEqual(['error'])
    expect(drive.last('error')?.error).toMatchObject({ code, event_id: 'mine' })
    expect(drive.state().items.map(({ id }) => id)).toEqual(['old'])
  })

  const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }
  const output = { type: 'function_call_output', call_id: 'call_1', output: '42' }
  test.each([
    [native, [output], 'invalid_tool_call_id'],
    [native, [call, output], undefined],
    [cascaded, [output], undefined],
  ])('%#: the result of a call that nobody made', (rules, items, code) => {
    const drive = createDrive(rules)
    drive.client({ type: 'response.create', response: { append_input_items: items } })
    expect(drive.last('error')?.error.code).toBe(code)
    expect(drive.last('response.created') === undefined).toBe(code !== undefined)
    drive.workAll()
    for (const item of items) drive.client({ type: 'conversation.item.create', item })
    expect(drive.last('error')?.error.code).toBe(code)
  })

  test('response.cancel without an active answer, or of another one', () => {
    const drive = createDrive()
    drive.client({ type: 'response.cancel', event_id: 'c1' })
    expect(drive.last('error')?.error).toMatchObject({ code: 'response_cancel_not_active', event_id: 'c1' })
    drive.client({ type: 'response.create' })
    drive.client({ type: 'response.cancel', response_id: 'resp_other', event_id: 'c2' })
    expect(drive.last('error')?.error).toMatchObject({ code: 'response_cancel_not_active', event_id: 'c2' })
    drive.client({ type: 'response.cancel' })
    expect(drive.last('response.done')?.response).toMatchObject({
      status: 'cancelled',
      status_details: { reason: 'client_cancelled' },
    })
  })

  test('an error that the client did not name carries a null id', () => {
    const drive = createDrive()
    drive.client({ type: 'response.cancel' })
    expect(drive.last('error')?.error.event_id).toBeNull()
  })

  test.each(['conversation.item.retrieve', 'conversation.item.delete', 'conversation.item.truncate'])(
    '%s of an item that is not there',
    (type) => {
      const drive = createDrive()
      drive.client({ type, item_id: 'item_missing', content_index: 0, audio_end_ms: 0, event_id: 'mine' })
      expect(drive.last('error')?.error).toMatchObject({ event_id: 'mine', param: 'item_id' })
    },
  )

  test('truncation beyond the audio that was sent', () => {
    const drive = createDrive()
    const id = answered(drive)
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 301 })
    expect(drive.last('error')?.error.param).toBe('audio_end_ms')
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 300 })
    expect(drive.last('conversation.item.truncated')).toMatchObject({ item_id: id, audio_end_ms: 300 })
  })

  test.each([-1, -0.5, 0.5, 100.5, 299.999, 1e-9])('truncation at %d ms, which is no whole number of them', (endMs) => {
    const drive = createDrive()
    const id = answered(drive)
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: endMs })
    expect(drive.last('error')?.error).toMatchObject({ code: 'invalid_request_error', param: 'audio_end_ms' })
    expect(drive.last('conversation.item.truncated')).toBeUndefined()
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 0 })
    expect(drive.last('conversation.item.truncated')).toMatchObject({ item_id: id, audio_end_ms: 0 })
  })

  test('truncation forgets the transcript and moves the end for good', () => {
    const drive = createDrive()
    const id = answered(drive)
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 100 })
    drive.client({ type: 'conversation.item.retrieve', item_id: id })
    expect(drive.last('conversation.item.retrieved')?.item).toMatchObject({
      content: [{ type: 'audio', transcript: null }],
    })
    drive.client({ type: 'conversation.item.truncate', item_id: id, content_index: 0, audio_end_ms: 200 })
    expect(drive.last('error')?.error.param).toBe('audio_end_ms')
  })

  test('truncation of what is no assistant audio', () => {
    const drive = createDrive()
    drive.client({
      type: 'conversation.item.create',
      item: { id: 'typed', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
    })
    drive.client({ type: 'conversation.item.truncate', item_id: 'typed', content_index: 0, audio_end_ms: 0 })
    expect(drive.last('error')?.error.param).toBe('item_id')
  })

  test('an item behind one that is not there, or with a name that is taken', () => {
    const drive = createDrive()
    const item = { id: 'one', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }
    drive.client({ type: 'conversation.item.create', previous_item_id: 'nowhere', item })
    expect(drive.last('error')?.error.param).toBe('previous_item_id')
    drive.client({ type: 'conversation.item.create', item })
    drive.client({ type: 'conversation.item.create', item })
    expect(drive.last('error')?.error.param).toBe('item.id')
  })

  test('an item may be put at the start or behind another', () => {
    const drive = createDrive()
    const message = (id: string) => ({ id, type: 'message', role: 'user', content: [{ type: 'input_text', text: id }] })
    drive.client({ type: 'conversation.item.create', item: message('a') })
    drive.client({ type: 'conversation.item.create', item: message('c') })
    drive.client({ type: 'conversation.item.create', previous_item_id: 'a', item: message('b') })
    drive.client({ type: 'conversation.item.create', previous_item_id: 'root', item: message('start') })
    expect(drive.state().items.map(({ id }) => id)).toEqual(['start', 'a', 'b', 'c'])
    drive.client({ type: 'conversation.item.delete', item_id: 'b' })
    expect(drive.state().items.map(({ id }) => id)).toEqual(['start', 'a', 'c'])
  })

  test.each([
    ['output_audio_buffer.clear', {}, 'output_audio_buffer.clear'],
    ['session.avatar.connect', { client_sdp: 'x' }, 'type'],
    ['rtc.call.sdp.create', { sdp_offer: 'x' }, 'type'],
  ])('%s is not for this session', (type, fields, param) => {
    const drive = createDrive()
    drive.client({ type, ...fields, event_id: 'mine' })
    expect(drive.last('error')?.error).toMatchObject({ param, event_id: 'mine' })
  })
})

describe('what a model does not take, as the live service was seen to do', () => {
  const driveOf = (rules: Rules, model: string) => createDrive({ ...rules, model: findModel(model) })

  test.each([
    [native, 'gpt-realtime', { parallel_tool_calls: true }, 'session.parallel_tool_calls'],
    [
      native,
      'gpt-realtime',
      {
        turn_detection: { type: 'azure_semantic_vad', end_of_utterance_detection: { model: 'semantic_detection_v1' } },
      },
      'session.turn_detection.end_of_utterance_detection',
    ],
    [
      cascaded,
      'gpt-4.1',
      { input_audio_transcription: { model: 'whisper-1' } },
      'session.input_audio_transcription.model',
      'invalid_input_audio_transcription_model',
    ],
    [cascaded, 'gpt-4o', { turn_detection: { type: 'semantic_vad' } }, 'session.turn_detection.type'],
    [cascaded, 'gpt-4o', { voice: 'alloy' }, 'session.voice'],
    [cascaded, 'gpt-4o', { voice: { type: 'openai', name: 'alloy' } }, 'session.voice'],
    [native, 'gpt-realtime', { voice: { type: 'azure-realtime-native', name: 'ava' } }, 'session.voice'],
    [native, 'azure-realtime', { voice: { type: 'azure-standard', name: 'en-US-AvaNeural' } }, 'session.voice'],
  ])('%# is refused: %s', (rules, model, session, param, code = 'invalid_request_error') => {
    const drive = driveOf(rules, model)
    drive.client({ type: 'session.update', event_id: 'u1', session })
    expect(drive.last('error')?.error).toMatchObject({ code, param, event_id: 'u1' })
    expect(drive.last('session.updated')).toBeUndefined()
  })

  test('interim_response costs a model that hears an error, and not the rest of the update', () => {
    const drive = driveOf(native, 'gpt-realtime')
    const interim_response = { type: 'static_interim_response', texts: ['One moment.'] }
    drive.client({ type: 'session.update', event_id: 'u1', session: { instructions: 'new', interim_response } })
    expect(drive.last('error')?.error).toMatchObject({
      message: expect.stringMatching(/interim response/i),
      event_id: 'u1',
    })
    expect(drive.last('session.updated')?.session.instructions).toBe('new')
    expect(drive.last('session.updated')?.session.interim_response).toBeUndefined()
  })

  test.each([
    ['voice', { voice: 'alloy' }],
    ['output_audio_format', { output_audio_format: 'mp3' }],
    [
      'pre_generated_assistant_message.content',
      {
        pre_generated_assistant_message: {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Welcome.' }],
        },
      },
    ],
  ])('no answer comes with such a %s', (name, response) => {
    const drive = driveOf(cascaded, 'gpt-4o')
    drive.client({ type: 'response.create', event_id: 'r1', response })
    expect(drive.last('error')?.error).toMatchObject({ param: `response.${name}`, event_id: 'r1' })
    expect(drive.last('response.created')).toBeUndefined()
  })

  test.each([
    ['gpt-5', { temperature: 0.7 }],
    ['gpt-4.1', { reasoning_effort: 'low' }],
  ])('%s takes %j, and then fails every answer', (model, session) => {
    const drive = driveOf(cascaded, model)
    drive.client({ type: 'session.update', session })
    expect(drive.last('session.updated')).toBeDefined()
    for (let turn = 0; turn < 2; turn++) {
      drive.client({ type: 'response.create' })
      drive.workAll()
    }
    const ends = drive.sent.filter(({ type }) => type === 'response.done')
    expect(ends).toMatchObject(Array.from({ length: 2 }, () => ({ response: { status: 'failed' } })))
    const cleared = Object.fromEntries(Object.keys(session).map((name) => [name, null]))
    drive.client({ type: 'session.update', session: cleared })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.done')?.response.status).toBe('completed')
  })

  test.each([
    [native, 'gpt-realtime', { parallel_tool_calls: false, temperature: 0.7 }],
    [cascaded, 'gpt-5', { reasoning_effort: 'low' }],
    [cascaded, 'gpt-4.1', { temperature: 0.7, parallel_tool_calls: true }],
    [native, 'gpt-realtime', { voice: 'alloy', input_audio_transcription: { model: 'whisper-1' } }],
    [native, 'gpt-realtime', { voice: { type: 'azure-standard', name: 'en-US-AvaNeural' } }],
    [cascaded, 'something-new', { voice: 'alloy', input_audio_transcription: { model: 'whisper-1' } }],
    [cascaded, 'something-new', { temperature: 0.7, reasoning_effort: 'low' }],
  ])('what it takes harms nothing: %#', (rules, model, session) => {
    const drive = driveOf(rules, model)
    drive.client({ type: 'session.update', session })
    drive.client({ type: 'response.create' })
    drive.workAll()
    expect(drive.last('response.done')?.response?.status).toBe('completed')
  })
})

describe('what a client says of audio, turns and model', () => {
  const server = expect.objectContaining({ type: 'server_vad' })

  test.each<[object, string, object]>([
    [{ input_audio_format: 'opus' }, 'session.input_audio_format', { input_audio_format: 'pcm16' }],
    [{ input_audio_format: '' }, 'session.input_audio_format', { input_audio_format: 'pcm16' }],
    [{ input_audio_format: 'pcm16_16000hz' }, 'session.input_audio_format', { input_audio_format: 'pcm16' }],
    [{ input_audio_sampling_rate: 22_050 }, 'session.input_audio_sampling_rate', { input_audio_sampling_rate: 24_000 }],
    [{ input_audio_sampling_rate: 0 }, 'session.input_audio_sampling_rate', { input_audio_sampling_rate: 24_000 }],
    [{ output_audio_format: 'pcm16-8000hz' }, 'session.output_audio_format', { output_audio_format: 'pcm16' }],
    [{ output_audio_format: 'mp3' }, 'session.output_audio_format', { output_audio_format: 'pcm16' }],
    [{ turn_detection: { type: 'azure_sematic_vad' } }, 'session.turn_detection', { turn_detection: server }],
    [{ model: 'gpt-5' }, 'session.model', { model: 'gpt-4o-2024-11-20' }],
  ])('is warned of and left as it was: %j', (patch, param, kept) => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: { ...patch, instructions: 'new' } })
    expect(drive.last('warning')?.warning).toMatchObject({ code: 'field_ignored', param })
    expect(drive.last('session.updated')?.session).toMatchObject({ ...kept, instructions: 'new' })
  })

  test.each([
    [{ input_audio_format: null }],
    [{ input_audio_format: 'g711_alaw' }],
    [{ input_audio_sampling_rate: null }],
    [{ input_audio_sampling_rate: 48_000 }],
    [{ output_audio_format: 'pcm16_22050hz' }],
    [{ model: 'gpt-4o-2024-11-20' }],
  ])('is taken without a word: %j', (patch) => {
    const drive = createDrive()
    drive.client({ type: 'session.update', session: patch })
    expect(drive.last('warning')).toBeUndefined()
    expect(drive.last('session.updated')?.session).toMatchObject(patch)
  })

  test.each<[string | undefined, object, object]>([
    [undefined, { reference_source: 'client', channels: 2 }, {}],
    [undefined, { reference_source: 'server', channels: 1 }, {}],
    [undefined, {}, { input_audio_format: 'g711_ulaw' }],
    ['invalid_ec_channels_requires_client', { channels: 2 }, {}],
    ['invalid_ec_channels_requires_client', { reference_source: 'server', channels: 2 }, {}],
    ['invalid_ec_reference_channels', { reference_source: 'client' }, {}],
    ['invalid_ec_channels_format', { reference_source: 'client', channels: 2 }, { input_audio_format: 'g711_ulaw' }],
  ])('is refused with %j for %j and %j', (code, echo, patch) => {
    const drive = createDrive()
    const input_audio_echo_cancellation = { type: 'server_echo_cancellation', ...echo }
    drive.client({ type: 'session.update', event_id: 'e1', session: { ...patch, input_audio_echo_cancellation } })
    expect(drive.last('error')?.error.code).toBe(code)
    expect(drive.last('session.updated') === undefined).toBe(code !== undefined)
  })

  test('the channels of echo cancellation stay as they are once audio has come, or they were set', () => {
    const channels = (count: 1 | 2) => ({
      type: 'server_echo_cancellation',
      reference_source: count === 2 ? 'client' : 'server',
      channels: count,
    })
    const codesOf = (...steps: readonly (object | null | 'audio')[]) => {
      const drive = createDrive()
      for (const step of steps)
        if (step === 'audio') drive.write(100)
        else drive.client({ type: 'session.update', session: { input_audio_echo_cancellation: step } })
      return drive.sent.flatMap((event) => (event.type === 'error' ? event.error.code : []))
    }
    const refused = ['change_in_ec_channels_not_allowed']
    expect(codesOf(channels(2), channels(1))).toEqual(refused)
    expect(codesOf(channels(2), null)).toEqual(refused)
    expect(codesOf('audio', channels(2))).toEqual(refused)
    expect(codesOf(channels(2), channels(2), 'audio', channels(2))).toEqual([])
    expect(codesOf(channels(1), 'audio', null)).toEqual([])
  })
})
