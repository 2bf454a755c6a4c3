/** Faults strike once, at their moment, and leave everything else alone. */

import { describe, expect, test } from 'vitest'
import { createTrouble } from '../../../../server/emulator/trouble.ts'
import type { ServerEvent } from '../../../../server/voicelive/server-events.ts'

const place = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 }
const events: Record<string, ServerEvent> = {
  connect: { type: 'session.created', session: {} },
  listening: { type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'i' },
  answering: { type: 'response.audio.delta', ...place, delta: '' },
  'tool-call': {
    type: 'response.function_call_arguments.done',
    response_id: 'r',
    item_id: 'i',
    output_index: 0,
    call_id: 'c',
    name: 'n',
    arguments: '{}',
  },
}
const created: ServerEvent = { type: 'response.created', response: { id: 'r', status: 'in_progress' } }
const done: ServerEvent = { type: 'response.done', response: { id: 'r', status: 'completed' } }

describe('createTrouble', () => {
  test.each(['connect', 'listening', 'answering', 'tool-call'] as const)('strikes at %s, and only once', (at) => {
    const trouble = createTrouble({ fault: 'close-1011', at }, () => true)
    for (const [moment, event] of Object.entries(events))
      expect(trouble.sent(event)).toEqual(moment === at ? { type: 'close', code: 1011 } : undefined)
    for (const event of Object.values(events)) expect(trouble.sent(event)).toBeUndefined()
  })

  test('a fault that may not strike is over at its moment, and asks no more', () => {
    let asked = 0
    const trouble = createTrouble({ fault: 'close-1011', at: 'answering' }, () => ++asked > 1)
    for (const event of [...Object.values(events), ...Object.values(events)])
      expect(trouble.sent(event)).toBeUndefined()
    expect(asked).toBe(1)
  })

  test('without a fault nothing is done', () => {
    const trouble = createTrouble({ fault: 'none', at: 'answering' }, () => true)
    for (const event of [...Object.values(events), created, done]) {
      expect(trouble.alter(event)).toBe(event)
      expect(trouble.sent(event)).toBeUndefined()
    }
  })

  test('a response that is to fail before there is one fails when it is created', () => {
    const trouble = createTrouble({ fault: 'failed-response', at: 'connect' }, () => true)
    trouble.sent(events.connect as ServerEvent)
    expect(trouble.sent(created)).toEqual({ type: 'fail' })
  })

  test('a response that has been decided fails with its last event, and the next one does not', () => {
    const trouble = createTrouble({ fault: 'failed-response', at: 'tool-call' }, () => true)
    trouble.sent(events['tool-call'] as ServerEvent)
    expect(trouble.alter(done)).toMatchObject({
      response: { status: 'failed', status_details: { error: { code: 'message_creation_failed' } } },
    })
    expect(trouble.sent(created)).toBeUndefined()
    expect(trouble.alter(done)).toBe(done)
  })
})
