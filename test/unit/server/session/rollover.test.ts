/** A call outlives the sessions of the service: it changes before one expires, and when one is lost, and no turn is lost or doubled. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import type { Closure } from '../../../../server/upstream/port.ts'
import { commands, drive, ended, errorsIn, options, told, typesOf } from './drive.ts'

type Driver = ReturnType<typeof drive>

const HOUR_MS = 60 * 60_000
const lost = { kind: 'closed', code: 1006, reason: '' } as const

const dialled = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'dial' ? [effect.connection] : []))
const switched = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'switch' ? [effect.connection] : []))
const delayOf = (effects: readonly SessionEffect[], timer: string) =>
  effects.find((effect) => effect.type === 'setTimer' && effect.timer === timer)

const redialMs = (effects: readonly SessionEffect[]): number => {
  const wake = delayOf(effects, 'redial')
  return wake?.type === 'setTimer' ? wake.afterMs : Number.NaN
}
/** About as long: no two calls wait the same. */
const expectPause = (effects: readonly SessionEffect[], aboutMs: number) => {
  expect(redialMs(effects)).toBeGreaterThanOrEqual(aboutMs / 2)
  expect(redialMs(effects)).toBeLessThanOrEqual(aboutMs * 1.5)
}
/** Never sooner than the service asked. */
const expectWait = (effects: readonly SessionEffect[], askedMs: number) => {
  expect(redialMs(effects)).toBeGreaterThanOrEqual(askedMs)
  expect(redialMs(effects)).toBeLessThanOrEqual(askedMs + 1_000)
}

const sessionFor = (page: Driver, lifeMs: number) => ({
  expires_at: Math.round((options.unixAtZeroMs + page.nowMs() + lifeMs) / 1000),
})

/** Makes the next connection ready. */
function warm(page: Driver, lifeMs = HOUR_MS) {
  const connection = page.state().link.newest
  const session = sessionFor(page, lifeMs)
  return [
    ...page.upstreamOpened(connection),
    ...page.serve({ type: 'session.created', session }, connection),
    ...page.serve({ type: 'session.updated', session }, connection),
  ]
}

/** A spoken turn and its answer. */
function turn(page: Driver, number: number): readonly SessionEffect[] {
  return [
    ...page.serve({ type: 'input_audio_buffer.speech_started', item_id: `u${number}`, audio_start_ms: 0 }),
    ...page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: `u${number}`, audio_end_ms: 900 }),
    ...page.serve({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: `u${number}`,
      content_index: 0,
      transcript: `Question ${number}`,
    }),
    ...page.created(`r${number}`),
    ...page.text(`r${number}`, `m${number}`, `Answer ${number}`),
    ...page.audio(`r${number}`, `m${number}`),
    ...page.done(`r${number}`),
  ]
}

/** The words of the items that a connection was given. */
const replayed = (effects: readonly SessionEffect[]): string[] =>
  commands(effects).flatMap((event) => {
    if (event.type !== 'conversation.item.create') return []
    const { item } = event
    if (item.type === 'message') return item.content.map((part) => ('text' in part ? part.text : ''))
    return [item.type === 'function_call' ? `call ${item.name}` : `output of ${'call_id' in item ? item.call_id : ''}`]
  })

/** The words that the page was told. */
const captions = (effects: readonly SessionEffect[]): string[] =>
  told(effects).flatMap((message) =>
    message.type === 'user.caption.done' && message.text !== null
      ? [message.text]
      : message.type === 'answer.done'
        ? [message.text]
        : [],
  )

