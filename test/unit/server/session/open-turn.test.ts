/** A turn of the user that brings no response gives back what was waiting for it, and leaves nothing behind. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { commands, drive, options, told, typesOf, update } from './drive.ts'

type Driver = ReturnType<typeof drive>

const speak = (page: Driver, item = 'u1') =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 })
const pause = (page: Driver, item = 'u1') =>
  page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: item, audio_end_ms: 300 })
const transcript = (page: Driver, text: string, item = 'u1') =>
  page.serve({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: item,
    content_index: 0,
    transcript: text,
  })
const failed = (page: Driver, item = 'u1') =>
  page.serve({
    type: 'conversation.item.input_audio_transcription.failed',
    item_id: item,
    content_index: 0,
    error: { message: 'no speech' },
  })
const overdue = (page: Driver) => page.push({ type: 'timer.fired', timer: 'gate' })
const finish = (page: Driver, call: string, output = '42') =>
  page.push({ type: 'tool.finished', call, ok: true, output })

/** What the service and the page hear, in short. */
const story = (effects: readonly SessionEffect[]): string[] =>
  effects.flatMap((effect) => {
    if (effect.type === 'abortTools') return ['abort']
    if (effect.type === 'tell') return effect.message.type === 'answer.none' ? ['none'] : []
    if (effect.type !== 'command') return []
    const { event } = effect
    if (event.type === 'response.create') return [event.response ? 'create special' : 'create']
    if (event.type === 'conversation.item.delete') return ['delete']
    if (event.type !== 'conversation.item.create') return [event.type]
    return event.item.type === 'function_call_output' ? [`output ${event.item.output.slice(0, 7)}`] : [event.item.type]
  })

/** Every way in which a turn shows that it was nothing: the events that come while and after it is spoken. */
const nothings: readonly (readonly [string, (page: Driver) => SessionEffect[]])[] = [
  ['an empty transcript', (page) => [...pause(page), ...transcript(page, '')]],
  ['a transcript of blanks', (page) => [...pause(page), ...transcript(page, ' \n')]],
  ['an empty transcript before the speech is over', (page) => [...transcript(page, ''), ...pause(page)]],
  ['a failed transcript', (page) => [...pause(page), ...failed(page)]],
  ['a failed transcript before the speech is over', (page) => [...failed(page), ...pause(page)]],
  ['no transcript at all, and no response in time', (page) => [...pause(page), ...overdue(page)]],
  ['an empty transcript, and an end under another item', (page) => [...pause(page, 'other'), ...transcript(page, '')]],
  [
    'an empty transcript under the other item of its end',
    (page) => [...pause(page, 'other'), ...transcript(page, '', 'other')],
  ],
  [
    'an empty transcript, and an end under the item of an earlier one',
    (page) => [...transcript(page, 'Before', 'known'), ...pause(page, 'known'), ...transcript(page, '')],
  ],
  ['an end under another item, and no response in time', (page) => [...pause(page, 'other'), ...overdue(page)]],
  [
    'an empty transcript, twice',
    (page) => [...pause(page), ...transcript(page, ''), ...transcript(page, ''), ...failed(page)],
  ],
]

/** Everything that can be waiting when somebody coughs: what is set up before, and what must come of it all. */
const waiting: readonly (readonly [string, (page: Driver) => unknown, (page: Driver) => unknown, string[]])[] = [
  [
    'a tool that is done before the cough is over',
    (page) => [page.created('r0'), page.toolCall('r0', 'c1'), page.done('r0')],
    (page) => finish(page, 'c1'),
    ['output The use', 'output 42', 'delete', 'create'],
  ],
  [
    'a tool of a response that the cough stopped',
    (page) => [page.created('r0'), page.toolCall('r0', 'c1')],
    (page) => [finish(page, 'c1'), page.done('r0', 'cancelled')],
    ['output The use', 'output 42', 'delete', 'create'],
  ],
  [
    'a tool that was done, but whose response was not',
    (page) => [page.created('r0'), page.toolCall('r0', 'c1'), finish(page, 'c1')],
    (page) => page.done('r0', 'cancelled'),
    ['output 42', 'create'],
  ],
  [
    'two tools, of which one is done',
    (page) => [
      page.created('r0'),
      page.toolCall('r0', 'c1'),
      page.toolCall('r0', 'c2'),
      page.done('r0'),
      finish(page, 'c1', '1'),
    ],
    (page) => finish(page, 'c2', '2'),
    ['output 1', 'output The use', 'output 2', 'delete', 'create'],
  ],
  [
    'a call of an MCP server',
    (page) => {
      const item = { type: 'mcp_call', id: 'k1', server_label: 's', name: 'n', arguments: '{}' }
      page.created('r0')
      page.serve({ type: 'response.output_item.added', response_id: 'r0', item })
      page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1', output_index: 0 })
      page.done('r0')
    },
    (page) =>
      page.serve({
        type: 'response.output_item.done',
        response_id: 'r0',
        item: { type: 'mcp_call', id: 'k1', server_label: 's', name: 'n', arguments: '{}', output: 'found' },
      }),
    ['create'],
  ],
  [
    'a typed text whose response does not exist yet, and is stopped when it comes',
    (page) => page.say({ type: 'text.send', text: 'Hello?' }),
    (page) => [page.created('r0'), page.done('r0', 'cancelled')],
    ['create'],
  ],
  [
    'a typed text whose response has not begun',
    (page) => [page.say({ type: 'text.send', text: 'Hello?' }), page.created('r0')],
    (page) => page.done('r0', 'cancelled'),
    ['create'],
  ],
  ['nothing', () => {}, () => {}, ['none']],
]

