/** Interruption: what falls silent, what is cancelled, and where the conversation is truncated. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { commands, drive, options, played, told, typesOf, update } from './drive.ts'

const speak = (page: ReturnType<typeof drive>, item = 'u2') =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: item, audio_start_ms: 0 })

/** A session in the middle of answer 1: one second of it was sent. */
const answering = (changes = {}) => {
  const page = drive(changes).live()
  page.created('r1')
  page.audio('r1', 'm1', 24_000)
  return page
}

const stopped = (playedSamples: number, answer = 1) => ({ type: 'playback.stopped', answer, playedSamples }) as const

describe('bargeIn', () => {
  test('cuts the answer before all else, without a cancel of ours', () => {
    const effects = speak(answering())
    expect(told(effects)).toEqual([
      { type: 'answers.cut', through: 1 },
      { type: 'speech.started', item: 'u2' },
    ])
    expect(commands(effects)).toEqual([])
  })

  test.each(['server_vad', 'azure_semantic_vad', 'semantic_vad'] as const)(
    'leaves the answer alone where %s is told not to interrupt: the service speaks on, and so does the page',
    (type) => {
      const page = answering({ update: { ...update, turn_detection: { type, interrupt_response: false } } })
      page.toolCall('r1', 'c1')
      const effects = speak(page)
      expect(told(effects)).toEqual([{ type: 'speech.started', item: 'u2' }])
      expect(typesOf(effects)).not.toContain('abortTools')
      expect(played(page.audio('r1', 'm1'))).toMatchObject([{ answer: 1, offsetSamples: 24_000 }])
      expect(commands(page.say(stopped(24_000)))).toEqual([])
      expect(page.state().counts).toMatchObject({ interrupts: 0, late: 0 })
    },
  )

  test('but the user who asks for silence gets it there as well, with its truncation', () => {
    const page = answering({
      update: { ...update, turn_detection: { type: 'server_vad', interrupt_response: false } },
    })
    speak(page)
    const effects = page.say({ type: 'answer.interrupt' })
    expect(told(effects)).toEqual([{ type: 'answers.cut', through: 1 }])
    expect(typesOf(commands(effects))).toEqual(['response.cancel'])
    expect(commands(page.say(stopped(6000)))).toMatchObject([
      { type: 'conversation.item.truncate', item_id: 'm1', audio_end_ms: 250 },
    ])
  })

  test('cuts an answer whose response is over, for it may still be heard', () => {
    const page = answering()
    page.done('r1')
    expect(typesOf(told(speak(page)))).toContain('answers.cut')
  })

  test('says nothing of answers when there is none, or none since the last cut', () => {
    expect(typesOf(told(speak(drive().live())))).toEqual(['speech.started'])
    const page = answering()
    speak(page)
    expect(typesOf(told(speak(page)))).toEqual(['speech.started'])
    expect(page.state().counts.interrupts).toBe(1)
  })

  test('drops what comes late, counts it, and lets the next answer through', () => {
    const page = answering()
    speak(page)
    expect(page.audio('r1', 'm1')).toEqual([])
    expect(page.text('r1', 'm1', 'late')).toEqual([])
    expect(played(page.audio('r1', 'm9'))).toEqual([])
    expect(page.state().counts.late).toBe(2)
    expect(told(page.done('r1', 'cancelled'))).toEqual([
      { type: 'answer.done', answer: 1, status: 'cancelled', text: '', heard: null },
    ])
    page.created('r2')
    expect(played(page.audio('r2', 'm2'))).toMatchObject([{ answer: 3, offsetSamples: 0 }])
  })

  test('cuts a response that has not said anything yet', () => {
    const page = drive().live()
    page.created('r1')
    speak(page)
    expect(page.audio('r1', 'm1')).toEqual([expect.objectContaining({ type: 'command' })])
    expect(told(page.done('r1', 'cancelled'))).toEqual([])
  })
})