describe('a next session', () => {
  const turns = { type: 'server_vad', create_response: true } as const
  const next = (session: object, planned = false) => {
    const page = drive({ update: { modalities: ['text', 'audio'], turn_detection: turns } }).live()
    if (planned) page.push({ type: 'timer.fired', timer: 'expiry' })
    else page.lose(lost)
    page.upstreamOpened(2)
    return { page, effects: page.serve({ type: 'session.updated', session }, 2) }
  }

  test.each([
    ['lost', false],
    ['about to expire', true],
  ])(
    'that prints another audio format is not taken while the old one is %s, and another is dialled',
    (_what, planned) => {
      const { page, effects } = next({ output_audio_format: 'g711_ulaw' }, planned)
      expect(switched(effects)).toEqual([])
      expect(effects).toContainEqual({ type: 'hangUp', connection: 2 })
      expect(effects).toContainEqual(
        expect.objectContaining({
          event: 'upstream session differs',
          fields: expect.objectContaining({ value: 'g711_ulaw' }),
        }),
      )
      expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([3])
    },
  )

  test('that takes no turns by voice is told of, once', () => {
    const { page, effects } = next({ turn_detection: null })
    expect(errorsIn(effects)).toEqual([['upstream_no_turns', false]])
    page.lose(lost)
    page.push({ type: 'timer.fired', timer: 'redial' })
    page.upstreamOpened(3)
    expect(errorsIn(page.serve({ type: 'session.updated', session: { turn_detection: { type: 'none' } } }, 3))).toEqual(
      [],
    )
  })

  test('is followed in what it says of turns: one that creates no responses has none waited for', () => {
    const { page } = next({ turn_detection: { ...turns, create_response: false } })
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
    expect(page.state().gate.reserved).toBe(false)
  })
})