const run = (
  set: (page: Driver) => unknown,
  meanwhile: (page: Driver) => unknown,
  nothing: (page: Driver) => SessionEffect[],
) => {
  const page = drive().live()
  set(page)
  const heard: SessionEffect[] = [...speak(page)]
  const push = (effects: unknown) => heard.push(...((effects ?? []) as SessionEffect[]))
  push(meanwhileEffects(page, meanwhile))
  push(nothing(page))
  return { page, heard }
}

/** The effects of several pushes inside one act. */
const meanwhileEffects = (page: Driver, act: (page: Driver) => unknown): SessionEffect[] => {
  const all: SessionEffect[] = []
  const spy = {
    ...page,
    push: (event: Parameters<Driver['push']>[0]) => collect(page.push(event)),
    serve: (event: Parameters<Driver['serve']>[0]) => collect(page.serve(event)),
    created: (id: string) => collect(page.created(id)),
    done: (id: string, status?: string) => collect(page.done(id, status)),
  }
  const collect = (effects: readonly SessionEffect[]) => {
    all.push(...effects)
    return effects
  }
  act(spy as Driver)
  return all
}

describe.each(nothings)('a turn with %s', (_nothing, nothing) => {
  test.each(waiting)('gives back %s', (_what, set, meanwhile, expected) => {
    const { page, heard } = run(set, meanwhile, nothing)
    expect(story(heard).filter((one) => one !== 'response.cancel')).toEqual(expected)
    expect(page.state().turn).toBeUndefined()
    expect(page.state().gate.cutNext).toBe(false)
  })

  test('leaves no caption', () => {
    const { heard } = run(
      () => {},
      () => {},
      nothing,
    )
    const captions = told(heard).flatMap((message) => (message.type === 'user.caption.done' ? [message.text] : []))
    expect(captions.at(-1)).toBe('')
  })
})

