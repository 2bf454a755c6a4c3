/** Faults happen once, at their moment, and leave everything else alone. */

import { describe, expect, test } from 'vitest'
import { endings } from '../../../../../server/emulator/faults/endings.ts'
import { createInjector } from '../../../../../server/emulator/faults/injector.ts'
import type { ServerEvent } from '../../../../../server/voicelive/server-events.ts'

const place = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 }
const connect: ServerEvent = { type: 'session.created', session: {} }
const listening: ServerEvent = { type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'i' }
const toolCall: ServerEvent = {
  type: 'response.function_call_arguments.done',
  response_id: 'r',
  item_id: 'i',
  output_index: 0,
  call_id: 'c',
  name: 'n',
  arguments: '{}',
}
const events: Record<string, ServerEvent> = {
  connect,
  listening,
  answering: { type: 'response.audio.delta', ...place, delta: '' },
  'tool-call': toolCall,
}
const created: ServerEvent = { type: 'response.created', response: { id: 'r', status: 'in_progress' } }
const done: ServerEvent = { type: 'response.done', response: { id: 'r', status: 'completed' } }
const committed: ServerEvent = { type: 'input_audio_buffer.committed', previous_item_id: null, item_id: 'j' }
const transcribed = (item_id: string, transcript: string): ServerEvent => ({
  type: 'conversation.item.input_audio_transcription.completed',
  item_id,
  content_index: 0,
  transcript,
})

describe('createInjector', () => {
  test.each(['connect', 'listening', 'answering', 'tool-call'] as const)('acts at %s, and only once', (at) => {
    const injector = createInjector({ fault: 'close-1011', at }, () => true)
    for (const [moment, event] of Object.entries(events))
      expect(injector.sent(event)).toEqual(moment === at ? [{ type: 'close', code: 1011 }] : [])
    for (const event of Object.values(events)) expect(injector.sent(event)).toEqual([])
  })

  test('a fault that may not happen is over at its moment, and asks no more', () => {
    let asked = 0
    const injector = createInjector({ fault: 'close-1011', at: 'answering' }, () => ++asked > 1)
    for (const event of [...Object.values(events), ...Object.values(events)]) expect(injector.sent(event)).toEqual([])
    expect(asked).toBe(1)
  })

  test('without a fault nothing is done', () => {
    const injector = createInjector({ fault: 'none', at: 'answering' }, () => true)
    for (const event of [...Object.values(events), created, done]) {
      expect(injector.alter(event)).toBe(event)
      expect(injector.sent(event)).toEqual([])
    }
  })
})

describe.each(Object.entries(endings))('%s', (name, ending) => {
  const fault = name as keyof typeof endings

  test('ends the next response when it is created, if there is none', () => {
    const injector = createInjector({ fault, at: 'connect' }, () => true)
    injector.sent(connect)
    expect(injector.sent(created)).toEqual([{ type: 'end-response', ending }])
  })

  test('ends a response that has been decided with its last event, and not the one behind it', () => {
    const injector = createInjector({ fault, at: 'tool-call' }, () => true)
    injector.sent(toolCall)
    const isOfNext = fault === 'response-filtered-empty'
    expect(injector.alter(done)).toEqual(isOfNext ? done : { ...done, response: { id: 'r', ...ending } })
    expect(injector.sent(created)).toEqual(isOfNext ? [{ type: 'end-response', ending }] : [])
    expect(injector.alter(done)).toEqual(isOfNext ? { ...done, response: { id: 'r', ...ending } } : done)
    expect(injector.alter(done)).toBe(done)
  })
})

test.each(Object.entries(endings))(
  '%s waits for the next response when barge-in cancels the one in progress',
  (name, ending) => {
    const injector = createInjector({ fault: name as keyof typeof endings, at: 'listening' }, () => true)
    const cancelled: ServerEvent = { type: 'response.done', response: { id: 'r', status: 'cancelled' } }
    injector.sent(created)
    injector.sent(listening)
    expect(injector.alter(cancelled)).toBe(cancelled)
    injector.sent(cancelled)
    expect(injector.sent(created)).toEqual([{ type: 'end-response', ending }])
    const failed: ServerEvent = { ...done, response: { id: 'r', ...ending } }
    expect(injector.alter(failed)).toBe(failed)
    expect(injector.sent(created)).toEqual([])
    expect(injector.alter(done)).toBe(done)
  },
)

describe('transcripts', () => {
  test('repeated-transcript repeats the newest one, empty, once the next audio is committed, and once', () => {
    const injector = createInjector({ fault: 'repeated-transcript', at: 'connect' }, () => true)
    injector.sent(connect)
    expect(injector.sent(committed)).toEqual([])
    expect(injector.sent(transcribed('i', 'words'))).toEqual([])
    expect(injector.sent(committed)).toEqual([{ type: 'send', event: transcribed('i', '') }])
    expect(injector.sent(committed)).toEqual([])
  })

  test('null-transcript takes the words of one turn', () => {
    const injector = createInjector({ fault: 'null-transcript', at: 'listening' }, () => true)
    expect(injector.alter(transcribed('i', 'words'))).toEqual(transcribed('i', 'words'))
    injector.sent(listening)
    expect(injector.alter(transcribed('i', 'words'))).toMatchObject({ item_id: 'i', transcript: null })
    expect(injector.alter(transcribed('i', 'words'))).toEqual(transcribed('i', 'words'))
  })
})
