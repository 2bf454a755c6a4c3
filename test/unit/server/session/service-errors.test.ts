/** Errors of the service: logged and told within bounds, and without a word of the conversation. */

import { describe, expect, test } from 'vitest'
import { serviceWarned } from '../../../../server/session/service-errors.ts'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { drive, ended, errorsIn, told } from './drive.ts'

const lines = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'log' ? [effect] : []))
const error = (fields: object) => ({ type: 'error', error: fields })

describe('a row of errors', () => {
  test('is one on the page, twenty in the log, and all are counted', () => {
    const page = drive().live()
    const effects = Array.from({ length: 50 }, () => page.serve(error({ code: 'server_error', message: 'no' }))).flat()
    expect(errorsIn(effects)).toEqual([['upstream_error', false]])
    expect(lines(effects)).toHaveLength(20)
    expect(page.state().counts).toMatchObject({ errors: 50, unlogged: 30 })
  })

  test('is not even read once it is beyond what is logged: reading is what a flood costs', () => {
    let reads = 0
    const warning = {
      code: 'busy',
      param: undefined,
      get message() {
        reads += 1
        return 'Busy.'
      },
    }
    let state = drive().live().state()
    for (let index = 0; index < 5_000; index += 1) [state] = serviceWarned(state, warning)
    expect(reads).toBe(20)
    expect(state.counts.unlogged).toBe(4_980)
  })

  test('that goes on is told again after a while', () => {
    const page = drive().live()
    page.serve(error({ code: 'a' }))
    page.pass(9_999)
    expect(errorsIn(page.serve(error({ code: 'b' })))).toEqual([])
    page.pass(10_000)
    expect(errorsIn(page.serve(error({ code: 'c' })))).toEqual([['upstream_error', false]])
  })
})

test('of a service that makes up ever new names, fifty are logged, and no more remembered', () => {
  const page = drive().live()
  const effects = Array.from({ length: 200 }, (_, index) => page.serve({ type: `made.up.${index}` })).flat()
  expect(lines(effects)).toHaveLength(50)
  expect(page.state().serviceErrors.loggedKinds).toHaveLength(50)
})

describe('what the service says', () => {
  const question = 'My account number is 4711 0815 and my name is Ada Lovelace'
  const talking = () => {
    const page = drive({ update: { instructions: 'You are the secret agent of Her Majesty.' } }).live()
    page.say({ type: 'text.send', text: question })
    page.created('r1')
    page.text('r1', 'm1', 'Thank you, Ada Lovelace, I wrote that down.')
    return page
  }

  test.each([
    ['the whole question', `Cannot answer "${question}"`],
    ['a part of the question', 'Filtered: account number is 4711 0815 and'],
    ['the answer', 'In: Thank you, Ada Lovelace, I wrote that down.'],
    ['the instructions', 'Too long: You are the secret agent of Her'],
    ['the question, in another spacing', `In:\n${question.replaceAll(' ', ' \t ')}`],
  ])('is logged without %s', (_what, message) => {
    for (const event of [error({ code: 'server_error', message }), { type: 'warning', warning: { message } }]) {
      const [line] = lines(talking().serve(event))
      expect(line?.fields.message).toContain('[…]')
      expect(JSON.stringify(line)).not.toMatch(/4711|Lovelace|secret agent/)
    }
  })

  test('is logged when it is only about the command', () => {
    const message = "Invalid value: 'semantic'. Supported values are 'server_vad'."
    expect(
      lines(talking().serve(error({ type: 'invalid_request_error', code: 'invalid_value', message }))),
    ).toMatchObject([{ level: 'warn', event: 'upstream error', fields: { code: 'invalid_value', message } }])
    const warning = { code: 'deprecated', param: 'session.voice', message: 'Use another one.' }
    expect(lines(talking().serve({ type: 'warning', warning }))).toMatchObject([
      { level: 'warn', event: 'upstream warning', fields: warning },
    ])
  })

  test.each(['code', 'type', 'param', 'message', 'event_id'])('is bounded and on one line: %s', (field) => {
    const odd = `a\r\n{"level":"info"}\u001b[31m\u2028\u202e${'b'.repeat(2_000_000)}`
    for (const event of [error({ [field]: odd }), { type: 'warning', warning: { [field]: odd } }, { type: odd }])
      for (const line of lines(talking().serve(event))) {
        expect(JSON.stringify(line).length).toBeLessThan(800)
        expect(Object.values(line.fields).join('')).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
      }
  })

  test('does not end in half of a word, which could be half of a secret', () => {
    const message = `${'word '.repeat(56)} sk-${'k'.repeat(60)}`
    expect(lines(talking().serve(error({ message })))[0]?.fields.message).not.toContain('sk-')
  })
})

describe('a refusal of the session', () => {
  test.each([
    ['that names our update', { event_id: 'update-1', code: 'x' }],
    ['without a single word', { type: null, code: null, message: null, param: null, event_id: null }],
    ['whose error is null', null],
    ['whose error is text', 'no'],
    ['with a message only', { message: 'You may not.' }],
  ])('%s ends the call at once', (_what, fields) => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    expect(ended(page.serve({ type: 'error', error: fields }))).toMatchObject({ reason: 'upstream_rejected' })
  })
})