describe('a turn that is one', () => {
  test('is answered by the service, and its tools are let go', () => {
    const page = drive().live()
    page.created('r0')
    page.toolCall('r0', 'c1')
    page.done('r0')
    expect(story([...speak(page), ...pause(page), ...transcript(page, 'Never mind')])).toEqual(['output The use'])
    expect(story(page.created('r1'))).toEqual(['abort'])
    expect(finish(page, 'c1')).toEqual([])
  })

  test.each([
    ['before its transcript', (page: Driver) => [...page.created('r1'), ...transcript(page, '')]],
    ['after its transcript', (page: Driver) => [...transcript(page, ''), ...page.created('r1')]],
  ])('may be answered although nobody wrote it down, %s: nothing is asked twice', (_order, act) => {
    const page = drive().live()
    speak(page)
    pause(page)
    expect(typesOf(commands(act(page)))).toEqual([])
    expect(page.state().gate.active).toBe('r1')
    page.text('r1', 'm1', 'Yes?')
    expect(story(page.done('r1'))).toEqual([])
  })

  test('whose words are known, but which nobody answers in time, gives back the tool and keeps its caption', () => {
    const page = drive().live()
    page.created('r0')
    page.toolCall('r0', 'c1')
    page.done('r0')
    speak(page)
    pause(page)
    transcript(page, 'Never mind')
    const effects = overdue(page)
    expect(told(effects)).toEqual([])
    expect(story([...effects, ...finish(page, 'c1')])).toEqual(['output 42', 'delete', 'create'])
  })

  test('whose words are known, but which nobody answers in time, is asked for once', () => {
    const page = drive().live()
    speak(page)
    pause(page)
    transcript(page, 'What time is it?')
    expect(story(overdue(page))).toEqual(['create'])
    expect(story(overdue(page))).toEqual(['none'])
  })

  describe('and is answered by the service after all, when we have asked', () => {
    /** `meanwhile` happens before we ask. */
    const late = (meanwhile: (page: Driver) => void = () => {}) => {
      const page = drive().live()
      speak(page)
      pause(page)
      transcript(page, 'What time is it?')
      meanwhile(page)
      const asked = commands(overdue(page)).at(-1)?.event_id
      page.created('r1')
      const error = { type: 'invalid_request_error', code: 'conversation_already_has_active_response' }
      return { page, refuse: () => page.serve({ type: 'error', error: { ...error, event_id: asked } }) }
    }
    const ask = (page: Driver) => page.say({ type: 'text.send', text: 'And the day?' })

    test('is not answered twice', () => {
      const { page, refuse } = late()
      refuse()
      page.text('r1', 'm1', 'Noon.')
      expect(story(page.done('r1'))).toEqual([])
    })

    test('but what was typed before is answered too', () => {
      const { page, refuse } = late(ask)
      refuse()
      expect(story(page.done('r1'))).toEqual(['create'])
    })

    test('but what was typed after it is answered too', () => {
      const { page, refuse } = late()
      ask(page)
      refuse()
      expect(story(page.done('r1', 'cancelled'))).toEqual(['create'])
    })
  })

  test('is followed by the next: what the first one stopped is not lost when the second is a cough', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello?' })
    speak(page, 'u1')
    page.created('r0')
    page.done('r0', 'cancelled')
    pause(page, 'u1')
    speak(page, 'u2')
    pause(page, 'u2')
    expect(story(transcript(page, '', 'u2'))).toEqual(['create'])
  })
})

test.each([
  ['the button', (page: Driver) => page.say({ type: 'answer.interrupt' })],
  ['a typed text', (page: Driver) => page.say({ type: 'text.send', text: 'And then?' })],
])('a turn whose response was unwanted before it came, by %s, ends with it', (_, stop) => {
  const page = drive().live()
  speak(page)
  pause(page)
  stop(page)
  expect(typesOf(commands(page.created('r1')))).toEqual(['response.cancel'])
  expect(page.state().turn).toBeUndefined()
  page.done('r1', 'cancelled')
  expect(story(transcript(page, ''))).toEqual([])
})

describe('an utterance that nobody writes down', () => {
  const closed = (page: Driver) => told(page.push({ type: 'timer.fired', timer: 'keepalive' }))
  const nothing = { type: 'user.caption.done', item: 'u1', text: '' }

  test('is closed when nothing has been expected for a while, though another followed it', () => {
    const page = drive().live()
    speak(page, 'u1')
    pause(page, 'u1')
    speak(page, 'u2')
    pause(page, 'u2')
    transcript(page, 'Hello', 'u2')
    page.created('r1')
    page.pass(9_000)
    expect(closed(page)).not.toContainEqual(nothing)
    page.done('r1')
    expect(closed(page)).not.toContainEqual(nothing)
    page.pass(9_000)
    expect(closed(page)).toContainEqual(nothing)
    expect(closed(page)).not.toContainEqual(nothing)
  })
})

describe('a text typed after a noise', () => {
  test.each([
    ['an empty transcript', (page: Driver) => transcript(page, '')],
    ['a failed one', (page: Driver) => failed(page)],
  ])('goes at once when the noise has %s', (_what, act) => {
    const page = drive().live()
    speak(page)
    pause(page)
    expect(story(page.say({ type: 'text.send', text: 'Hello?' }))).toEqual(['message'])
    expect(story(act(page))).toEqual(['create'])
    page.created('r1')
    expect(page.state().gate).toMatchObject({ active: 'r1', cutNext: false })
  })

  test('still waits when an older noise turns out to be one', () => {
    const page = drive().live()
    speak(page, 'u1')
    pause(page, 'u1')
    speak(page, 'u2')
    pause(page, 'u2')
    page.say({ type: 'text.send', text: 'Hello?' })
    expect(story(transcript(page, '', 'u1'))).toEqual([])
    expect(story(transcript(page, '', 'u2'))).toEqual(['create'])
  })
})

