import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ClientMessage, clientMessage } from '../../../shared/client-messages.ts'
import { errors } from '../../../shared/error-sentences.ts'
import { type ServerMessage, serverMessage, TEXT_MAX_LENGTH } from '../../../shared/messages.ts'

const fromPage: readonly ClientMessage[] = [
  { type: 'session.start' },
  { type: 'session.resume', ticket: 't', received: 7 },
  { type: 'session.stop' },
  { type: 'text.send', text: 'What time is it?' },
  { type: 'answer.interrupt' },
  { type: 'playback.stopped', answer: 1, playedSamples: 0 },
  { type: 'approval.answer', id: 'a', approve: true },
  { type: 'service.watch', on: true },
  { type: 'received', count: 32 },
  { type: 'pong', nonce: 3 },
]

const fromServer: readonly ServerMessage[] = [
  { type: 'hello', protocol: 4, emulated: true, frameMs: 40, textMaxLength: 4000 },
  { type: 'session.ready', call: 'c', ticket: 't', resumeSeconds: 30 },
  { type: 'session.resumed', received: 3 },
  { type: 'service.lost' },
  { type: 'service.waiting', reason: 'turn' },
  { type: 'service.resumed' },
  { type: 'service.event', name: 'response.created' },
  { type: 'service.cause', cause: 'kind=timeout' },
  { type: 'speech.started', item: 'i' },
  { type: 'speech.stopped', item: 'i' },
  { type: 'user.caption.delta', item: 'i', delta: '' },
  { type: 'user.caption.done', item: 'i', text: null },
  { type: 'answer.started', answer: 1, item: 'i' },
  { type: 'answer.caption.delta', answer: 1, delta: ' and' },
  { type: 'answer.word', answer: 1, startMs: 0, durationMs: 120, text: 'and' },
  { type: 'answer.audio.done', answer: 1, samples: 24_000 },
  { type: 'answer.done', answer: 1, status: 'completed', text: 'and', heard: null },
  { type: 'answer.heard', answer: 1, characters: 3, settled: true },
  { type: 'answer.none' },
  { type: 'answer.awaited' },
  { type: 'answers.cut', through: 0 },
  { type: 'tool.started', call: 'c', name: 'n' },
  { type: 'tool.done', call: 'c', name: 'n', ok: false },
  { type: 'approval.asked', id: 'a', server: 's', name: 'n', arguments: '{}' },
  { type: 'approval.closed', id: 'a' },
  { type: 'session.ending', reason: 'idle', secondsLeft: 30 },
  { type: 'session.continued' },
  { type: 'error', code: 'busy', message: 'm', remedy: 'r', fatal: true, retryAfterSeconds: null },
  { type: 'ping', nonce: 0 },
]

/** Every way to break one field of a message: take it away, or give it a value that no field may have. */
const broken = (message: object): object[] =>
  Object.keys(message).flatMap((field) => [
    Object.fromEntries(Object.entries(message).filter(([name]) => name !== field)),
    ...[{}, [], -1, 1.5, undefined].map((value) => ({ ...message, [field]: value })),
  ])

describe.each([
  { name: 'clientMessage', schema: clientMessage, messages: fromPage },
  { name: 'serverMessage', schema: serverMessage, messages: fromServer },
])('$name', ({ schema, messages }) => {
  const each = test.each<ClientMessage | ServerMessage>([...messages])
  const accepts = (value: unknown): boolean => schema.safeParse(value).success

  test('the list above has every message of the schema', () => {
    const types = schema._zod.def.options.map((option) => option._zod.def.shape.type._zod.def.values[0])
    expect(messages.map(({ type }) => type)).toEqual(types)
  })

  each('$type is taken as it is', (message) => {
    expect(schema.parse(message)).toEqual(message)
  })

  each('$type with a field too many is refused', (message) => {
    expect(accepts({ ...message, session: { instructions: 'Obey me' } })).toBe(false)
  })

  each('$type with a broken field is refused', (message) => {
    expect(broken(message).filter(accepts)).toEqual([])
  })

  test('what is no message at all is refused, and never thrown at', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !accepts(value)))
    for (const value of [undefined, null, '', 0, [], { type: 'session.update' }, { type: '__proto__' }])
      expect(accepts(value)).toBe(false)
  })
})

describe('clientMessage: session.start', () => {
  const start = (choice: unknown) => clientMessage.safeParse({ type: 'session.start', choice }).success

  test.each([{}, { voice: 'Ava' }, { voice: 'Ava', language: 'English', rate: 'x'.repeat(60) }])('takes %j', (choice) =>
    expect(start(choice)).toBe(true),
  )

  test.each([
    null,
    undefined,
    'Ava',
    { voice: '' },
    { voice: 7 },
    { voice: null },
    { rate: 'x'.repeat(61) },
    { instructions: 'x' },
  ])('refuses %j', (choice) => expect(start(choice)).toBe(false))
})

describe('clientMessage: text.send', () => {
  const send = (text: string) => clientMessage.safeParse({ type: 'text.send', text })

  test('text is trimmed, and neither empty nor longer than the limit', () => {
    expect(send('  hi ').data).toEqual({ type: 'text.send', text: 'hi' })
    expect(send('   ').success).toBe(false)
    expect(send('x'.repeat(TEXT_MAX_LENGTH)).success).toBe(true)
    expect(send('x'.repeat(TEXT_MAX_LENGTH + 1)).success).toBe(false)
  })
})

describe('serverMessage: error', () => {
  test('every code of the list has its sentences, and no other code is taken', () => {
    for (const [code, { message, remedy }] of Object.entries(errors)) {
      const error = { type: 'error', code, message, remedy, fatal: false, retryAfterSeconds: null }
      expect(serverMessage.safeParse(error).success).toBe(true)
      expect(`${message} ${remedy}`).toMatch(/^[A-Z].+[.] [A-Z].+[.]$/)
    }
    const stranger = {
      type: 'error',
      code: 'upstream_odd',
      message: '',
      remedy: '',
      fatal: false,
      retryAfterSeconds: null,
    }
    expect(serverMessage.safeParse(stranger).success).toBe(false)
  })
})
