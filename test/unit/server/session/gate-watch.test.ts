/** A service that answers pings and says nothing more is taken for lost; one that is slow, or that we could not listen to, is not. */

import { describe, expect, test } from 'vitest'
import { commands, drive, errorsIn, told, typesOf } from './drive.ts'

type Driver = ReturnType<typeof drive>

const ask = (page: Driver) => page.say({ type: 'text.send', text: 'What time is it?' })
const speechStarts = (page: Driver, item = 'u1') =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 })
const speechStops = (page: Driver, item = 'u1') =>
  page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: item, audio_end_ms: 900 })
/** The timer of the gate runs out, `lateMs` after its time. */
const waitRunsOut = (page: Driver, lateMs = 0) => {
  page.pass(5_000 + lateMs)
  return page.push({ type: 'timer.fired', timer: 'gate' })
}
const announcesCall = (page: Driver) =>
  page.serve({
    type: 'response.output_item.added',
    response_id: 'r1',
    item: { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' },
  })
const callsServer = (page: Driver) => {
  announcesCall(page)
  page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1' })
}
const pauseRunsOut = (page: Driver) => {
  page.pass(20_000)
  return page.push({ type: 'timer.fired', timer: 'gate' })
}
const pauseTimer = { type: 'setTimer', timer: 'gate', afterMs: 20_000 }
const gateTimer = { type: 'setTimer', timer: 'gate', afterMs: 5_000 }

const warm = (page: Driver) =>
  commands(page.ready()).flatMap((event) => (event.type === 'session.update' ? [] : [event]))

/** Ways to wait for the service, and what the next session is asked, if anything. */
const waits: readonly (readonly [string, (page: Driver) => unknown, readonly string[]])[] = [
  ['a typed question', ask, ['conversation.item.create', 'response.create']],
  [
    'a second question, typed after the first was given up',
    (page) => {
      ask(page)
      page.serve({ type: 'conversation.item.created', item: { id: 'i1', type: 'message', role: 'user', content: [] } })
      waitRunsOut(page)
      ask(page)
    },
    ['conversation.item.create', 'conversation.item.create', 'response.create'],
  ],
  ['a spoken turn whose words never came', (page) => [speechStarts(page), speechStops(page)], []],
  [
    'a tool that has returned',
    (page) => {
      page.created('r1')
      page.toolCall('r1', 'c1')
      page.done('r1')
      page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })
    },
    ['conversation.item.create', 'conversation.item.create', 'response.create'],
  ],
  [
    'a question typed over an answer that got stuck',
    (page) => {
      page.created('r1')
      ask(page)
    },
    ['conversation.item.create', 'response.create'],
  ],
  [
    'a question typed over the call of a server that got stuck',
    (page) => {
      page.created('r1')
      callsServer(page)
      ask(page)
      page.serve({ type: 'response.thinking' })
      waitRunsOut(page)
    },
    ['conversation.item.create', 'response.create'],
  ],
  [
    'an answer that is interrupted, and got stuck',
    (page) => {
      page.created('r1')
      page.text('r1', 'm1', 'Once upon')
      page.say({ type: 'answer.interrupt' })
    },
    [],
  ],
]

describe.each(waits)('%s', (_what, begin, next) => {
  test('is not answered by a single event in two waits: the service is lost, and the call goes on in another session', () => {
    const page = drive().live()
    begin(page)
    const once = waitRunsOut(page)
    expect(typesOf(told(once))).not.toContain('service.lost')
    expect(once).toContainEqual(gateTimer)
    const twice = waitRunsOut(page)
    expect(twice).toContainEqual({ type: 'hangUp', connection: 1 })
    expect(typesOf(told(twice))).toContain('service.lost')
    expect(twice).toContainEqual({ type: 'dial', connection: 2, conversation: undefined })
    expect(page.lose({ kind: 'closed', code: 1006, reason: '' }, 1)).toEqual([])
    expect(typesOf(warm(page))).toEqual(next)
    expect(page.state().counts).toMatchObject({ losses: 1, errors: 0 })
  })

  test.each([
    ['the item', { type: 'conversation.item.created', item: { id: 'i1', type: 'message', role: 'user', content: [] } }],
    ['a warning', { type: 'warning', warning: { code: 'busy', message: 'Busy.' } }],
    ['what nobody knows', { type: 'response.thinking' }],
    ['what nobody can read', { type: 'response.done' }],
  ])('and %s comes in each wait: it is slow, and stays', (_event, event) => {
    const page = drive().live()
    begin(page)
    for (let rounds = 0; rounds < 4; rounds += 1) {
      page.pass(2_000)
      page.serve(event)
      page.pass(3_000)
      expect(typesOf(page.push({ type: 'timer.fired', timer: 'gate' }))).not.toContain('hangUp')
      if (rounds < 3) ask(page)
    }
    expect(page.state().counts.losses).toBe(0)
  })

  test('and the timers were late, for our process slept: nothing is held against the service', () => {
    const page = drive().live()
    begin(page)
    const effects = [60_000, 2_000, 0].flatMap((lateMs) => waitRunsOut(page, lateMs))
    expect(typesOf(effects)).not.toContain('hangUp')
    // From then on it is listened to as before.
    expect(typesOf(waitRunsOut(page))).toContain('hangUp')
  })
})

test('the page is told once that no answer comes, and nothing when the service is listened for again', () => {
  const page = drive().live()
  ask(page)
  expect(told(waitRunsOut(page))).toEqual([{ type: 'answer.none' }])
  page.serve({ type: 'response.thinking' })
  expect(waitRunsOut(page)).toEqual([])
})

