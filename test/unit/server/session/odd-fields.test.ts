/** What the service prints oddly where no one acts on it changes nothing; and where somebody does, an event still does its main job. */

import { describe, expect, test } from 'vitest'
import { commands, drive, errorsIn, told, typesOf } from './drive.ts'

type Fields = Readonly<Record<string, unknown>>

/** No one acts on these. Shapes that another relay or a trial met, and the like. */
const unread: Readonly<Record<string, Fields>> = {
  'usage that is no object': { usage: 'many' },
  'usage of strings': { usage: { total_tokens: '61', input_token_details: [] } },
  'a numeric metadata value': { metadata: { turn: 7 } },
  'a voice without type': { voice: { name: 'marin' } },
  'a voice of an unknown type': { voice: { type: 'azure-dream', name: [] } },
  'a temperature as text': { temperature: '0.8' },
  'a numeric conversation id': { conversation_id: 12 },
  'a limit of an unknown kind': { max_output_tokens: { value: 4096 } },
  'modalities as one word': { modalities: 'audio' },
  'a file search with numeric attributes': {
    output: [{ type: 'file_search_call', id: 'f', status: 3, results: [{ attributes: { page: 3 } }] }],
  },
  'a content part without type': {
    output: [{ type: 'message', role: 'assistant', id: 'm1', content: [{ transcript: 'Hello' }] }],
  },
}

/** Somebody acts on these, but not for the end of an answer. */
const wrong: Readonly<Record<string, Fields>> = {
  'empty status details of the wrong kind': { status_details: [] },
  'a failure that is text': { status_details: { type: 'failed', error: 'too bad' } },
  'an output that is no list': { output: { 0: {} } },
  'an output of nothing but noise': { output: [3, null, 'x', {}] },
  'an id that is a number': { id: 3 },
  'no id': { id: null },
  'a status that is a number': { status: 200 },
}

const calling = () => {
  const page = drive().live()
  page.created('r1')
  page.text('r1', 'm1', 'One moment.')
  page.toolCall('r1', 'c1')
  page.push({ type: 'tool.finished', call: 'c1', ok: true, output: '42' })
  return page
}

describe.each([
  ['that nobody acts on', unread, 0],
  ['that somebody acts on', wrong, 1],
] as const)('response.done with something odd %s', (_which, cases, malformed) => {
  test.each(Object.entries(cases))('ends the answer and sends the output of its tool: %s', (_name, fields) => {
    const page = calling()
    const response = { id: 'r1', status: 'completed', ...fields }
    const effects = page.serve({ type: 'response.done', response })
    expect(told(effects)).toContainEqual(expect.objectContaining({ type: 'answer.done', answer: 1 }))
    expect(commands(effects)).toMatchObject([
      { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'c1', output: '42' } },
      { type: 'response.create' },
    ])
    const isNoted = JSON.stringify(fields).includes('null') && fields.id === null ? 0 : malformed
    expect(page.state().counts.malformed).toBe(isNoted)
  })
})

test('a response without any id that can be read comes and goes', () => {
  const page = drive().live()
  page.serve({ type: 'response.created', response: { id: {} } })
  page.serve({ type: 'response.audio_transcript.delta', item_id: 'm1', response_id: 7, delta: 'Hello' })
  expect(told(page.serve({ type: 'response.done', response: 'r1' }))).toMatchObject([
    { type: 'answer.audio.done' },
    { type: 'answer.done', text: 'Hello' },
  ])
  expect(commands(page.say({ type: 'text.send', text: 'And then?' })).at(-1)?.type).toBe('response.create')
})