describe('a refused truncation', () => {
  const cut = () => {
    const page = drive().live()
    page.created('r1')
    page.audio('r1', 'm1', 24_000)
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1' })
    page.say({ type: 'playback.stopped', answer: 1, playedSamples: 2_400 })
    return page
  }
  test.each([
    ['that names the command', { code: 'invalid_value', event_id: 'truncate-1' }],
    ['that says so in its code', { code: 'item_already_truncated' }],
    ['that names the field', { type: 'invalid_request_error', code: 'invalid_value', param: 'audio_end_ms' }],
    [
      'that says so in words',
      { code: 'invalid_value', message: 'Audio content of 90ms is already shorter than 100ms' },
    ],
    ['that says nothing', { type: 'invalid_request_error', code: 'invalid_value', message: 'Nope.' }],
  ])('%s is no problem of the user', (_what, fields) => {
    expect(errorsIn(cut().serve(error(fields)))).toEqual([])
  })

  test('does not hide another problem', () => {
    expect(errorsIn(cut().serve(error({ type: 'server_error', message: 'Out of order.' })))).toHaveLength(1)
  })
})

describe('an echo', () => {
  const start = (turns: object | null = { type: 'server_vad', create_response: true }) => {
    const page = drive({ update: { modalities: ['text', 'audio'], turn_detection: turns as never } })
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    return page
  }
  test.each([
    ['output_audio_format', 'g711_ulaw'],
    ['output_audio_format', 'pcm16_16000hz'],
    ['input_audio_format', 'g711_alaw'],
    ['input_audio_sampling_rate', 16_000],
  ])('with another %s, %j, ends the call and says why', (field, value) => {
    const effects = start().serve({ type: 'session.updated', session: { [field]: value } })
    expect(ended(effects)).toMatchObject({ reason: 'upstream_rejected' })
    expect(lines(effects)).toMatchObject([
      { event: 'upstream session differs', fields: { path: `session.${field}`, value: String(value) } },
    ])
  })

  test.each([
    { output_audio_format: null, input_audio_format: 'pcm16', input_audio_sampling_rate: 24_000 },
    { output_audio_format: 'pcm16', input_audio_format: null, input_audio_sampling_rate: null },
    { output_audio_format: 'pcm16_24000hz' },
  ])('in our own format is fine: %j', (session) => {
    const effects = start().serve({ type: 'session.updated', session })
    expect(told(effects)).toMatchObject([{ type: 'session.ready' }])
  })

  test.each([null, { type: 'none' }])(
    'without turn detection is said, and no answer is waited for: %j',
    (turn_detection) => {
      const page = start()
      const effects = page.serve({ type: 'session.updated', session: { turn_detection } })
      expect(errorsIn(effects)).toEqual([['upstream_no_turns', false]])
      expect(lines(effects)).toMatchObject([{ event: 'upstream session differs' }])
      expect(told(effects).at(-1)).toMatchObject({ type: 'session.ready' })
      page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1' })
      expect(page.state().gate.reserved).toBe(false)
    },
  )

  test('without turn detection that nobody asked for is fine', () => {
    expect(errorsIn(start(null).serve({ type: 'session.updated', session: { turn_detection: null } }))).toEqual([])
  })

  test('tells who answers a turn, where our update did not', () => {
    const page = start({ type: 'azure_semantic_vad' })
    page.serve({ type: 'session.updated', session: { turn_detection: { type: 'server_vad', create_response: false } } })
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1' })
    expect(page.state().gate.reserved).toBe(false)
  })
})

describe('a refusal of `response.create`', () => {
  const refused = (fields: object, act: (page: ReturnType<typeof drive>) => unknown = () => {}) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'What time is it?' })
    act(page)
    return { page, effects: page.serve(error({ event_id: page.state().gate.asked, ...fields })) }
  }

  // Codes: protocol reference 6, and what OpenAI's service says (documented).
  test.each([
    [{ code: 'rate_limit_exceeded' }, 'answer_throttled'],
    [{ code: 'insufficient_quota' }, 'answer_quota'],
    [{ code: 'content_filter' }, 'answer_filtered'],
    [{ type: 'server_error' }, 'answer_unavailable'],
    [{ type: 'invalid_request_error', code: 'unknown_parameter' }, 'answer_failed'],
    [{}, 'answer_failed'],
  ] as const)('%j is told as %s, once, and the question is not asked again in the next session', (fields, code) => {
    const { page, effects } = refused(fields)
    expect(errorsIn(effects)).toEqual([[code, false]])
    page.lose({ kind: 'closed', code: 1006, reason: '' })
    page.upstreamOpened(2)
    expect(JSON.stringify(page.serve({ type: 'session.updated', session: {} }, 2))).not.toContain('response.create')
  })

  test('is not told to whoever has stopped it', () => {
    expect(errorsIn(refused({}, (page) => page.say({ type: 'answer.interrupt' })).effects)).toEqual([])
  })
})