test('an answer that was interrupted ends when its end does not come, and once', () => {
  const page = drive().live()
  page.created('r1')
  page.audio('r1', 'a1')
  page.text('r1', 'a1', 'The capital')
  page.say({ type: 'answer.interrupt' })
  page.say({ type: 'playback.stopped', answer: 1, playedSamples: 2400 })
  const ends = (effects: Parameters<typeof told>[0]) => told(effects).filter(({ type }) => type === 'answer.done')
  expect(ends(waitRunsOut(page))).toMatchObject([{ answer: 1, text: 'The capital' }])
  expect(ends(page.done('r1', 'cancelled'))).toEqual([])
})

test('an answer that is only long, and a tool of a server that runs for a minute, are waited for', () => {
  const page = drive().live()
  ask(page)
  page.created('r1')
  callsServer(page)
  for (let rounds = 0; rounds < 12; rounds += 1) expect(pauseRunsOut(page)).toEqual([pauseTimer])
})

test('a service that is lost already owes nothing: whoever asks meanwhile loses it no second time', () => {
  const page = drive().live()
  page.lose({ kind: 'closed', code: 1006, reason: '' })
  page.pass(100_000)
  const effects = [...ask(page), ...waitRunsOut(page), ...waitRunsOut(page)]
  expect(typesOf(effects)).not.toContain('hangUp')
  expect(page.state().counts.losses).toBe(1)
  expect(page.state().link.troubledSinceMs).toBe(0)
  expect(typesOf(warm(page))).toEqual(['conversation.item.create', 'response.create'])
})

test('a server whose call was given up may go on for long', () => {
  const page = drive().live()
  page.created('r1')
  callsServer(page)
  page.say({ type: 'answer.interrupt' })
  for (let rounds = 0; rounds < 4; rounds += 1) expect(typesOf(waitRunsOut(page))).not.toContain('hangUp')
})

describe('a response that runs, and says nothing more', () => {
  const stuck: readonly (readonly [string, (page: Driver) => unknown, readonly string[]])[] = [
    ['before its first word', () => {}, ['conversation.item.create', 'response.create']],
    ['after some words', (page) => page.text('r1', 'm1', 'It is'), ['conversation.item.create']],
    ['after it announced the call of a server', announcesCall, ['conversation.item.create']],
    [
      'after a call of a tool, which has returned',
      (page) => [page.toolCall('r1', 'c1'), page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })],
      ['conversation.item.create', 'conversation.item.create', 'conversation.item.create', 'response.create'],
    ],
  ]

  test('while a call of another is open, is taken for lost after two long waits', () => {
    const page = drive().live()
    page.created('r1')
    callsServer(page)
    page.done('r1')
    ask(page)
    page.created('r2')
    page.text('r2', 'm2', 'It is')
    expect(pauseRunsOut(page)).toEqual([pauseTimer])
    expect(pauseRunsOut(page)).toEqual([pauseTimer])
    expect(typesOf(pauseRunsOut(page))).toContain('hangUp')
  })

  test.each(stuck)('%s, is taken for lost after two long waits', (_when, act, next) => {
    const page = drive().live()
    ask(page)
    expect(page.created('r1')).toContainEqual(pauseTimer)
    act(page)
    // What came in the first of them counts.
    if (page.state().stall.dueAtMs === undefined) expect(pauseRunsOut(page)).toEqual([pauseTimer])
    expect(pauseRunsOut(page)).toEqual([pauseTimer])
    expect(typesOf(pauseRunsOut(page))).toContain('hangUp')
    expect(typesOf(warm(page))).toEqual(next)
  })

  test.each([
    ['words', (page: Driver) => page.text('r1', 'm1', ' and')],
    ['a sound', (page: Driver) => page.audio('r1', 'm1')],
    ['what nobody knows', (page: Driver) => page.serve({ type: 'response.thinking' })],
  ])('is waited for while %s come, however slowly', (_what, act) => {
    const page = drive().live()
    page.created('r1')
    for (let rounds = 0; rounds < 10; rounds += 1) {
      page.pass(15_000)
      act(page)
      page.pass(5_000)
      expect(page.push({ type: 'timer.fired', timer: 'gate' })).toEqual([pauseTimer])
    }
  })

  test('is not blamed for the time in which our process slept', () => {
    const page = drive().live()
    page.created('r1')
    for (let rounds = 0; rounds < 3; rounds += 1) {
      page.pass(22_000)
      expect(page.push({ type: 'timer.fired', timer: 'gate' })).toEqual([pauseTimer])
    }
  })
})

test('a greeting that a silent service never said is said in the next session', () => {
  const greeting = { instructions: 'Say hello.' }
  const page = drive({ greeting }).live()
  waitRunsOut(page)
  waitRunsOut(page)
  expect(warm(page)).toMatchObject([{ type: 'response.create', response: greeting }])
})

test('a service that is silent in every session is given up after three minutes', () => {
  const page = drive().live()
  let effects = ask(page)
  while (errorsIn(effects).length === 0 && page.nowMs() < 400_000) {
    effects = waitRunsOut(page)
    if (!page.state().link.lost) continue
    if (!page.state().link.standby) page.push({ type: 'timer.fired', timer: 'redial' })
    warm(page)
  }
  expect(errorsIn(effects)).toEqual([['upstream_lost', true]])
  expect(page.nowMs()).toBeGreaterThanOrEqual(180_000)
  expect(page.nowMs()).toBeLessThan(200_000)
})

test('a change of session in between begins the waits anew', () => {
  const page = drive().live()
  ask(page)
  waitRunsOut(page)
  page.push({ type: 'timer.fired', timer: 'expiry' })
  warm(page)
  expect(page.state().link.current).toBe(2)
  expect(typesOf(waitRunsOut(page))).not.toContain('hangUp')
})
