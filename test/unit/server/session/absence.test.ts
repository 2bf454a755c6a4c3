/** A call is held for a page that lost its socket, and goes on where it was; a page that was reloaded is told it again. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { SAMPLE_RATE_HZ } from '../../../../shared/audio-format.ts'
import { commands, drive, ended, errorsIn, options, told, typesOf } from './drive.ts'

const delayOf = (effects: readonly SessionEffect[], timer: string) =>
  effects.find((effect) => effect.type === 'setTimer' && effect.timer === timer)

describe('a page that loses its socket', () => {
  test('is waited for, and the answer goes on meanwhile', () => {
    const page = drive().live()
    page.created('r1')
    const effects = page.push({ type: 'page.dropped' })
    expect(ended(effects)).toBeUndefined()
    expect(delayOf(effects, 'grace')).toMatchObject({ afterMs: options.resumeWithinMs })
    expect(typesOf(page.audio('r1', 'm1'))).toContain('play')
    page.say({ type: 'text.send', text: 'x' })
    expect(page.push({ type: 'page.resumed', received: 5 })).toContainEqual({
      type: 'resume',
      message: { type: 'session.resumed', received: 1 },
      received: 5,
    })
    expect(page.push({ type: 'timer.fired', timer: 'grace' })).toEqual([])
  })

  test('is given up when it does not come back in time', () => {
    const page = drive().live()
    page.push({ type: 'page.dropped' })
    expect(ended(page.push({ type: 'timer.fired', timer: 'grace' }))).toMatchObject({ code: 1000 })
  })

  test('the limits run on, and end the call at their time', () => {
    const page = drive().live()
    page.pass(options.limits.limit)
    page.push({ type: 'page.dropped' })
    page.push({ type: 'timer.fired', timer: 'limit' })
    page.pass(60_000)
    const effects = page.push({ type: 'timer.fired', timer: 'limit' })
    expect(errorsIn(effects)).toEqual([['session_limit', true]])
    expect(ended(effects)).toMatchObject({ code: 1000 })
  })

  test('has nothing to come back to before the session has begun', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    expect(ended(page.push({ type: 'page.dropped' }))).toBeDefined()
  })
})

describe('a page that was loaded anew', () => {
  const recalled = (effects: readonly SessionEffect[]) =>
    effects.flatMap((effect) => (effect.type === 'replay' ? effect.messages : []))

  test('is told the conversation: typed and spoken turns, tools, answers', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello' })
    page.created('r1')
    page.text('r1', 'm1', 'Good day.')
    page.done('r1')
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    page.push({ type: 'page.dropped' })
    const effects = page.push({ type: 'page.resumed', received: null })
    expect(effects).toContainEqual({
      type: 'resume',
      message: { type: 'session.resumed', received: 0 },
      received: null,
    })
    expect(recalled(effects)).toEqual([
      { type: 'user.caption.done', item: 'typed-0', text: 'Hello' },
      { type: 'answer.started', answer: 1, item: 'm1' },
      { type: 'answer.done', answer: 1, status: 'completed', text: 'Good day.', heard: 9 },
      { type: 'user.caption.delta', item: 'u1', delta: '' },
      { type: 'speech.started', item: 'u1' },
      { type: 'answer.none' },
    ])
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
    expect(typesOf(recalled(page.push({ type: 'page.resumed', received: null })))).not.toContain('speech.started')
  })

  test('is asked again for the approval that is still open', () => {
    const page = drive().live()
    const item = { type: 'mcp_approval_request', id: 'a1', server_label: 'docs', name: 'search', arguments: '{}' }
    page.say({ type: 'text.send', text: 'Search!' })
    page.created('r1')
    const [asked] = told(page.serve({ type: 'conversation.item.created', item }))
    page.done('r1')
    expect(asked).toMatchObject({ type: 'approval.asked', id: 'a1' })
    const effects = page.push({ type: 'page.resumed', received: null })
    // The page waits for its user, and not for an answer.
    expect(recalled(effects).slice(-2)).toEqual([asked, { type: 'answer.none' }])
    expect(commands(effects)).toEqual([])
    page.say({ type: 'approval.answer', id: 'a1', approve: true })
    expect(recalled(page.push({ type: 'page.resumed', received: null }))).not.toContainEqual(asked)
  })

  test('the answer that was being said ends where it was heard, for both sides', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'one two three four')
    page.audio('r1', 'm1', 4 * SAMPLE_RATE_HZ)
    page.pass(2000)
    page.push({ type: 'page.dropped' })
    page.pass(1000)
    const effects = page.push({ type: 'page.resumed', received: null })
    expect(commands(effects)).toMatchObject([
      { type: 'response.cancel', response_id: 'r1' },
      { type: 'conversation.item.truncate', item_id: 'm1', audio_end_ms: 2000 },
    ])
    expect(recalled(effects)).toContainEqual({
      type: 'answer.done',
      answer: 1,
      status: 'cancelled',
      text: 'one two three four',
      heard: 7,
    })
    expect(typesOf(page.audio('r1', 'm1'))).not.toContain('play')
  })

  test('an answer that was cut while the page was away is truncated too', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'one two three four')
    page.audio('r1', 'm1', 4 * SAMPLE_RATE_HZ)
    page.done('r1')
    page.pass(2000)
    page.push({ type: 'page.dropped' })
    page.pass(1000)
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    expect(commands(page.push({ type: 'page.resumed', received: null }))).toMatchObject([
      { type: 'conversation.item.truncate', item_id: 'm1' },
    ])
  })

  const reload = (page: ReturnType<typeof drive>) => {
    page.push({ type: 'page.dropped' })
    return page.push({ type: 'page.resumed', received: null })
  }

  const lost = { kind: 'closed', code: 1006, reason: '' } as const
  const nearsEnd = (reason: 'idle' | 'limit', warnMs: number) => (page: ReturnType<typeof drive>) => {
    page.pass(options.limits[reason] - warnMs)
    page.push({ type: 'timer.fired', timer: reason })
    page.pass(1_500)
  }

  test.each<[string, (page: ReturnType<typeof drive>) => unknown, readonly object[]]>([
    ['the service is lost', (page) => page.lose(lost), [{ type: 'service.lost' }, { type: 'answer.none' }]],
    [
      'the service is lost, and what its next session waits for',
      (page) => [
        page.lose(lost),
        page.push({ type: 'upstream', connection: 2, signal: { type: 'waiting', reason: 'turn' } }),
      ],
      [{ type: 'service.lost' }, { type: 'service.waiting', reason: 'turn' }, { type: 'answer.none' }],
    ],
    [
      'the service is lost, and that an answer is to come',
      (page) => [page.say({ type: 'text.send', text: 'Why?' }), page.lose(lost)],
      [expect.objectContaining({ text: 'Why?' }), { type: 'service.lost' }, { type: 'answer.awaited' }],
    ],
    [
      'a server is called',
      (page) => {
        page.created('r1')
        const item = { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' }
        page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
        page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1' })
      },
      [{ type: 'tool.started', call: 'k1', name: 'docs/search' }, { type: 'answer.awaited' }],
    ],
    [
      'it ends, for nobody speaks',
      nearsEnd('idle', 30_000),
      [{ type: 'session.ending', reason: 'idle', secondsLeft: 29 }, { type: 'answer.awaited' }],
    ],
    [
      'it ends, for it was long',
      nearsEnd('limit', 60_000),
      [{ type: 'session.ending', reason: 'limit', secondsLeft: 59 }, { type: 'answer.awaited' }],
    ],
  ])('is told that %s', (_what, happens, messages) => {
    const page = drive().live()
    happens(page)
    expect(recalled(reload(page))).toEqual(messages)
  })

  test.each<[string, (page: ReturnType<typeof drive>) => void]>([
    ['was asked for', (page) => page.say({ type: 'text.send', text: 'Why?' })],
    [
      'follows what was said',
      (page) => {
        page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
        page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
      },
    ],
    [
      'has begun without a word',
      (page) => {
        page.say({ type: 'text.send', text: 'Why?' })
        page.created('r1')
      },
    ],
  ])('hears the answer that %s, and nothing is asked twice', (_name, ask) => {
    const page = drive().live()
    ask(page)
    const effects = reload(page)
    expect(commands(effects)).toEqual([])
    expect(recalled(effects).at(-1)).toEqual({ type: 'answer.awaited' })
    if (page.state().gate.active === undefined) expect(commands(page.created('r1'))).toEqual([])
    expect(typesOf(page.audio('r1', 'm1'))).toContain('play')
    expect(commands(page.done('r1'))).toEqual([])
  })

  const announce = (page: ReturnType<typeof drive>, response = 'r1') => {
    page.created(response)
    const item = { type: 'message', role: 'assistant', id: `of-${response}` }
    page.serve({ type: 'response.output_item.added', response_id: response, item })
  }
  const speechStarts = (page: ReturnType<typeof drive>) =>
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
  const speechStops = (page: ReturnType<typeof drive>) =>
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
  const captionComes = (page: ReturnType<typeof drive>, transcript: string) =>
    page.serve({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'u1',
      content_index: 0,
      transcript,
    })

  test.each<[string, (page: ReturnType<typeof drive>) => void]>([
    ['a text', (page) => page.say({ type: 'text.send', text: 'Why?' })],
    ['what was said, and is not written down yet', (page) => [speechStarts(page), speechStops(page)]],
  ])('asks again for an answer to %s that was announced, and has brought nothing', (_to, ask) => {
    const page = drive().live()
    ask(page)
    announce(page)
    const effects = reload(page)
    expect(typesOf(commands(effects))).toEqual(['response.cancel'])
    expect(recalled(effects).at(-1)).toEqual({ type: 'answer.awaited' })
    expect(typesOf(commands(page.done('r1', 'cancelled')))).toEqual(['response.create'])
  })

  test('hears the greeting that was announced, and has brought nothing', () => {
    const greeting = { instructions: 'Say hello.' }
    const page = drive({ greeting }).live()
    announce(page)
    reload(page)
    expect(commands(page.done('r1', 'cancelled'))).toMatchObject([{ type: 'response.create', response: greeting }])
  })

  /** What comes of a sound in which the page is loaded anew, and how often it makes us ask for the answer that was asked for before it. */
  const endings: readonly (readonly [string, (page: ReturnType<typeof drive>) => readonly SessionEffect[], number])[] =
    [
      ['has no words', (page) => captionComes(page, ''), 1],
      [
        'brings nothing at all',
        (page) => {
          page.pass(5_000)
          return page.push({ type: 'timer.fired', timer: 'gate' })
        },
        1,
      ],
      [
        'is answered',
        (page) => [
          ...page.created('r2'),
          ...page.text('r2', 'm2', 'So.'),
          ...page.done('r2'),
          ...captionComes(page, 'And?'),
        ],
        0,
      ],
    ]

  test.each(endings)('between a sound and the answer before it: when the sound %s', (_what, end, times) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Why?' })
    speechStarts(page)
    speechStops(page)
    announce(page)
    const effects = reload(page)
    expect(typesOf(commands(effects))).toEqual(['response.cancel'])
    expect(recalled(effects).at(-1)).toEqual({ type: 'answer.awaited' })
    const after = [...page.done('r1', 'cancelled'), ...end(page)]
    expect(typesOf(commands(after))).toEqual(Array.from({ length: times }, () => 'response.create'))
    expect(typesOf(told(after))).not.toContain('answer.none')
  })

  test.each(endings)('in the middle of a sound that stopped an answer: when the sound %s', (_what, end, times) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Why?' })
    page.created('r1')
    speechStarts(page)
    const effects = reload(page)
    expect(commands(effects)).toEqual([])
    expect(recalled(effects).at(-1)).toEqual({ type: 'answer.awaited' })
    const after = [...page.done('r1', 'cancelled'), ...speechStops(page), ...end(page)]
    expect(typesOf(commands(after))).toEqual(Array.from({ length: times }, () => 'response.create'))
  })

  test('ends what is being said before it is truncated, though an approval is still open', () => {
    const page = drive().live()
    page.created('r0')
    page.serve({
      type: 'response.output_item.added',
      response_id: 'r0',
      item: { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' },
    })
    page.serve({
      type: 'conversation.item.created',
      item: { type: 'mcp_approval_request', id: 'a1', name: 'search', server_label: 'docs', arguments: '{}' },
    })
    page.done('r0')
    page.say({ type: 'text.send', text: 'And meanwhile?' })
    page.created('r1')
    page.text('r1', 'm1', 'one two three')
    page.audio('r1', 'm1', 4 * SAMPLE_RATE_HZ)
    const effects = reload(page)
    expect(typesOf(commands(effects))).toEqual(['response.cancel', 'conversation.item.truncate'])
    expect(recalled(effects)).toContainEqual(expect.objectContaining({ type: 'approval.asked', id: 'a1' }))
  })

  test('goes on with the tool that runs, and is shown it', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Why?' })
    page.created('r1')
    page.toolCall('r1', 'c1')
    page.done('r1')
    const effects = reload(page)
    expect([commands(effects), typesOf(effects).includes('abortTools')]).toEqual([[], false])
    expect(recalled(effects)).toContainEqual({ type: 'tool.started', call: 'c1', name: 'calculate' })
    const finished = page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '2' })
    expect(typesOf(commands(finished))).toEqual(['conversation.item.create', 'response.create'])
  })

  test('is told again why a question has no answer, until another is asked', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Why?' })
    page.created('r1')
    const error = { type: 'insufficient_quota', code: 'insufficient_quota', message: 'no' }
    const failed = { id: 'r1', status: 'failed', status_details: { type: 'failed', error } }
    const explained = told(page.serve({ type: 'response.done', response: failed }))
    expect(explained).toMatchObject([{ type: 'error', code: 'answer_quota' }])
    expect(recalled(reload(page)).slice(0, -1)).toEqual([expect.objectContaining({ text: 'Why?' }), ...explained])
    page.say({ type: 'text.send', text: 'And now?' })
    expect(typesOf(recalled(reload(page)))).not.toContain('error')
  })

  test('a question whose answer broke off unheard is asked again, and one that has an answer is not', () => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Why?' })
    page.created('r1')
    page.audio('r1', 'm1', 10)
    reload(page)
    expect(page.state().gate.queued).toBe(false)

    const answered = drive().live()
    answered.say({ type: 'text.send', text: 'Why?' })
    answered.created('r1')
    answered.text('r1', 'm1', 'Because.')
    answered.push({ type: 'page.dropped' })
    answered.push({ type: 'page.resumed', received: null })
    expect(answered.state().gate.queued).toBe(false)
  })

  test('an answer that was heard to its end is not truncated', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'one two')
    page.audio('r1', 'm1', SAMPLE_RATE_HZ)
    page.done('r1')
    page.pass(1500)
    page.push({ type: 'page.dropped' })
    const effects = page.push({ type: 'page.resumed', received: null })
    expect(commands(effects)).toEqual([])
    expect(recalled(effects).at(-2)).toMatchObject({ type: 'answer.done', heard: 7 })
  })
})
