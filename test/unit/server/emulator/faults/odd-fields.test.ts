/** A seed decides which fields become odd, the same every time, and never what an event is. */

import { describe, expect, test } from 'vitest'
import { createOddFields, withValue } from '../../../../../server/emulator/faults/odd-fields.ts'

const event = {
  type: 'response.done',
  event_id: 'event_1',
  response: { id: 'r', output: [{ id: 'i', content: [{ type: 'audio', transcript: 'words' }] }], usage: { total: 1 } },
}
const rows = Array.from({ length: 300 }, () => event)

describe('createOddFields', () => {
  test('does the same for the same seed, and other things for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => rows.map(createOddFields({ seed })))
    expect(first).toEqual(again)
    expect(first).not.toEqual(other)
  })

  test('reaches fields at every depth, and leaves type and id alone', () => {
    const offered = new Set<string>()
    const note = (_type: string, path: string) => offered.add(path).size > 0
    const odd = rows.map(createOddFields({ seed: 7, mayChange: note }))
    expect([...offered]).toEqual([
      'response',
      'response.id',
      'response.output',
      'response.output.0',
      'response.output.0.id',
      'response.output.0.content',
      'response.output.0.content.0',
      'response.output.0.content.0.type',
      'response.output.0.content.0.transcript',
      'response.usage',
      'response.usage.total',
    ])
    for (const each of odd) expect(each).toMatchObject({ type: event.type, event_id: event.event_id })
    expect(new Set(odd.map((each) => JSON.stringify(each))).size).toBeGreaterThan(30)
    expect(odd.filter((each) => each === event).length).toBeGreaterThan(150)
  })

  test('changes what it may, and nothing at all with seed 0', () => {
    expect(rows.map(createOddFields({ seed: 0 })).every((each) => each === event)).toBe(true)
    const mayChange = (_type: string, path: string) => path.startsWith('response.usage')
    for (const each of rows.map(createOddFields({ seed: 3, mayChange })))
      expect(each).toMatchObject({ response: { id: 'r', output: event.response.output } })
  })
})

test('withValue copies what it changes, in objects and lists', () => {
  const changed = withValue(event, ['response', 'output', '0', 'id'], null)
  expect(changed).toEqual({
    ...event,
    response: { ...event.response, output: [{ ...event.response.output[0], id: null }] },
  })
  expect(event.response.output[0]?.id).toBe('i')
})