const echoes: Readonly<Record<string, unknown>> = {
  'an approval rule with null': { tools: [{ type: 'mcp', require_approval: { never: null, always: ['x'] } }] },
  'a header that is null': { tools: [{ type: 'mcp', server_label: 'a', server_url: 'b', headers: { k: null } }] },
  'an old end of utterance without model': {
    turn_detection: { type: 'azure_semantic_vad', end_of_utterance_detection: { threshold: 0.1 } },
  },
  'a time of expiry that is text': { expires_at: '1790000000' },
  'an agent that is text': { agent: 'agent-1' },
  'an agent whose thread is a number': { agent: { thread_id: 4 } },
  'a voice that is a list': { voice: ['ava'] },
  'a turn detection that is text': { turn_detection: 'server_vad' },
  'a format that is an object': { output_audio_format: { type: 'audio/pcm', rate: 24000 } },
  'tools that are text': { tools: 'none', tool_choice: 3, temperature: 'hot', modalities: null },
}

test.each(Object.entries({ ...echoes, whole: 'session', empty: null }))(
  'session.updated with %s makes the call ready',
  (_name, session) => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    expect(typesOf(told(page.serve({ type: 'session.updated', session })))).toEqual(['session.ready'])
  },
)

describe('speech', () => {
  const nothing = { item_id: undefined }
  test.each([
    ['without a time', { item_id: 'u1' }],
    ['without an item', { ...nothing, audio_start_ms: 3 }],
    ['with a time that is text', { item_id: 'u1', audio_start_ms: '3' }],
    ['with an item that is a number', { item_id: 4, audio_start_ms: 3 }],
    ['with nothing at all', {}],
  ])('that starts %s cuts the answer, and the page sees who speaks', (_name, fields) => {
    const page = drive().live()
    page.created('r1')
    page.audio('r1', 'm1')
    const started = told(page.serve({ type: 'input_audio_buffer.speech_started', ...fields }))
    expect(typesOf(started)).toEqual(['answers.cut', 'speech.started'])
    const item = started.flatMap((message) => (message.type === 'speech.started' ? [message.item] : []))[0]
    const stopped = page.serve({ type: 'input_audio_buffer.speech_stopped', ...fields })
    expect(told(stopped)).toEqual([{ type: 'speech.stopped', item }])
    expect(page.state().gate.reserved).toBe(true)
  })

  test('that started without an item gets its caption when the item is known', () => {
    const page = drive().live()
    const [started] = told(page.serve({ type: 'input_audio_buffer.speech_started' }))
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u7' })
    const type = 'conversation.item.input_audio_transcription.completed'
    expect(told(page.serve({ type, item_id: 'u7', transcript: 'Hello' }))).toEqual([
      { type: 'user.caption.done', item: (started as { item: string }).item, text: 'Hello' },
    ])
  })

  test.each([
    ['null', { item_id: 'u1', transcript: null }],
    ['no transcript', { item_id: 'u1' }],
    ['a transcript that is a list', { item_id: 'u1', transcript: ['Hello'] }],
    ['no item', { transcript: null }],
  ])('whose transcription is completed with %s gets a closed caption', (_name, fields) => {
    const page = drive().live()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1' })
    const type = 'conversation.item.input_audio_transcription.completed'
    expect(told(page.serve({ type, ...fields }))).toEqual([{ type: 'user.caption.done', item: 'u1', text: null }])
  })
})

test('what is wrong is logged once of each kind, without its value, and counted each time', () => {
  const page = drive().live()
  const lines = [1, 2, 3].flatMap(() =>
    page
      .serve({ type: 'response.created', response: { id: ['secret'], status: 3 } })
      .filter(({ type }) => type === 'log'),
  )
  expect(lines).toEqual([
    {
      type: 'log',
      level: 'warn',
      event: 'malformed upstream event',
      fields: {
        type: 'response.created',
        path: 'response.id response.status',
        issue: 'Invalid input: expected string, received array',
      },
    },
  ])
  expect(page.state().counts.malformed).toBe(3)
})

test('none of it is a problem of the page', () => {
  const page = drive().live()
  expect(errorsIn(page.serve({ type: 'response.audio.delta', response_id: 'r1', delta: 3 }))).toEqual([])
  expect(page.state().counts).toMatchObject({ malformed: 1, errors: 0 })
})