describe('a session that expires', () => {
  test('a call of 70 minutes with sessions of half an hour changes twice, and no turn is lost or doubled', () => {
    const lifeMs = HOUR_MS / 2
    const page = drive({ update: { ...options.update, input_audio_transcription: { model: 'azure-speech' } } })
    const all: SessionEffect[] = []
    const timers = new Map<string, number>()
    const watch = (effects: readonly SessionEffect[]) => {
      all.push(...effects)
      for (const effect of effects) {
        if (effect.type === 'setTimer') timers.set(effect.timer, page.nowMs() + effect.afterMs)
        if (effect.type === 'clearTimer') timers.delete(effect.timer)
      }
      return effects
    }
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    watch(page.serve({ type: 'session.created', session: sessionFor(page, lifeMs) }))
    watch(page.serve({ type: 'session.updated', session: sessionFor(page, lifeMs) }))

    const changes: { connection: number; items: string[]; turns: number }[] = []
    const note = (effects: readonly SessionEffect[], turns: number) => {
      for (const connection of switched(effects)) changes.push({ connection, items: replayed(effects), turns })
      expect(ended(effects)).toBeUndefined()
    }
    for (let seconds = 1; seconds <= 70 * 60; seconds += 1) {
      page.pass(1000)
      for (const [timer, dueMs] of [...timers]) {
        if (dueMs > seconds * 1000 || timer === 'keepalive') continue
        timers.delete(timer)
        const effects = watch(page.push({ type: 'timer.fired', timer: timer as 'expiry' }))
        note(effects, Math.floor((seconds - 1) / 60))
        if (dialled(effects).length > 0) note(watch(warm(page, lifeMs)), Math.floor((seconds - 1) / 60))
      }
      note(watch(page.hear()), Math.floor((seconds - 1) / 60))
      if (seconds % 60 === 0) note(watch(turn(page, seconds / 60)), seconds / 60)
    }

    const words = (turns: number) =>
      Array.from({ length: turns }, (_, index) => [`Question ${index + 1}`, `Answer ${index + 1}`]).flat()
    expect(changes.map(({ connection }) => connection)).toEqual([2, 3])
    for (const { items, turns } of changes) expect(items).toEqual(words(turns))
    expect(captions(all)).toEqual(words(70))
    expect(page.state().counts).toMatchObject({ rollovers: 2, losses: 0, errors: 0 })
  })

  test('the change is due 90 seconds before the end, after an hour if the service does not say', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    expect(delayOf(page.serve({ type: 'session.updated', session: {} }), 'expiry')).toMatchObject({
      afterMs: HOUR_MS - 90_000,
    })
  })

  test('waits until the answer was played, and changes at the last in the middle of it', () => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.created('r1')
    expect(dialled(page.push({ type: 'timer.fired', timer: 'expiry' }))).toEqual([2])
    expect(switched(warm(page))).toEqual([])
    page.text('r1', 'm1', 'A long story')
    for (const seconds of [25, 25, 20]) page.audio('r1', 'm1', 24_000 * seconds)
    expect(switched(page.hear())).toEqual([])
    page.pass(75_000)
    const effects = page.push({ type: 'timer.fired', timer: 'expiry' })
    expect(switched(effects)).toEqual([2])
    expect(told(effects)).toContainEqual({
      type: 'answer.done',
      answer: 1,
      status: 'incomplete',
      text: 'A long story',
      heard: null,
    })
    expect(replayed(effects)).toEqual(['A long story'])
    // The old connection has no say any more; what was played is put right in the new one.
    expect(page.serve({ type: 'response.done', response: { id: 'r1' } }, 1)).toEqual([])
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 })
    expect(commands(page.say({ type: 'playback.stopped', answer: 1, playedSamples: 100 }))).toMatchObject([
      { type: 'conversation.item.delete', item_id: 'said-1-c2' },
    ])
  })

  const speak = (page: ReturnType<typeof drive>) =>
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
  test.each<[string, (page: ReturnType<typeof drive>) => unknown, string[]]>([
    ['an utterance that it cuts off', speak, ['answer.none']],
    [
      'a spoken question that is not written down yet',
      (page) => [speak(page), page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1' })],
      ['answer.none'],
    ],
    ['a typed question', (page) => page.say({ type: 'text.send', text: 'Why?' }), ['answer.awaited']],
    ['a tool', (page) => [page.created('r1'), page.toolCall('r1', 'c1'), page.done('r1')], []],
  ])('in the middle of %s: the page is told whether an answer is still to come', (_what, begin, expected) => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.push({ type: 'timer.fired', timer: 'expiry' })
    begin(page)
    warm(page)
    page.pass(75_000)
    const effects = page.push({ type: 'timer.fired', timer: 'expiry' })
    expect(switched(effects)).toEqual([2])
    const last = typesOf(told(effects)).at(-1)
    expect([last].filter((type) => type?.startsWith('answer.'))).toEqual(expected)
  })

  test('takes a question with it that was given up', () => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.push({ type: 'timer.fired', timer: 'expiry' })
    page.say({ type: 'text.send', text: 'Why?' })
    warm(page)
    page.pass(5_000)
    const effects = page.push({ type: 'timer.fired', timer: 'gate' })
    expect(switched(effects)).toEqual([2])
    expect(typesOf(commands(effects))).toEqual(['conversation.item.create', 'response.create'])
  })

  test('whose successor has waited beyond its own end is changed, and the next is dialled at once', () => {
    const page = drive().live()
    const expire = () => page.push({ type: 'timer.fired', timer: 'expiry' })
    for (let changes = 0; changes < 3; changes++) {
      expire()
      expect(switched(warm(page))).toHaveLength(1)
    }
    page.pass(2 * 60_000)
    page.created('r1')
    expire()
    warm(page, 3_000)
    page.pass(9_000)
    const effects = page.done('r1')
    expect(switched(effects)).toHaveLength(1)
    expect(delayOf(effects, 'expiry')).toMatchObject({ afterMs: 0 })
  })

  test('that is said to expire every three seconds is not changed more than three times a minute', () => {
    const page = drive().live()
    const lifeMs = 3_000
    let due = delayOf(page.serve({ type: 'session.created', session: sessionFor(page, lifeMs) }), 'expiry')
    let dials = 1
    while (page.nowMs() < 120_000) {
      if (due?.type !== 'setTimer') break
      page.pass(due.afterMs)
      dials += dialled(page.push({ type: 'timer.fired', timer: 'expiry' })).length
      due = delayOf(warm(page, lifeMs), 'expiry')
    }
    expect(page.nowMs()).toBeGreaterThanOrEqual(120_000)
    expect(dials).toBeLessThanOrEqual(1 + 3 * 3)
  })

  test('a next connection that fails is dialled again, and the call goes on meanwhile', () => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.push({ type: 'timer.fired', timer: 'expiry' })
    const effects = page.lose({ kind: 'refused', status: 429, retryAfterSeconds: undefined }, 2)
    expect(told(effects)).toEqual([])
    expectPause(effects, 5_000)
    expect(page.passes()).toBe(true)
    expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([3])
    const timedOut = page.push({ type: 'timer.fired', timer: 'redial' })
    expect(timedOut).toContainEqual({ type: 'hangUp', connection: 3 })
  })

  test.each<Closure>([
    { kind: 'credentials', detail: 'getaddrinfo EAI_AGAIN' },
    { kind: 'untrusted', detail: 'self-signed' },
    { kind: 'refused', status: 403, retryAfterSeconds: undefined },
    { kind: 'closed', code: 1008, reason: '' },
  ])('has its next connection dialled again also after one that ends with $kind, as long as it lives', (closure) => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.push({ type: 'timer.fired', timer: 'expiry' })
    const effects = page.lose(closure, 2)
    expect(told(effects)).toEqual([])
    expectPause(effects, 5_000)
    expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([3])
  })

  test.each<[string, number, number, boolean]>([
    ['a little before its end', 1000, HOUR_MS - 4_000, true],
    ['at its end', 1000, HOUR_MS, true],
    ['at its end', 1008, HOUR_MS, true],
    ['at its end', 1002, HOUR_MS, false],
    ['long before', 1000, HOUR_MS - 95_000, false],
    ['long before', 1008, HOUR_MS - 95_000, false],
  ])(
    'and is closed %s, with %i, before the next one was ready, goes on in another: %#',
    (_when, code, atMs, goesOn) => {
      const page = drive().live()
      page.pass(Math.min(atMs, HOUR_MS - 90_000))
      if (atMs > page.nowMs()) page.push({ type: 'timer.fired', timer: 'expiry' })
      page.pass(atMs - page.nowMs())
      const effects = page.lose({ kind: 'closed', code, reason: '' })
      expect([typesOf(told(effects)), ended(effects) === undefined]).toEqual(
        goesOn ? [['service.lost'], true] : [['error'], false],
      )
    },
  )
})

