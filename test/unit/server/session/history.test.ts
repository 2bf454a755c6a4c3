/** What a new session is told of the call so far. */

import { describe, expect, test } from 'vitest'
import {
  HISTORY_MAX_CHARACTERS,
  HISTORY_MAX_TURNS,
  type History,
  noHistory,
  recordMessage,
  recordOutput,
  recordText,
  recordTool,
  toItems,
} from '../../../../server/session/history.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'

const tell = (history: History, ...messages: ServerMessage[]): History => messages.reduce(recordMessage, history)
const type = (history: History, text: string): History => recordText(history, text)

describe('history', () => {
  test('an utterance stands where it began, though its caption comes after the answer', () => {
    const history = tell(
      noHistory,
      { type: 'speech.started', item: 'u1' },
      { type: 'answer.started', answer: 1, item: 'm1' },
      { type: 'answer.caption.delta', answer: 1, delta: 'Noon.' },
      { type: 'user.caption.done', item: 'u1', text: 'What time is it?' },
    )
    expect(toItems(history, (answer) => `said-${answer}`)).toEqual([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'What time is it?' }] },
      { type: 'message', role: 'assistant', id: 'said-1', content: [{ type: 'text', text: 'Noon.' }] },
    ])
  })

  test('what was not understood, or not said, leaves no item', () => {
    const history = tell(
      noHistory,
      { type: 'speech.started', item: 'u1' },
      { type: 'user.caption.done', item: 'u1', text: null },
      { type: 'answer.started', answer: 1, item: 'm1' },
    )
    expect(toItems(history, (answer) => `said-${answer}`)).toEqual([])
  })

  test.each(['', ' ', null])('known words stay when their utterance is told again as %j', (again) => {
    const history = tell(
      noHistory,
      { type: 'user.caption.done', item: 'u1', text: 'What time is it?' },
      { type: 'user.caption.done', item: 'u1', text: again },
    )
    expect(history).toMatchObject([{ kind: 'user', text: 'What time is it?' }])
  })

  test('a tool call keeps its output', () => {
    const called = recordTool(noHistory, { call: 'c1', name: 'add', argumentsJson: '{"a":1}' })
    const history = recordOutput(called, 'c1', '2')
    expect(toItems(history, (answer) => `said-${answer}`)).toEqual([
      { type: 'function_call', call_id: 'c1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c1', output: '2' },
    ])
  })

  test('is bounded in turns and in characters, and the newest stay', () => {
    let many = noHistory
    for (let turn = 1; turn <= HISTORY_MAX_TURNS + 5; turn += 1) many = type(many, `turn ${turn}`)
    expect(many).toHaveLength(HISTORY_MAX_TURNS)
    expect(many.at(-1)).toMatchObject({ text: `turn ${HISTORY_MAX_TURNS + 5}` })
    let long = noHistory
    for (let turn = 0; turn < 10; turn += 1) long = type(long, 'x'.repeat(HISTORY_MAX_CHARACTERS / 4))
    expect(long).toHaveLength(4)
  })
})
