/** Calls of MCP servers within a session: shown like tools, made only with the user's word where it is wanted, spoken of afterwards. */

import { describe, expect, test } from 'vitest'
import { APPROVALS_MAX, CALLS_MAX } from '../../../../server/session/mcp-calls.ts'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { APPROVAL_ARGUMENTS_MAX_LENGTH } from '../../../../shared/messages.ts'
import { commands, drive, ended, errorsIn, told, typesOf } from './drive.ts'

type Driver = ReturnType<typeof drive>

const called = (page: Driver, call = 'k1', response = 'r1', name = 'get_weather') =>
  page.serve({
    type: 'response.output_item.added',
    response_id: response,
    output_index: 0,
    item: { id: call, type: 'mcp_call', server_label: 'docs', name, arguments: '' },
  })
const asked = (page: Driver, id = 'a1', fields: object = {}) =>
  page.serve({
    type: 'conversation.item.created',
    item: {
      id,
      type: 'mcp_approval_request',
      server_label: 'docs',
      name: 'get_weather',
      arguments: '{"city":"Oslo"}',
      ...fields,
    },
  })
const answer = (page: Driver, approve: boolean, id = 'a1') => page.say({ type: 'approval.answer', id, approve })
const progress = (page: Driver, step: 'in_progress' | 'completed' | 'failed', call = 'k1') =>
  page.serve({ type: `response.mcp_call.${step}`, item_id: call, output_index: 0 })
const itemDone = (page: Driver, result: object = { output: 'sunny' }, call = 'k1', response = 'r1') =>
  page.serve({
    type: 'response.output_item.done',
    response_id: response,
    output_index: 0,
    item: { id: call, type: 'mcp_call', server_label: 'docs', name: 'get_weather', arguments: '{}', ...result },
  })
const speaks = (page: Driver) =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u2', audio_start_ms: 0 })
const hasSpoken = (page: Driver) =>
  page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 0 })
const lose = (page: Driver) => page.lose({ kind: 'closed', code: 1006, reason: '' })

/** A response that calls, asks and is over. */
function waiting(): Driver {
  const page = drive().live()
  page.created('r1')
  called(page)
  asked(page)
  page.done('r1')
  return page
}

const responsesIn = (effects: readonly SessionEffect[]) =>
  typesOf(commands(effects)).filter((type) => type === 'response.create').length

test.each([
  ['in progress', (page: Driver) => progress(page, 'in_progress')],
  ['completed', (page: Driver) => progress(page, 'completed')],
  ['done', (page: Driver) => itemDone(page)],
])('a call that was approved, unwanted before it ran, and is %s keeps nobody waiting', (_, next) => {
  const page = waiting()
  answer(page, true)
  page.say({ type: 'answer.interrupt' })
  const types = typesOf(told(next(page)))
  expect(types.slice(0, 2)).toEqual(['tool.started', 'answer.none'])
  expect(commands(itemDone(page))).toEqual([])
})

test('a call that was approved, unwanted before it ran, and runs behind the beginning of another answer keeps nobody waiting', () => {
  const page = waiting()
  speaks(page)
  answer(page, true)
  page.say({ type: 'answer.interrupt' })
  hasSpoken(page)
  page.created('r2')
  page.text('r2', 'm2', 'It is')
  expect(typesOf(told(progress(page, 'in_progress')))).toEqual(['tool.started', 'answer.none'])
})

test('a call of a response that was unwanted before it came keeps nobody waiting', () => {
  const page = drive().live()
  page.say({ type: 'text.send', text: 'Search for it' })
  page.created('r1')
  page.say({ type: 'answer.interrupt' })
  called(page)
  progress(page, 'in_progress')
  progress(page, 'completed')
  itemDone(page)
  expect(typesOf(told(page.done('r1')))).toEqual(['answer.none'])
  expect(page.state().mcp.calls).toEqual([])
})