describe('truncation', () => {
  test('happens at what was played, once', () => {
    const page = answering()
    speak(page)
    expect(commands(page.say(stopped(12_000)))).toEqual([
      {
        type: 'conversation.item.truncate',
        item_id: 'm1',
        content_index: 0,
        audio_end_ms: 500,
        event_id: 'truncate-2',
      },
    ])
    expect(commands(page.say(stopped(6_000)))).toEqual([])
    expect(commands(page.audio('r1', 'm1', 24_000))).toEqual([])
  })

  test('never claims more than was sent', () => {
    const page = answering()
    speak(page)
    page.audio('r1', 'm1', 24_000)
    expect(commands(page.say(stopped(1_000_000)))).toMatchObject([{ audio_end_ms: 1000 }])
  })

  test.each([
    [24_000 - 1440, []],
    [24_000 - 1441, [{ audio_end_ms: 939 }]],
  ])('is left out unless more than 60 ms are unheard: %i of 24000 played', (samples, expected) => {
    const page = answering()
    speak(page)
    expect(commands(page.say(stopped(samples)))).toMatchObject(expected)
  })

  test('follows when late audio shows that more went unheard', () => {
    const page = answering()
    speak(page)
    expect(commands(page.say(stopped(24_000)))).toEqual([])
    expect(commands(page.audio('r1', 'm1', 1_000))).toEqual([])
    expect(commands(page.audio('r1', 'm1', 1_000))).toMatchObject([{ audio_end_ms: 1000 }])
  })

  test('waits for the cut when the page reports first', () => {
    const page = answering()
    expect(commands(page.say(stopped(2_400)))).toEqual([])
    expect(commands(speak(page))).toMatchObject([{ type: 'conversation.item.truncate', audio_end_ms: 100 }])
  })

  const truncating = () =>
    answering({ update: { ...options.update, ...update, turn_detection: { type: 'server_vad', auto_truncate: true } } })

  test('is the service’s own work with auto_truncate', () => {
    const page = truncating()
    speak(page)
    expect(commands(page.say(stopped(0)))).toEqual([])
  })

  test.each<[string, (page: ReturnType<typeof truncating>) => unknown]>([
    ['the button', (page) => page.say({ type: 'answer.interrupt' })],
    ['a typed text', (page) => page.say({ type: 'text.send', text: 'Stop that' })],
    ['the button, before speech', (page) => [page.say({ type: 'answer.interrupt' }), speak(page)]],
  ])('is ours with auto_truncate when an answer was stopped by %s', (_, stop) => {
    const page = truncating()
    stop(page)
    expect(commands(page.say(stopped(1_200)))).toMatchObject([
      { type: 'conversation.item.truncate', item_id: 'm1', audio_end_ms: 50 },
    ])
  })

  test('is ours with auto_truncate when the page was loaded anew', () => {
    const page = truncating()
    page.push({ type: 'page.dropped' })
    expect(typesOf(commands(page.push({ type: 'page.resumed', received: null })))).toContain(
      'conversation.item.truncate',
    )
  })

  test('is ours with auto_truncate when the answer began behind the speech that cuts it', () => {
    const page = drive({
      update: { ...options.update, ...update, turn_detection: { type: 'server_vad', auto_truncate: true } },
    }).live()
    page.say({ type: 'text.send', text: 'Hello' })
    speak(page)
    page.created('r1')
    expect(commands(page.audio('r1', 'm1'))).toMatchObject([{ type: 'conversation.item.truncate', audio_end_ms: 0 }])
  })

  test.each([
    [true, []],
    [false, ['conversation.item.truncate']],
  ])('is whose work the session says: auto_truncate %j', (auto_truncate, expected) => {
    const turn_detection = { type: 'server_vad', auto_truncate: !auto_truncate } as const
    const page = answering({ update: { ...options.update, ...update, turn_detection } })
    page.serve({ type: 'session.updated', session: { turn_detection: { type: 'server_vad', auto_truncate } } })
    speak(page)
    expect(typesOf(commands(page.say(stopped(0))))).toEqual(expected)
  })
})

