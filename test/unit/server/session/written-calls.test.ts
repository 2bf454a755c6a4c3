/** A function call runs once, whichever of the service's events tells of it. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { commands, drive } from './drive.ts'

type Served = { type: string; [field: string]: unknown }

const named = { call_id: 'c1', name: 'calculate' }
const call = { type: 'function_call', id: 'i1', ...named, arguments: '{"a":1}', status: 'completed' }
const added: Served = {
  type: 'response.output_item.added',
  response_id: 'r1',
  item: { ...call, arguments: '', status: 'in_progress' },
}
const written: Served = {
  type: 'response.function_call_arguments.done',
  response_id: 'r1',
  ...named,
  arguments: '{"a":1}',
}
const { name: _, ...nameless } = written
const done: Served = { type: 'response.output_item.done', response_id: 'r1', item: call }
const over = (output: unknown = [], status: unknown = 'completed'): Served => ({
  type: 'response.done',
  response: { id: 'r1', status, output },
})

const run = (events: readonly Served[]) => {
  const page = drive().live()
  page.created('r1')
  const effects: SessionEffect[] = events.flatMap((event) => page.serve(event))
  return { page, effects, runs: effects.filter(({ type }) => type === 'runTool') }
}
const once = [{ type: 'runTool', call: 'c1', name: 'calculate', arguments: '{"a":1}' }]

describe('a call', () => {
  test.each([
    ['its item', [added, done, over()]],
    ['its arguments, with a name', [written, over()]],
    ['its arguments, and the name of the item added', [added, nameless, over()]],
    ['the response alone', [over([call])]],
    ['all of them', [added, written, done, over([call])]],
    ['all of them, twice', [added, added, written, written, done, done, over([call, call])]],
    ['its arguments, in a response of an odd status', [written, over([], 7)]],
    ['an item without a response', [{ ...done, response_id: null }, over()]],
  ])('that shows in %s runs once, and its output goes back', (_what, events) => {
    const { page, runs } = run(events)
    expect(runs).toEqual(once)
    const sent = commands(page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' }))
    expect(sent).toMatchObject([{ item: { call_id: 'c1', output: '42' } }, { type: 'response.create' }])
  })

  test.each([
    ['cut short by its item', [added, written, { ...done, item: { ...call, status: 'incomplete' } }, over([call])]],
    ['of a response that was cancelled', [added, written, over([call], 'cancelled')]],
    ['of a response that failed', [written, over([], 'failed')]],
    ['without a name', [nameless, over()]],
  ])('%s does not run', (_what, events) => {
    expect(run(events as Served[]).runs).toEqual([])
  })

  test('of the same id in a later response is another call', () => {
    const { page } = run([added, done, over()])
    page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })
    page.created('r2')
    expect(page.toolCall('r2', 'c1', 'calculate').filter(({ type }) => type === 'runTool')).toHaveLength(1)
  })

  test('that was given up is not told of again by its response', () => {
    const page = drive().live()
    page.created('r1')
    page.serve(done)
    const given = commands(page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1' }))
    expect(given).toMatchObject([{ item: { call_id: 'c1' } }])
    expect(commands([...page.serve(written), ...page.serve(over([call]))])).toEqual([])
  })
})