describe('an approval', () => {
  test('is asked of the page once, with what would be called, and logged nowhere', () => {
    const page = drive().live()
    page.created('r1')
    called(page)
    expect(asked(page)).toEqual([
      {
        type: 'tell',
        message: {
          type: 'approval.asked',
          id: 'a1',
          server: 'docs',
          name: 'get_weather',
          arguments: '{"city":"Oslo"}',
        },
      },
    ])
    expect(asked(page)).toEqual([])
  })

  test('shows long arguments up to the bound, and that they go on', () => {
    const page = drive().live()
    const length = (effects: readonly SessionEffect[]) =>
      told(effects).map((message) => (message.type === 'approval.asked' ? message.arguments.length : 0))
    expect(length(asked(page, 'a1', { arguments: 'x'.repeat(APPROVAL_ARGUMENTS_MAX_LENGTH) }))).toEqual([4000])
    const effects = asked(page, 'a2', { arguments: 'x'.repeat(APPROVAL_ARGUMENTS_MAX_LENGTH + 1) })
    expect(told(effects)).toMatchObject([{ arguments: `${'x'.repeat(3999)}…` }])
  })

  test('that is given goes to the service; the call runs as a tool, and one response is asked for when its result is there', () => {
    const page = waiting()
    expect(commands(answer(page, true))).toMatchObject([
      {
        type: 'conversation.item.create',
        item: { type: 'mcp_approval_response', approval_request_id: 'a1', approve: true },
      },
    ])
    expect(progress(page, 'in_progress')).toEqual([
      { type: 'tell', message: { type: 'tool.started', call: 'k1', name: 'docs/get_weather' } },
    ])
    const completed = progress(page, 'completed')
    expect(told(completed)).toEqual([{ type: 'tool.done', call: 'k1', name: 'docs/get_weather', ok: true }])
    expect(commands(completed)).toEqual([])
    const over = itemDone(page)
    expect(typesOf(commands(over))).toEqual(['response.create'])
    expect(page.state().mcp.calls).toEqual([])
    expect(itemDone(page)).toEqual([])
  })

  test('that is denied goes to the service, shows no tool, and lets the agent go on at once', () => {
    const page = waiting()
    expect(commands(answer(page, false))).toMatchObject([
      { item: { type: 'mcp_approval_response', approval_request_id: 'a1', approve: false } },
      { type: 'response.create' },
    ])
    expect(progress(page, 'failed')).toEqual([])
    expect(itemDone(page, { error: { message: 'denied' } })).toEqual([])
  })

  test('that is answered before its response is over asks for the next one after it', () => {
    const page = drive().live()
    page.created('r1')
    called(page)
    asked(page)
    expect(typesOf(commands(answer(page, false)))).toEqual(['conversation.item.create'])
    expect(responsesIn(page.done('r1'))).toBe(1)
  })

  test('that nobody asked for is refused, and a second answer to one changes nothing', () => {
    const page = waiting()
    expect(errorsIn(answer(page, true, 'a9'))).toEqual([['bad_message', false]])
    answer(page, true)
    expect(answer(page, true)).toEqual([])
    expect(answer(page, false)).toEqual([])
    expect(ended(answer(page, false))).toBeUndefined()
  })

  test('that is given before the answer to what was said meanwhile is spoken of after it', () => {
    const page = waiting()
    page.done('r1')
    speaks(page)
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 900 })
    answer(page, true)
    page.created('r2')
    progress(page, 'completed')
    itemDone(page)
    expect(typesOf(commands(page.done('r2')))).toEqual(['response.create'])
  })

  test('is not answered by speaking over it, and can still be given afterwards', () => {
    const page = waiting()
    expect(commands(speaks(page))).toEqual([])
    expect(page.state().mcp.asked).toMatchObject([{ id: 'a1' }])
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 0 })
    page.created('r2')
    page.done('r2')
    answer(page, true)
    progress(page, 'in_progress')
    progress(page, 'completed')
    expect(responsesIn(itemDone(page))).toBe(1)
  })

  test('denied while the user speaks asks for no response: his turn brings one', () => {
    const page = waiting()
    speaks(page)
    expect(responsesIn(answer(page, false))).toBe(0)
  })

  test('leaves the gate free and counts as a sign of the user', () => {
    const page = waiting()
    expect(page.state().gate).toMatchObject({ active: undefined, asked: undefined, queued: false })
    page.pass(60_000)
    page.push({ type: 'timer.fired', timer: 'keepalive' })
    answer(page, true)
    expect(page.state().pace.talkedAtMs).toBe(60_000)
  })

  test('one too many is denied unasked, and counted', () => {
    const page = drive().live()
    for (let n = 1; n <= APPROVALS_MAX; n++) expect(told(asked(page, `a${n}`))).toHaveLength(1)
    const effects = asked(page, 'one-more')
    expect(told(effects)).toEqual([])
    expect(commands(effects)).toMatchObject([
      { item: { approval_request_id: 'one-more', approve: false } },
      { type: 'response.create' },
    ])
    expect(page.state().counts.unasked).toBe(1)
    expect(page.state().mcp.asked).toHaveLength(APPROVALS_MAX)
  })

  test('is withdrawn when its session is lost; an answer that crosses this is no fault, and the next session asks anew', () => {
    const page = waiting()
    const effects = lose(page)
    expect(told(effects)).toContainEqual({ type: 'approval.closed', id: 'a1' })
    expect(answer(page, true)).toEqual([])
    const { newest } = page.state().link
    page.upstreamOpened(newest)
    expect(responsesIn(page.serve({ type: 'session.updated', session: {} }, newest))).toBe(1)
    expect(answer(page, true)).toEqual([])
  })

  test.each([
    ['and nothing shows that the call ran: the next session asks anew', () => {}, true],
    ['and the call ran: it is not made again', (page: Driver) => void progress(page, 'in_progress'), false],
  ])('is given to a session that is lost, %s', (_name, meanwhile, asksAnew) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Weather?' })
    page.created('r1')
    called(page)
    asked(page)
    page.done('r1')
    answer(page, true)
    meanwhile(page)
    page.lose({ kind: 'closed', code: 1006, reason: '' })
    const { newest } = page.state().link
    page.upstreamOpened(newest)
    const sent = commands(page.serve({ type: 'session.updated', session: {} }, newest))
    expect(typesOf(sent).includes('response.create')).toBe(asksAnew)
  })

  test('holds back the change to the next session, until the old one expires', () => {
    const page = waiting()
    page.push({ type: 'timer.fired', timer: 'expiry' })
    const { newest } = page.state().link
    page.upstreamOpened(newest)
    const early = page.serve({ type: 'session.updated', session: {} }, newest)
    expect(typesOf(early)).not.toContain('switch')
    page.pass((page.state().link.deadlineMs ?? 0) - page.nowMs())
    const late = page.push({ type: 'timer.fired', timer: 'expiry' })
    expect(typesOf(late)).toContain('switch')
    expect(told(late)).toContainEqual({ type: 'approval.closed', id: 'a1' })
    expect(responsesIn(late)).toBe(1)
  })
})

