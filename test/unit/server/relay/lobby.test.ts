/** A socket before it has a call: it is greeted, and what is no request for a call is judged as strictly as in one. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import { greetVisitor } from '../../../../server/relay/lobby.ts'
import { FRAME_MAX_BYTES } from '../../../../shared/audio-format.ts'
import { MESSAGE_MAX_BYTES, PROTOCOL_VERSION } from '../../../../shared/messages.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const hello = { type: 'hello', protocol: PROTOCOL_VERSION, emulated: true, frameMs: 40, textMaxLength: 4000 } as const

function visit() {
  const told: unknown[] = []
  const asked: unknown[] = []
  const visitor = greetVisitor({
    socket: {
      send: (data) => told.push(JSON.parse(String(data))) > 0,
      close: (code, reason) => told.push([code, reason]),
    },
    hello,
    waitMs: 10_000,
    tooLate: { code: 'session_idle', closeCode: 1000 },
    clock: systemClock,
    onStart: (...request) => asked.push(request),
    onResume: (request) => asked.push(request),
    onOver: (refused) => asked.push(refused ? 'refused' : 'left'),
  })
  return { visitor, told, asked }
}

const error = (code: string, fatal: boolean) => expect.objectContaining({ type: 'error', code, fatal })
const unplayed = '{"type":"playback.stopped","answer":1,"playedSamples":0}'
const unasked = '{"type":"approval.answer","id":"a","approve":true}'

test.each<[string, readonly (string | Uint8Array)[], readonly unknown[]]>([
  ['a fault is told', ['x'], [error('bad_message', false)]],
  ['a text is too early', ['{"type":"text.send","text":"x"}'], [error('not_ready', false)]],
  ['good audio is dropped', [new Uint8Array(1920)], []],
  ['bad audio is told', [new Uint8Array(1921)], [error('bad_audio', false)]],
  [
    'answers to a ping, receipts and interrupts are nothing',
    ['{"type":"pong","nonce":1}', '{"type":"received","count":1}', '{"type":"answer.interrupt"}'],
    [],
  ],
  [
    'three faults end it',
    ['x', new Uint8Array(1), '{}'],
    [error('bad_message', false), error('bad_audio', false), error('bad_message', true), [1008, 'bad_message']],
  ],
  [
    'what is right in form and wrong in place is a fault too',
    [unplayed, unasked, unplayed],
    [error('bad_message', false), error('bad_message', false), error('bad_message', true), [1008, 'bad_message']],
  ],
  [
    'faults end it whatever comes between them',
    ['x', new Uint8Array(1920), unplayed, '{"type":"pong","nonce":1}', new Uint8Array(1)],
    [error('bad_message', false), error('bad_message', false), error('bad_audio', true), [1008, 'bad_audio']],
  ],
  [
    'a message that is too large ends it',
    [' '.repeat(MESSAGE_MAX_BYTES + 1)],
    [error('bad_message', true), [1009, 'bad_message']],
  ],
  ['a stop is granted', ['{"type":"session.stop"}'], [[1000, 'stopped']]],
])('%s', (_name, said, expected) => {
  const { visitor, told } = visit()
  for (const one of said) typeof one === 'string' ? visitor.onMessage(one) : visitor.onAudio(one)
  expect(told).toEqual([hello, ...expected])
  visitor.stop()
})

test.each<[string, (visitor: ReturnType<typeof visit>['visitor']) => void]>([
  ['messages', (visitor) => visitor.onMessage('{"type":"pong","nonce":0}')],
  ['audio', (visitor) => visitor.onAudio(new Uint8Array(FRAME_MAX_BYTES))],
])('a flood of %s ends it, and costs nothing more', (_name, act) => {
  const { visitor, told, asked } = visit()
  for (let times = 0; times < 1000; times += 1) act(visitor)
  expect(told).toEqual([hello, error('flooded', true), [1008, 'flooded']])
  expect(asked).toEqual(['refused'])
})

test('the first request is handed on, with what the page was sent so far, and nothing after it', () => {
  const { visitor, asked } = visit()
  visitor.onMessage('{}')
  visitor.onMessage('{"type":"session.start"}')
  visitor.onMessage('{"type":"session.start"}')
  vi.advanceTimersByTime(60_000)
  expect(asked).toEqual([['{"type":"session.start"}', 2]])
})