describe('interrupt', () => {
  type Happening = (page: ReturnType<typeof drive>) => readonly SessionEffect[]
  const created =
    (id: string): Happening =>
    (page) =>
      page.created(id)
  const over =
    (id: string): Happening =>
    (page) =>
      page.done(id, 'cancelled')
  const refused =
    (code: string): Happening =>
    (page) =>
      page.serve({ type: 'error', error: { type: 'invalid_request_error', code, event_id: 'create-3' } })
  const occupied = refused('conversation_already_has_active_response')

  test.each<[string, readonly Happening[], readonly string[]]>([
    ['both come', [created('r1'), over('r1'), created('r2')], ['r1', 'r2']],
    ['both come, and the second before the first is over', [created('r1'), created('r2')], ['r1', 'r2']],
    ['ours is refused, for the other runs', [occupied, created('r2')], ['r2']],
    ['ours is refused behind the other', [created('r2'), occupied], ['r2']],
    ['ours is refused for another reason', [refused('server_error'), created('r2')], ['r2']],
  ])('stops the response of a typed text and that of a turn, where %s', (_what, happenings, cancelled) => {
    const page = drive().live()
    page.say({ type: 'text.send', text: 'Hello' })
    speak(page)
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u2', audio_end_ms: 300 })
    page.say({ type: 'answer.interrupt' })
    const sent = [...happenings, over('r2')].flatMap((happens) => commands(happens(page)))
    expect(sent).toMatchObject(cancelled.map((response_id) => ({ type: 'response.cancel', response_id })))
    expect(page.state().gate).toMatchObject({ cutNext: false, queued: false })
  })

  test('stops a response that waits for the end of another', () => {
    const page = answering()
    page.say({ type: 'text.send', text: 'And then?' })
    page.say({ type: 'answer.interrupt' })
    const effects = page.done('r1', 'cancelled')
    expect(commands(effects)).toEqual([])
    expect(page.state().gate.queued).toBe(false)
  })

  test('cancels the response, once', () => {
    const page = answering()
    const effects = page.say({ type: 'answer.interrupt' })
    expect(told(effects)).toEqual([{ type: 'answers.cut', through: 1 }])
    expect(commands(effects)).toEqual([{ type: 'response.cancel', response_id: 'r1', event_id: 'cancel-2' }])
    expect(commands(page.say({ type: 'answer.interrupt' }))).toEqual([])
  })

  test('only silences when the response is over', () => {
    const page = answering()
    page.done('r1')
    const effects = page.say({ type: 'answer.interrupt' })
    expect(told(effects)).toEqual([{ type: 'answers.cut', through: 1 }])
    expect(commands(effects)).toEqual([])
  })

  test('does nothing when nothing runs', () => {
    const page = drive().live()
    expect(told(page.say({ type: 'answer.interrupt' }))).toEqual([])
    expect(commands(page.say({ type: 'answer.interrupt' }))).toEqual([])
  })

  test('reaches a response that is only expected', () => {
    const page = drive().live()
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
    page.say({ type: 'answer.interrupt' })
    expect(commands(page.created('r1'))).toMatchObject([{ type: 'response.cancel', response_id: 'r1' }])
    expect(played(page.audio('r1', 'm1'))).toEqual([])
  })

  test('comes before a typed text, whose answer waits for the end of the one before', () => {
    const page = answering()
    const effects = page.say({ type: 'text.send', text: 'Stop that' })
    expect(typesOf(commands(effects))).toEqual(['response.cancel', 'conversation.item.create'])
    expect(typesOf(told(effects))).toEqual(['answers.cut'])
    expect(typesOf(commands(page.done('r1', 'cancelled')))).toEqual(['response.create'])
  })
})