describe('a service that is lost in mid-call', () => {
  test('is dialled again at once, and told the conversation; the page sees both', () => {
    const page = drive().live()
    turn(page, 1)
    const effects = page.lose(lost)
    expect(told(effects)).toEqual([{ type: 'service.lost' }])
    expect(dialled(effects)).toEqual([2])
    expect(page.passes()).toBe(true)
    const back = warm(page)
    expect(switched(back)).toEqual([2])
    expect(replayed(back)).toEqual(['Question 1', 'Answer 1'])
    expect(told(back)).toEqual([{ type: 'service.resumed' }])
    expect(typesOf(back).indexOf('release')).toBeGreaterThan(typesOf(back).indexOf('command'))
    expect(commands(back).filter(({ type }) => type === 'response.create')).toEqual([])
  })

  test('an answer that had begun ends as it stands; a question that had none is asked again', () => {
    const begun = drive().live()
    begun.created('r1')
    begun.text('r1', 'm1', 'Once upon')
    begun.audio('r1', 'm1', 24_000)
    expect(told(begun.lose(lost)).map(({ type }) => type)).toEqual(['service.lost', 'answer.audio.done', 'answer.done'])
    expect(commands(warm(begun)).map(({ type }) => type)).toEqual(['session.update', 'conversation.item.create'])

    const asked = drive().live()
    asked.say({ type: 'text.send', text: 'What time is it?' })
    asked.lose(lost)
    const back = warm(asked)
    expect(replayed(back)).toEqual(['What time is it?'])
    expect(told(back)).toEqual([{ type: 'service.resumed' }, { type: 'answer.awaited' }])
    expect(commands(back).map(({ type }) => type)).toEqual([
      'session.update',
      'conversation.item.create',
      'response.create',
    ])
  })

  test('what is typed meanwhile is sent once, when it is back', () => {
    const page = drive().live()
    page.lose(lost)
    expect(commands(page.say({ type: 'text.send', text: 'Hello?' }))).toEqual([])
    const back = warm(page)
    expect(replayed(back)).toEqual(['Hello?'])
    expect(commands(back).filter(({ type }) => type === 'response.create')).toHaveLength(1)
  })

  test('a tool that runs on gives its output to the next session, with the call before it', () => {
    const page = drive().live()
    page.created('r1')
    page.toolCall('r1', 'c1')
    page.lose(lost)
    expect(replayed(warm(page))).toEqual(['call calculate'])
    const effects = page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })
    expect(commands(effects).map(({ type }) => type)).toEqual(['conversation.item.create', 'response.create'])
  })

  test('takes with it what it knows of a call that was never written to its end', () => {
    const page = drive().live()
    page.created('r1')
    const item = { type: 'function_call', id: 'i1', call_id: 'c1', name: 'calculate', arguments: '' }
    page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
    expect(page.state().drafts).toHaveLength(1)
    page.lose(lost)
    expect(page.state().drafts).toEqual([])
  })

  test('leaves out what nobody heard', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'One two three four')
    page.audio('r1', 'm1', 24_000)
    page.done('r1')
    page.say({ type: 'answer.interrupt' })
    page.say({ type: 'playback.stopped', answer: 1, playedSamples: 12_000 })
    page.lose(lost)
    expect(replayed(warm(page))).toEqual(['One two'])
  })

  test('a Foundry agent goes on with its conversation, and gets only what it has not', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.serve({
      type: 'session.created',
      session: { agent: { type: 'agent', name: 'a', agent_id: 'a', thread_id: 'conv-7' } },
    })
    page.serve({ type: 'session.updated', session: {} })
    turn(page, 1)
    expect(page.lose(lost)).toContainEqual({ type: 'dial', connection: 2, conversation: 'conv-7' })
    page.say({ type: 'text.send', text: 'And now?' })
    expect(replayed(warm(page))).toEqual(['And now?'])
  })

  test('is dialled after pauses that double, for three minutes, and then given up', () => {
    const page = drive().live()
    page.lose(lost)
    const unreachable = { kind: 'unreachable', detail: '' } as const
    const pauses: number[] = []
    let effects: readonly SessionEffect[] = []
    while (!ended(effects)) {
      effects = page.lose(unreachable, page.state().link.newest)
      const wake = delayOf(effects, 'redial')
      if (wake?.type !== 'setTimer') continue
      pauses.push(wake.afterMs)
      page.pass(wake.afterMs)
      expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([page.state().link.newest])
    }
    for (const [index, pauseMs] of pauses.entries()) {
      const wholeMs = Math.min(500 * 2 ** index, 8_000)
      expect(pauseMs).toBeGreaterThanOrEqual(wholeMs / 2)
      expect(pauseMs).toBeLessThanOrEqual(wholeMs * 1.5)
    }
    expect(pauses.length).toBeGreaterThan(15)
    expect(page.nowMs()).toBeGreaterThan(180_000 - 12_000)
    expect(page.nowMs()).toBeLessThanOrEqual(180_000)
    expect(errorsIn(effects)).toEqual([['upstream_unreachable', true]])
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test('is not dialled at the same moment by calls that lost it together', () => {
    const pauses = [0.1, 0.2, 0.5, 0.9].map((seed) => {
      const page = drive({ seed }).live()
      page.lose(lost)
      const wake = delayOf(page.lose({ kind: 'unreachable', detail: '' }, 2), 'redial')
      return wake?.type === 'setTimer' ? wake.afterMs : 0
    })
    expect(new Set(pauses).size).toBe(4)
  })

  test('is given up after three minutes of sessions that it drops soon after they began', () => {
    const page = drive().live()
    let effects: readonly SessionEffect[] = []
    for (let rounds = 0; rounds < 100 && !ended(effects); rounds += 1) {
      effects = page.lose(lost)
      const wake = delayOf(effects, 'redial')
      if (wake?.type === 'setTimer' && !page.state().link.standby) {
        page.pass(wake.afterMs)
        page.push({ type: 'timer.fired', timer: 'redial' })
      }
      if (!ended(effects)) warm(page)
      page.pass(1_000)
    }
    expect(errorsIn(effects)).toEqual([['upstream_lost', true]])
    expect(page.nowMs()).toBeGreaterThan(180_000)
    expect(page.state().counts.losses).toBeLessThan(30)
  })

  test('after a session that held for a minute it has its three minutes again', () => {
    const page = drive().live()
    page.lose(lost)
    warm(page)
    page.pass(200_000)
    expect(dialled(page.lose(lost))).toEqual([3])
  })

  test('that was full, and says so before it closes with the code of its policy, is only changed', () => {
    const page = drive().live()
    turn(page, 1)
    const error = { type: 'server_error', code: 'session_output_overflow', message: 'Too much.' }
    expect(told(page.serve({ type: 'error', error }))).toEqual([])
    expect(told(page.lose({ kind: 'closed', code: 1008, reason: '' }))).toEqual([{ type: 'service.lost' }])
    expect(replayed(warm(page))).toEqual(['Question 1', 'Answer 1'])
    // It is of that session: the next may end by the policy as any other.
    expect(errorsIn(page.lose({ kind: 'closed', code: 1008, reason: '' }))).toEqual([['upstream_policy', true]])
  })

  test.each(['turn', 'sign-in'] as const)(
    'that waits for %s says so to the page, and waits as long as a call may',
    (reason) => {
      const page = drive().live()
      page.lose(lost)
      page.pass(500)
      const effects = page.push({ type: 'upstream', connection: 2, signal: { type: 'waiting', reason } })
      expect(told(effects)).toEqual([{ type: 'service.waiting', reason }])
      expect(delayOf(effects, 'redial')).toMatchObject({ afterMs: 179_500 })
      page.pass(60_000)
      const going = page.push({ type: 'upstream', connection: 2, signal: { type: 'dialling' } })
      expect(delayOf(going, 'redial')).toMatchObject({ afterMs: 10_000 })
      expect(switched(warm(page))).toEqual([2])
    },
  )

  test('while the next one waits for its turn, it says so, and waits no longer than a call may', () => {
    const page = drive().live()
    page.push({ type: 'timer.fired', timer: 'expiry' })
    page.push({ type: 'upstream', connection: 2, signal: { type: 'waiting', reason: 'turn' } })
    const effects = page.lose(lost)
    expect(told(effects)).toEqual([{ type: 'service.lost' }, { type: 'service.waiting', reason: 'turn' }])
    expect(delayOf(effects, 'redial')).toMatchObject({ afterMs: 180_000 })
    page.push({ type: 'upstream', connection: 2, signal: { type: 'dialling' } })
    page.pass(10_000)
    expect(page.push({ type: 'timer.fired', timer: 'redial' })).toContainEqual({ type: 'hangUp', connection: 2 })
  })

  test('that never has its turn is given up after three minutes', () => {
    const page = drive().live()
    page.lose(lost)
    page.push({ type: 'upstream', connection: 2, signal: { type: 'waiting', reason: 'turn' } })
    page.pass(180_000)
    const effects = page.push({ type: 'timer.fired', timer: 'redial' })
    expect(effects).toContainEqual({ type: 'hangUp', connection: 2 })
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test('its next model is told that the conversation goes on, and a next agent is not', () => {
    const instructions = (effects: readonly SessionEffect[]) =>
      commands(effects).flatMap((event) => (event.type === 'session.update' ? [event.session.instructions] : []))
    const page = drive().live()
    turn(page, 1)
    page.lose(lost)
    expect(instructions(warm(page))).toEqual([expect.stringMatching(/^Be brief\.\n\n.*Do not greet .* language/)])

    const { instructions: _own, ...update } = options.update
    const asTheServiceHasIt = drive({ update }).live()
    turn(asTheServiceHasIt, 1)
    asTheServiceHasIt.lose(lost)
    const next = warm(asTheServiceHasIt)
    expect(instructions(next)).toEqual([undefined])
    expect(commands(next)[1]).toMatchObject({ item: { role: 'system' } })
    expect(replayed(next)).toEqual([expect.stringContaining('Do not greet'), 'Question 1', 'Answer 1'])

    const silent = drive().live()
    silent.lose(lost)
    expect(instructions(warm(silent))).toEqual(['Be brief.'])

    const agent = drive({ update })
    agent.push({ type: 'page.opened' })
    agent.say({ type: 'session.start' })
    agent.serve({
      type: 'session.created',
      session: { agent: { type: 'agent', name: 'a', agent_id: 'a', thread_id: 't' } },
    })
    agent.serve({ type: 'session.updated', session: {} })
    turn(agent, 1)
    agent.lose(lost)
    expect(instructions(warm(agent))).toEqual([undefined])
  })

  test.each([
    [1000, 'upstream_lost'],
    [1008, 'upstream_policy'],
    [1009, 'upstream_lost'],
  ])('is not dialled again after %i', (code, error) => {
    const effects = drive().live().lose({ kind: 'closed', code, reason: '' })
    expect(errorsIn(effects)).toEqual([[error, true]])
    expect(dialled(effects)).toEqual([])
  })

  test.each<[Closure, string]>([
    [{ kind: 'credentials', detail: 'getaddrinfo EAI_AGAIN' }, 'upstream_no_credentials'],
    [{ kind: 'untrusted', detail: 'self-signed' }, 'upstream_untrusted'],
    [{ kind: 'unresolved', detail: 'getaddrinfo ENOTFOUND' }, 'upstream_unknown_host'],
    [{ kind: 'refused', status: 408, retryAfterSeconds: undefined }, 'upstream_refused'],
  ])('is dialled for as long as a call may wait, though it had what is missing now: %o', (closure, code) => {
    const page = drive().live()
    page.lose(lost)
    for (const connection of [2, 3]) {
      expect(errorsIn(page.lose(closure, connection))).toEqual([])
      page.pass(1_000)
      expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([connection + 1])
    }
    page.pass(180_000)
    expect(errorsIn(page.lose(closure, 4))).toEqual([[code, true]])
  })

  test('is asked once more with another token when it refuses one, and believed the second time', () => {
    const page = drive().live()
    page.lose(lost)
    const refused = { kind: 'refused', status: 401, retryAfterSeconds: undefined } as const
    expect(errorsIn(page.lose(refused, 2))).toEqual([])
    expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([3])
    expect(errorsIn(page.lose(refused, 3))).toEqual([['upstream_unauthorized', true]])
  })

  const throttled = (retryAfterSeconds: number) => ({ kind: 'refused', status: 429, retryAfterSeconds }) as const

  test('is not dialled before the time that it names, and sooner than ever when it names none', () => {
    const page = drive().live()
    page.lose(lost)
    expectWait(page.lose(throttled(12), 2), 12_000)
    page.pass(13_000)
    expect(dialled(page.push({ type: 'timer.fired', timer: 'redial' }))).toEqual([3])
    expectPause(page.lose(throttled(0), 3), 1000)
  })

  test('is given up when it names a longer time than a user waits, and the user is told the time', () => {
    const page = drive().live()
    page.lose(lost)
    const effects = page.lose(throttled(180), 2)
    expect(told(effects)).toMatchObject([{ code: 'upstream_throttled', fatal: true, retryAfterSeconds: 180 }])
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test('that did not want a next connection yet is left alone as long when the old one is lost too', () => {
    const page = drive().live()
    page.pass(HOUR_MS - 90_000)
    page.push({ type: 'timer.fired', timer: 'expiry' })
    expectWait(page.lose(throttled(3600), 2), 30_000)
    page.pass(10_000)
    const effects = page.lose(lost)
    expect(dialled(effects)).toEqual([])
    expectWait(effects, 20_000)
  })

  test('because its session expired is changed without an error, and hears nothing more', () => {
    const page = drive().live()
    turn(page, 1)
    const effects = page.serve({ type: 'error', error: { type: 'invalid_request_error', code: 'session_expired' } })
    expect(told(effects)).toEqual([{ type: 'service.lost' }])
    expect(effects).toContainEqual({ type: 'hangUp', connection: 1 })
    expect(effects).toContainEqual(expect.objectContaining({ type: 'log', event: 'upstream error' }))
    expect(page.lose({ kind: 'closed', code: 1001, reason: '' }, 1)).toEqual([])
    const back = warm(page)
    expect(replayed(back)).toEqual(['Question 1', 'Answer 1'])
    expect(told(back)).toEqual([{ type: 'service.resumed' }])
    expect(page.state().counts).toMatchObject({ errors: 0, losses: 1 })
  })

  test('gets ready again in spite of an error that does not concern its settings', () => {
    const page = drive().live()
    page.lose(lost)
    page.upstreamOpened(2)
    expect(told(page.serve({ type: 'error', error: { type: 'server_error', message: 'x' } }, 2))).toEqual([])
    expect(switched(warm(page))).toEqual([2])
    const refused = drive().live()
    refused.lose(lost)
    refused.upstreamOpened(2)
    const rejection = { type: 'error', error: { type: 'invalid_request_error', message: 'x', event_id: 'update-2' } }
    expect(refused.serve(rejection, 2)).toContainEqual({ type: 'hangUp', connection: 2 })
  })

  test('an utterance that it cuts off is closed on the page', () => {
    const page = drive().live()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    expect(told(page.lose(lost))).toEqual([
      { type: 'service.lost' },
      { type: 'speech.stopped', item: 'u1' },
      { type: 'user.caption.done', item: 'u1', text: null },
    ])
  })
})
