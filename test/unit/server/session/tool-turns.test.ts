/** Tool calls within a session: run at once, answered together, dropped when the user goes on. */

import { describe, expect, test } from 'vitest'
import { replayOf } from '../../../../server/session/replay.ts'
import { serverMessage } from '../../../../shared/messages.ts'
import { commands, drive, told, typesOf, update } from './drive.ts'

const finish = (page: ReturnType<typeof drive>, call: string, output = '42') =>
  page.push({ type: 'tool.finished', call, ok: true, output })

const outputs = (effects: Parameters<typeof commands>[0]) =>
  commands(effects).flatMap((event) =>
    event.type === 'conversation.item.create' && event.item.type === 'function_call_output' ? [event.item] : [],
  )

const calling = () => {
  const page = drive().live()
  page.created('r1')
  return page
}

describe('a call with an id or a name longer than the page takes', () => {
  const long = 'c'.repeat(300)
  test.each([
    ['id', long, 'calculate'],
    ['name', 'c1', 'n'.repeat(300)],
  ])(
    '%s: the page sees another one, a page that was loaded anew the same, and the service its own',
    (_what, call, name) => {
      const page = calling()
      const effects = [...page.toolCall('r1', call, name), ...finish(page, call), ...page.done('r1')]
      const messages = told(effects)
      expect(typesOf(messages)).toEqual(['tool.started', 'tool.done'])
      for (const message of messages) expect(serverMessage.safeParse(message).error).toBeUndefined()
      expect(new Set(messages.map((message) => 'call' in message && message.call)).size).toBe(1)
      expect(outputs(effects)).toMatchObject([{ call_id: call, output: '42' }])
      expect(replayOf(page.state().history)).toEqual([messages[1]])
    },
  )
})

describe('tool calls', () => {
  test('run as soon as they are written, and the page sees them', () => {
    expect(calling().toolCall('r1', 'c1', 'calculate', '{"expression":"6*7"}')).toEqual([
      { type: 'tell', message: { type: 'tool.started', call: 'c1', name: 'calculate' } },
      { type: 'runTool', call: 'c1', name: 'calculate', arguments: '{"expression":"6*7"}' },
    ])
  })

  test('that come to nothing are counted, and those that were interrupted are not', () => {
    const page = calling()
    for (const call of ['c1', 'c2', 'c3']) page.toolCall('r1', call)
    page.push({ type: 'tool.finished', call: 'c1', ok: false, output: 'The tool did not finish within 10 seconds.' })
    finish(page, 'c2')
    page.say({ type: 'answer.interrupt' })
    page.push({ type: 'tool.finished', call: 'c3', ok: false, output: 'The user interrupted this call.' })
    expect(page.state().counts.toolFailures).toBe(1)
  })

  test('are answered after response.done, all together, then one response is asked for', () => {
    const page = calling()
    page.toolCall('r1', 'c1')
    page.toolCall('r1', 'c2')
    expect(commands(finish(page, 'c1'))).toEqual([])
    expect(commands(page.done('r1'))).toEqual([])
    const effects = finish(page, 'c2', '43')
    expect(told(effects)).toEqual([{ type: 'tool.done', call: 'c2', name: 'calculate', ok: true }])
    expect(typesOf(commands(effects))).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ])
    expect(outputs(effects)).toMatchObject([
      { call_id: 'c1', output: '42' },
      { call_id: 'c2', output: '43' },
    ])
  })

  const searched = (page: ReturnType<typeof drive>) => {
    const item = { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' }
    page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
    page.done('r1')
    return page.serve({ type: 'response.output_item.done', response_id: 'r1', item: { ...item, output: '42' } })
  }
  const calculated = (page: ReturnType<typeof drive>) => [
    ...page.toolCall('r1', 'c1'),
    ...finish(page, 'c1'),
    ...page.done('r1'),
  ]

  test.each([
    ['required', calculated, { tool_choice: 'auto' }],
    [{ type: 'function' as const, name: 'calculate' }, calculated, { tool_choice: 'auto' }],
    ['required', searched, { tool_choice: 'auto' }],
    ['auto', calculated, undefined],
  ] as const)(
    'of a session whose choice is %j are spoken of, and not called again for ever',
    (tool_choice, call, asked) => {
      const page = drive({ update: { ...update, tool_choice } }).live()
      page.created('r1')
      const requests = commands(call(page)).filter(({ type }) => type === 'response.create')
      expect(requests.map((event) => 'response' in event && event.response)).toEqual([asked ?? false])
    },
  )

  test('wait for response.done when they are quicker', () => {
    const page = calling()
    page.toolCall('r1', 'c1')
    expect(commands(finish(page, 'c1'))).toEqual([])
    expect(typesOf(commands(page.done('r1')))).toEqual(['conversation.item.create', 'response.create'])
  })

  test('are set aside on barge-in, each with an output, and abandoned when the user’s turn is answered', () => {
    const page = calling()
    page.toolCall('r1', 'c1')
    page.toolCall('r1', 'c2')
    finish(page, 'c1')
    page.done('r1')
    const effects = page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 })
    expect(typesOf(effects)).not.toContain('abortTools')
    expect(outputs(effects)).toMatchObject([
      { call_id: 'c1', output: '42' },
      { call_id: 'c2', output: 'The user interrupted before this was done.' },
    ])
    expect(typesOf(commands(effects))).not.toContain('response.create')
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 900 })
    const answered = page.created('r2')
    expect(typesOf(answered)).toContain('abortTools')
    expect(told(answered)).toEqual([{ type: 'tool.done', call: 'c2', name: 'calculate', ok: false }])
    expect(commands(answered)).toEqual([])
    expect(finish(page, 'c2')).toEqual([])
  })

  test('that come late from a cut response are not run, but get an output', () => {
    const page = calling()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 })
    const effects = page.toolCall('r1', 'c1')
    expect(typesOf(effects)).toEqual(['command'])
    expect(outputs(effects)).toMatchObject([{ call_id: 'c1' }])
  })

  test('run once, though their item comes twice, and not at all when they were cut short', () => {
    const page = calling()
    page.toolCall('r1', 'c1')
    expect(page.toolCall('r1', 'c1')).toEqual([])
    const item = {
      id: 'f',
      type: 'function_call',
      status: 'incomplete',
      name: 'calculate',
      call_id: 'c9',
      arguments: '{"e',
    }
    expect(page.serve({ type: 'response.output_item.done', response_id: 'r1', item })).toEqual([])
  })
})