describe('a call of an MCP server', () => {
  const running = () => {
    const page = drive().live()
    page.created('r1')
    called(page)
    progress(page, 'in_progress')
    return page
  }

  test('that needs no approval is followed by one response, after its own is over', () => {
    const page = running()
    progress(page, 'completed')
    expect(commands(itemDone(page))).toEqual([])
    expect(responsesIn(page.done('r1'))).toBe(1)
  })

  test('beside another is followed by one response for both', () => {
    const page = running()
    called(page, 'k2')
    progress(page, 'completed')
    itemDone(page)
    expect(responsesIn(page.done('r1'))).toBe(0)
    progress(page, 'in_progress', 'k2')
    progress(page, 'failed', 'k2')
    expect(responsesIn(itemDone(page, { error: {} }, 'k2'))).toBe(1)
  })

  test('is followed by no response while one that was written after it waits for the user', () => {
    const page = running()
    progress(page, 'completed')
    itemDone(page)
    called(page, 'k2')
    asked(page)
    expect(responsesIn(page.done('r1'))).toBe(0)
    expect(responsesIn(answer(page, false))).toBe(1)
  })

  test('beside a tool of ours leaves the response to it', () => {
    const page = running()
    page.toolCall('r1', 'c1')
    progress(page, 'completed')
    itemDone(page)
    expect(responsesIn(page.done('r1'))).toBe(0)
    expect(responsesIn(page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' }))).toBe(1)
  })

  test('that fails is shown failed', () => {
    expect(told(progress(running(), 'failed'))).toEqual([
      { type: 'tool.done', call: 'k1', name: 'docs/get_weather', ok: false },
    ])
  })

  test('whose progress nobody told of is shown by its item, and one without a result is not over', () => {
    const page = drive().live()
    page.created('r1')
    called(page)
    expect(itemDone(page, {})).toEqual([])
    expect(told(itemDone(page, { error: { message: 'no' } }))).toMatchObject([
      { type: 'tool.started', name: 'docs/get_weather' },
      { type: 'tool.done', ok: false },
    ])
  })

  test('in a response that was cut short is over with it, and nothing is asked for', () => {
    const page = running()
    speaks(page)
    const over = page.done('r1', 'cancelled')
    expect(told(over)).toContainEqual({ type: 'tool.done', call: 'k1', name: 'docs/get_weather', ok: false })
    expect(responsesIn(over)).toBe(0)
    expect(page.state().mcp.calls).toEqual([])
  })

  test('in a response that was asked for before a sound is spoken of when nothing comes of the sound', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'How is the weather?' })
    speaks(page)
    hasSpoken(page)
    page.created('r1')
    called(page)
    progress(page, 'completed')
    itemDone(page)
    expect(responsesIn(page.done('r1'))).toBe(0)
    expect(responsesIn(page.push({ type: 'timer.fired', timer: 'gate' }))).toBe(1)
  })

  test('that the user does not wait for asks for no response', () => {
    const page = running()
    page.done('r1')
    speaks(page)
    hasSpoken(page)
    page.created('r2')
    page.done('r2')
    progress(page, 'completed')
    expect(commands(itemDone(page))).toEqual([])
  })

  test.each<[string, (page: Driver) => unknown]>([
    ['while no one speaks', () => {}],
    ['while the user speaks', speaks],
    ['before the service answers what the user said', (page) => [speaks(page), hasSpoken(page)]],
  ])(
    'is shown failed when its session is lost %s, and is not made again; the user is told that no answer comes',
    (_, meanwhile) => {
      const page = running()
      meanwhile(page)
      const effects = lose(page)
      expect(told(effects)).toContainEqual({ type: 'tool.done', call: 'k1', name: 'docs/get_weather', ok: false })
      expect(errorsIn(effects)).toEqual([['answer_failed', false]])
      const { newest } = page.state().link
      page.upstreamOpened(newest)
      expect(responsesIn(page.serve({ type: 'session.updated', session: {} }, newest))).toBe(0)
    },
  )

  test('that is one too many takes the place of the oldest, which is counted', () => {
    const page = running()
    for (let n = 2; n <= CALLS_MAX; n++) called(page, `k${n}`)
    expect(told(called(page, 'one-more'))).toEqual([
      { type: 'tool.done', call: 'k1', name: 'docs/get_weather', ok: false },
    ])
    expect(page.state().mcp.calls).toHaveLength(CALLS_MAX)
    expect(page.state().counts.unfollowed).toBe(1)
  })
})

describe('a list of tools', () => {
  test('that fails is told as an error that ends nothing, and logged with the label of the server', () => {
    const page = drive().live()
    page.serve({
      type: 'conversation.item.created',
      item: { id: 'l1', type: 'mcp_list_tools', server_label: 'docs', tools: [] },
    })
    const effects = page.serve({ type: 'mcp_list_tools.failed', item_id: 'l1' })
    expect(errorsIn(effects)).toEqual([['mcp_unavailable', false]])
    expect(effects).toContainEqual({
      type: 'log',
      level: 'warn',
      event: 'mcp tools not listed',
      fields: { server: 'docs' },
    })
  })
})