describe('where the service starts no responses by itself', () => {
  const turn_detection = { type: 'server_vad', create_response: false } as const
  test.each(['What is it?', ''])('a turn that says %j gives the tool back at once', (text) => {
    const page = drive({ update: { ...update, turn_detection } }).live()
    page.created('r0')
    page.toolCall('r0', 'c1')
    page.done('r0')
    expect(story([...speak(page), ...pause(page), ...transcript(page, text), ...finish(page, 'c1')])).toEqual([
      'output The use',
      'output 42',
      'delete',
      'create',
    ])
  })
})

describe('speech while a response of ours does not exist yet', () => {
  test('stops it when it comes', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello?' })
    speak(page)
    expect(commands(page.created('r1'))).toMatchObject([{ type: 'response.cancel', response_id: 'r1' }])
    expect(page.audio('r1', 'm1').filter(({ type }) => type === 'play')).toEqual([])
  })

  test('leaves alone the response to itself, though the other one never came', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello?' })
    speak(page)
    pause(page)
    expect(commands(page.created('r1'))).toEqual([])
    expect(page.audio('r1', 'm1').filter(({ type }) => type === 'play')).toHaveLength(1)
  })
})

describe('a greeting that was lost', () => {
  const greeting = { instructions: 'Say hello.' }
  const begin = () => {
    const page = drive({ greeting })
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    page.serve({ type: 'session.updated', session: {} })
    return page
  }
  const warm = (page: Driver) =>
    page
      .ready()
      .flatMap((effect) =>
        effect.type === 'command' && effect.event.type === 'response.create' ? [effect.event.response] : [],
      )
  const lost = { kind: 'closed', code: 1006, reason: '' } as const

  test.each([
    ['before its response was created', () => {}],
    ['after that', (page: Driver) => page.created('r0')],
    ['to a response that ran already', (page: Driver) => occupied(page)],
  ])('with the connection, %s, is said in the next session as it was meant', (_when, act) => {
    const page = begin()
    act(page)
    page.lose(lost)
    expect(warm(page)).toEqual([greeting])
  })

  test('is not said again when a text was typed meanwhile', () => {
    const page = begin()
    page.say({ type: 'text.send', text: 'Hello?' })
    page.lose(lost)
    expect(warm(page)).toEqual([undefined])
  })

  test('to a cough is said after it', () => {
    const page = begin()
    speak(page)
    page.created('r0')
    page.done('r0', 'cancelled')
    pause(page)
    expect(commands(transcript(page, ''))).toMatchObject([{ type: 'response.create', response: greeting }])
  })

  const occupied = (page: Driver) =>
    page.serve({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'conversation_already_has_active_response', message: 'no' },
    })
})

describe('a connection that is lost while the user coughs', () => {
  test('loses no tool: it runs on, and its output goes to the next session once', () => {
    const page = drive().live()
    page.created('r0')
    page.toolCall('r0', 'c1')
    page.done('r0')
    speak(page)
    page.lose({ kind: 'closed', code: 1006, reason: '' })
    expect(story(page.ready())).toEqual(['session.update', 'function_call'])
    expect(story(finish(page, 'c1'))).toEqual(['output 42', 'create'])
  })
})

test('the words of an utterance are not lost when it is told again without them', () => {
  const page = drive({ ...options }).live()
  speak(page)
  pause(page)
  transcript(page, 'What time is it?')
  transcript(page, '')
  failed(page)
  expect(page.state().history).toMatchObject([{ kind: 'user', text: 'What time is it?' }])
})

describe('a response that brings nothing', () => {
  test.each([
    ['completed', undefined],
    ['cancelled', { type: 'cancelled', reason: 'turn_detected' }],
  ])('and is %s ends the waiting at once', (status, status_details) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello?' })
    page.created('r1')
    const effects = page.serve({ type: 'response.done', response: { id: 'r1', status, status_details, output: [] } })
    expect(told(effects)).toEqual([{ type: 'answer.none' }])
  })

  test('but has called a tool does not', () => {
    const page = drive().live()
    page.created('r1')
    page.toolCall('r1', 'c1')
    expect(story(page.done('r1'))).toEqual([])
  })

  test('nor does one that something else waits behind', () => {
    const page = drive().live()
    page.created('r1')
    page.say({ type: 'text.send', text: 'Hello?' })
    expect(story(page.done('r1', 'cancelled'))).toEqual(['create'])
  })
})
