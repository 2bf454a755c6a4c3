/** Answers on their way to the page: numbers, offsets, captions, words, ends. */

import { describe, expect, test } from 'vitest'
import { ANSWER_FRAME_MAX_BYTES } from '../../../../shared/answer-frame.ts'
import { serverMessage } from '../../../../shared/messages.ts'
import { commands, drive, errorsIn, played, sound, told } from './drive.ts'

const place = { response_id: 'r1', item_id: 'm1' }

describe('answers', () => {
  test('are numbered from 1, announced once, though the service announces them twice', () => {
    const page = drive().live()
    page.created('r1')
    const item = { id: 'm1', type: 'message', role: 'assistant', status: 'incomplete', content: [] }
    const added = page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
    expect(told(added)).toEqual([{ type: 'answer.started', answer: 1, item: 'm1' }])
    expect(told(page.serve({ type: 'conversation.item.created', item }))).toEqual([])
    expect(told(page.audio('r1', 'm1'))).toEqual([])
    page.done('r1')
    page.created('r2')
    expect(told(page.text('r2', 'm2', 'Hi'))[0]).toEqual({ type: 'answer.started', answer: 2, item: 'm2' })
  })

  test('carry audio with the offset at which it belongs', () => {
    const page = drive().live()
    page.created('r1')
    expect(played(page.audio('r1', 'm1', 100))).toEqual([
      { type: 'play', answer: 1, offsetSamples: 0, samples: 100, base64: sound(100) },
    ])
    expect(played(page.audio('r1', 'm1', 7))).toMatchObject([{ offsetSamples: 100, samples: 7 }])
    expect(played(page.audio('r1', 'm1', 1))).toMatchObject([{ offsetSamples: 107, samples: 1 }])
    expect(told(page.serve({ type: 'response.audio.done', ...place }))).toEqual([
      { type: 'answer.audio.done', answer: 1, samples: 108 },
    ])
  })

  test('leave out audio that is empty', () => {
    const page = drive().live()
    page.created('r1')
    expect(played(page.serve({ type: 'response.audio.delta', ...place, delta: '' }))).toEqual([])
  })

  test.each([
    [3, 3],
    [1, 1, 1, 1],
    [5, 2, 4, 1],
  ])('lose no sample of audio that is cut in the middle of one: %j bytes', (...sizes) => {
    const page = drive().live()
    page.created('r1')
    const whole = Buffer.from(Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, index) => index))
    let from = 0
    const effects = sizes.flatMap((size) => {
      const delta = whole.subarray(from, from + size).toString('base64')
      from += size
      return page.serve({ type: 'response.audio.delta', ...place, delta })
    })
    expect(Buffer.concat(played(effects).map(({ base64 }) => Buffer.from(base64, 'base64')))).toEqual(whole)
    expect(played(effects).map(({ offsetSamples }) => offsetSamples)).toEqual(
      played(effects).map((_, index, all) => all.slice(0, index).reduce((sum, { samples }) => sum + samples, 0)),
    )
    expect(effects.filter(({ type }) => type === 'log')).toHaveLength(1)
    expect(page.state().counts.malformed).toBeGreaterThan(0)
  })

  test.each([719_999, 720_000, 720_001, 1_048_576, 2_000_000])('cut a delta of %i samples into frames', (samples) => {
    const page = drive().live()
    page.created('r1')
    const frames = played(page.audio('r1', 'm1', samples))
    const bytes = frames.map(({ base64 }) => Buffer.from(base64, 'base64'))
    expect(bytes.map(({ length }) => length / 2)).toEqual(frames.map((frame) => frame.samples))
    expect(Math.max(...bytes.map(({ length }) => length)) + 8).toBeLessThanOrEqual(ANSWER_FRAME_MAX_BYTES)
    expect(Buffer.concat(bytes).equals(Buffer.alloc(samples * 2, 1))).toBe(true)
    expect(page.state().counts.malformed).toBe(0)
  })

  test.each([
    ['audio_transcript', 'transcript', 'It is nine.', 'It is noon.'],
    ['audio_transcript', 'transcript', 'It is ', 'It is noon.'],
    ['text', 'text', '', 'It is noon.'],
    ['text', 'text', 'It is noon.', ''],
  ])('have the words of the final %s, not of its deltas: %s %j, %j', (kind, field, delta, final) => {
    const page = drive().live()
    page.created('r1')
    page.serve({ type: `response.${kind}.delta`, ...place, delta })
    page.serve({ type: `response.${kind}.done`, ...place, [field]: final })
    const text = final || delta
    expect(told(page.done('r1')).at(-1)).toMatchObject({ type: 'answer.done', text })
    expect(page.state().history).toMatchObject([{ kind: 'agent', text }])
  })

  test.each(['response.output_item.done', 'response.done'])('have the words that only %s tells', (type) => {
    const page = drive().live()
    page.created('r1')
    const item = { type: 'message', role: 'assistant', id: 'm1', content: [{ type: 'text', text: 'Noon.' }] }
    const response = { id: 'r1', status: 'completed', output: type === 'response.done' ? [item] : [] }
    if (type !== 'response.done') page.serve({ type, response_id: 'r1', item })
    page.serve({ type: 'response.done', response })
    expect(page.state().history).toMatchObject([{ kind: 'agent', text: 'Noon.' }])
  })

  test('go to the page under an id that it takes, and to the service under its own', () => {
    const page = drive().live()
    page.created('r1')
    const items = ['a', 'b'].map((end) => `${'m'.repeat(400)}${end}`)
    const shown = items.map((item) => told(page.audio('r1', item, 24_000))[0])
    for (const message of shown) expect(() => serverMessage.parse(message)).not.toThrow()
    expect(new Set(shown.map((message) => JSON.stringify(message))).size).toBe(2)
    const cut = [
      ...page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u'.repeat(300) }),
      ...page.say({ type: 'playback.stopped', answer: 2, playedSamples: 1200 }),
    ]
    expect(commands(cut)).toMatchObject([{ type: 'conversation.item.truncate', item_id: items[1] }])
    for (const message of told(cut)) expect(() => serverMessage.parse(message)).not.toThrow()
  })

  test('carry captions and words, and end with the whole text', () => {
    const page = drive().live()
    page.created('r1')
    page.text('r1', 'm1', 'It is ')
    expect(told(page.text('r1', 'm1', 'noon.'))).toEqual([{ type: 'answer.caption.delta', answer: 1, delta: 'noon.' }])
    const word = { audio_offset_ms: 490.4, audio_duration_ms: 387, text: 'noon', timestamp_type: 'word' }
    expect(told(page.serve({ type: 'response.audio_timestamp.delta', ...place, ...word }))).toEqual([
      { type: 'answer.word', answer: 1, startMs: 490, durationMs: 387, text: 'noon' },
    ])
    expect(told(page.serve({ type: 'response.audio_transcript.done', ...place, transcript: 'It is noon.' }))).toEqual(
      [],
    )
    expect(told(page.done('r1'))).toEqual([
      { type: 'answer.audio.done', answer: 1, samples: 0 },
      { type: 'answer.done', answer: 1, status: 'completed', text: 'It is noon.', heard: null },
    ])
    expect(told(page.done('r1'))).toEqual([])
  })

  test('take the whole caption when no part of it came before', () => {
    const page = drive().live()
    page.created('r1')
    expect(told(page.serve({ type: 'response.text.done', ...place, text: 'Hi.' }))).toContainEqual({
      type: 'answer.caption.delta',
      answer: 1,
      delta: 'Hi.',
    })
  })

  test.each([
    ['cancelled', 'cancelled'],
    ['incomplete', 'incomplete'],
    ['on_fire', 'incomplete'],
  ])('of status %s end as %s', (status, expected) => {
    const page = drive().live()
    page.created('r1')
    page.audio('r1', 'm1')
    expect(told(page.done('r1', status))).toContainEqual(
      expect.objectContaining({ type: 'answer.done', status: expected }),
    )
  })

  test.each([{ id: 'r1', status: 'failed' }, { status: 'failed' }])(
    'that were announced and failed before their first word come to their end: %j',
    (response) => {
      const page = drive().live()
      page.created('r1')
      page.serve({
        type: 'response.output_item.added',
        response_id: 'r1',
        item: { id: 'm1', type: 'message', role: 'assistant', status: 'in_progress', content: [] },
      })
      const messages = told(page.serve({ type: 'response.done', response }))
      expect(messages).toContainEqual({ type: 'answer.done', answer: 1, status: 'failed', text: '', heard: null })
      expect(messages.at(-1)).toMatchObject({ type: 'error', code: 'answer_failed' })
    },
  )

  test('that failed are an error too, even before their first word', () => {
    const page = drive().live()
    page.created('r1')
    expect(errorsIn(page.done('r1', 'failed'))).toEqual([['answer_failed', false]])
  })
})

describe('the user', () => {
  test('is captioned', () => {
    const page = drive().live()
    const item = { item_id: 'u1', content_index: 0 }
    const transcription = 'conversation.item.input_audio_transcription'
    expect(told(page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 9 }))).toEqual([
      { type: 'speech.stopped', item: 'u1' },
    ])
    expect(told(page.serve({ type: `${transcription}.delta`, ...item, delta: 'What' }))).toEqual([
      { type: 'user.caption.delta', item: 'u1', delta: 'What' },
    ])
    expect(told(page.serve({ type: `${transcription}.completed`, ...item, transcript: 'What time?' }))).toEqual([
      { type: 'user.caption.done', item: 'u1', text: 'What time?' },
    ])
    expect(told(page.serve({ type: `${transcription}.failed`, item_id: 'u2', error: { message: 'x' } }))).toEqual([
      { type: 'user.caption.done', item: 'u2', text: null },
    ])
  })
})
