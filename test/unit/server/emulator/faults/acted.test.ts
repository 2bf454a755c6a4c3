/** What is acted on, by samples; that it is all of the table, the type of its own says. */

import { expect, test } from 'vitest'
import { isActedOn } from '../../../../../server/emulator/faults/acted.ts'

test.each([
  ['response.done', 'response.status', true],
  ['response.done', 'response', true],
  ['response.done', 'response.output.0.content.0.transcript', true],
  ['response.done', 'response.output.3.call_id', true],
  ['response.done', 'response.output.0.type', true],
  ['response.done', 'response.usage', false],
  ['response.done', 'response.usage.total_tokens', false],
  ['response.done', 'response.output.0.object', false],
  ['response.audio.delta', 'delta', true],
  ['response.audio.delta', 'content_index', false],
  ['session.updated', 'session.turn_detection.type', true],
  ['session.updated', 'session.voice.name', false],
  ['input_audio_buffer.committed', 'item_id', false],
  ['an.event.of.tomorrow', 'anything', false],
])('of %s, %s: %s', (type, path, expected) => {
  expect(isActedOn(type, path)).toBe(expected)
})
