import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANSWERS_MAX } from '../../../../client/state/answers.ts'
import type { Effect, Event } from '../../../../client/state/events.ts'
import { LOG_MAX_LINES } from '../../../../client/state/log.ts'
import { initialState } from '../../../../client/state/model.ts'
import { reduce } from '../../../../client/state/reduce.ts'
import { statusOf } from '../../../../client/state/status.ts'
import { TRANSCRIPT_MAX_ENTRIES } from '../../../../client/state/transcript.ts'
import { errors } from '../../../../shared/error-sentences.ts'
import { type ServerMessage, serverMessage } from '../../../../shared/messages.ts'
import { hello, ready } from './story.ts'

const answer = fc.integer({ min: 1, max: 6 })
const samples = fc.integer({ min: 0, max: 5000 })
const id = fc.constantFrom('a', 'b', 'c')
const text = fc.constantFrom('', 'One two', ' three, four.', '漢字かな', '🙂 fine')

const message: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.constant(hello),
  fc.constant(ready),
  fc.record({ type: fc.constant('session.resumed' as const), received: fc.nat(3) }),
  fc.constantFrom({ type: 'service.lost' } as const, { type: 'service.resumed' } as const),
  fc.record({ type: fc.constant('speech.started' as const), item: id }),
  fc.record({ type: fc.constant('speech.stopped' as const), item: id }),
  fc.record({ type: fc.constant('user.caption.delta' as const), item: id, delta: text }),
  fc.record({ type: fc.constant('user.caption.done' as const), item: id, text: fc.option(text) }),
  fc.record({ type: fc.constant('answer.started' as const), answer, item: id }),
  fc.record({ type: fc.constant('answer.caption.delta' as const), answer, delta: text }),
  fc.record({
    type: fc.constant('answer.word' as const),
    answer,
    startMs: samples,
    durationMs: samples,
    text: fc.constantFrom('One', 'two', 'three'),
  }),
  fc.record({ type: fc.constant('answer.audio.done' as const), answer, samples }),
  fc.record({
    type: fc.constant('answer.done' as const),
    answer,
    status: fc.constantFrom('completed' as const, 'cancelled' as const, 'incomplete' as const, 'failed' as const),
    text,
    heard: fc.option(fc.nat(20)),
  }),
  fc.record({
    type: fc.constant('answer.heard' as const),
    answer,
    characters: fc.nat(20),
    settled: fc.boolean(),
  }),
  fc.constant({ type: 'answer.none' } as const),
  fc.constant({ type: 'answer.awaited' } as const),
  fc.record({ type: fc.constant('answers.cut' as const), through: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ type: fc.constant('tool.started' as const), call: id, name: id }),
  fc.record({ type: fc.constant('tool.done' as const), call: id, name: id, ok: fc.boolean() }),
  fc.record({ type: fc.constant('approval.asked' as const), id, server: id, name: id, arguments: text }),
  fc.record({ type: fc.constant('approval.closed' as const), id }),
  fc.record({
    type: fc.constant('error' as const),
    code: fc.constantFrom(...(Object.keys(errors) as (keyof typeof errors)[])),
    message: text,
    remedy: text,
    fatal: fc.boolean(),
    retryAfterSeconds: fc.option(fc.nat(90)),
  }),
  fc.record({
    type: fc.constant('session.ending' as const),
    reason: fc.constantFrom('idle' as const, 'limit' as const),
    secondsLeft: samples,
  }),
  fc.constant({ type: 'session.continued' as const }),
  fc.record({ type: fc.constant('ping' as const), nonce: samples }),
)

const played = fc.record({ answer, playedSamples: samples })
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: message.map((one): Event => ({ type: 'socket.message', message: one })) },
  {
    weight: 4,
    arbitrary: fc.record({ answer, offsetSamples: samples, samples }).map(
      ({ samples: length, ...frame }): Event => ({
        type: 'socket.audio',
        frame: { ...frame, pcm: new Int16Array(length) },
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.oneof(
      fc.record({ type: fc.constant('playback.started' as const), answer }),
      played.map((one): Event => ({ type: 'playback.progressed', ...one })),
      fc.record({ type: fc.constant('playback.drained' as const), answer }),
      fc.array(played, { maxLength: 3 }).map((stopped): Event => ({ type: 'playback.flushed', stopped })),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Event>(
      { type: 'session.pressed' },
      { type: 'interrupt.pressed' },
      { type: 'mute.pressed' },
      { type: 'text.submitted', text: 'Hello' },
      { type: 'approval.pressed', id: 'a', approve: true },
      { type: 'approval.pressed', id: 'b', approve: false },
      { type: 'verbose.switched', on: true },
      { type: 'audio.opened' },
      { type: 'microphone.opened' },
      { type: 'microphone.refused', refusal: 'denied' },
      { type: 'microphone.dead' },
      { type: 'microphone.lost' },
      { type: 'audio.blocked' },
      { type: 'audio.suspended' },
      { type: 'audio.resumed' },
      { type: 'devices.changed' },
      { type: 'microphone.audio', pcm: new ArrayBuffer(1920) },
      { type: 'microphone.level', rms: 0.1, clipped: true },
      { type: 'timer.fired', name: 'nudge' },
      { type: 'timer.fired', name: 'answer' },
      { type: 'timer.fired', name: 'start' },
      { type: 'timer.fired', name: 'redial' },
      { type: 'timer.fired', name: 'giveUp' },
      { type: 'socket.garbled', fault: 'unknown' },
      { type: 'socket.choked', frames: 25 },
      { type: 'socket.closed', code: 1006, opened: true },
    ),
  },
)

/** Most stories begin with a session that works; without it, few would come far. */
const opening: readonly Event[] = [
  { type: 'session.pressed' },
  { type: 'audio.opened' },
  { type: 'socket.message', message: hello },
  { type: 'socket.message', message: ready },
]
const events = fc
  .tuple(fc.boolean(), fc.array(event, { maxLength: 80, size: 'max' }))
  .map(([opens, rest]) => (opens ? [...opening, ...rest] : rest))

/** Runs a story, and shows each step to `look`. */
function run(story: readonly Event[], look: (step: Step) => void): ReturnType<typeof reduce>[0] {
  let state = initialState({ secure: true, language: 'en', theme: 'system', remembered: {} })
  story.forEach((one, atMs) => {
    const before = state
    const [after, effects] = reduce(state, { ...one, atMs })
    state = after
    look({ before, event: one, after, effects })
  })
  return state
}
type Step = Readonly<{
  before: ReturnType<typeof reduce>[0]
  event: Event
  after: ReturnType<typeof reduce>[0]
  effects: readonly Effect[]
}>

describe('reduce, whatever happens', () => {
  test('the messages of these stories are messages of the contract', () => {
    fc.assert(fc.property(message, (one) => serverMessage.safeParse(one).success))
  })

  test('never throws, prints as JSON, and holds no samples', () => {
    fc.assert(
      fc.property(events, (story) => {
        const state = run(story, () => {})
        expect(JSON.parse(JSON.stringify(state))).toEqual(state)
      }),
      { numRuns: 300 },
    )
  })

  test('plays no audio of a cut answer, and no audio that was not announced', () => {
    fc.assert(
      fc.property(events, (story) => {
        let cut = 0
        let announced = new Set<number>()
        run(story, ({ before, event: one, after, effects }) => {
          if (effects.some(({ type }) => type === 'openAudio')) {
            cut = 0
            announced = new Set()
          }
          if (one.type === 'interrupt.pressed' && effects.length > 0) cut = Math.max(cut, before.answers.latest)
          if (one.type === 'socket.message' && before.phase === 'live') {
            if (one.message.type === 'answer.started') announced.add(one.message.answer)
            if (one.message.type === 'answers.cut') cut = Math.max(cut, one.message.through)
          }
          for (const effect of effects) {
            if (effect.type !== 'play' && effect.type !== 'finish') continue
            expect(effect.answer).toBeGreaterThan(cut)
            expect(announced.has(effect.answer)).toBe(true)
            expect(after.phase).toBe('live')
          }
        })
      }),
      { numRuns: 400 },
    )
  })

  test('an output that rests is woken before it is given anything, however often it may rest', () => {
    const rests: Event = { type: 'timer.fired', name: 'rest' }
    fc.assert(
      fc.property(events, (story) => {
        let resting = false
        const eager = story.flatMap((one) => [one, { type: 'microphone.opened' } as const, rests])
        run(eager, ({ effects }) => {
          for (const { type } of effects) {
            if (type === 'rest' || type === 'wake' || type === 'openAudio') resting = type === 'rest'
            if (type === 'play' || type === 'finish') expect(resting).toBe(false)
          }
        })
      }),
      { numRuns: 100 },
    )
  })

  test('sends no audio and no text before session.ready, and nothing after the end', () => {
    fc.assert(
      fc.property(events, (story) => {
        let isReady = false
        run(story, ({ before, event: one, after, effects }) => {
          if (one.type === 'socket.message' && one.message.type === 'session.ready') isReady ||= before.hello !== null
          for (const effect of effects) {
            if (effect.type === 'sendAudio') expect(isReady).toBe(true)
            if (effect.type === 'send' && effect.message.type === 'text.send') expect(isReady).toBe(true)
            if (effect.type === 'send') expect(['starting', 'live']).toContain(before.phase)
          }
          if (after.phase !== 'live' && after.phase !== 'starting') isReady = false
        })
      }),
      { numRuns: 200 },
    )
  })

  test('reports each answer as stopped at most once a session', () => {
    fc.assert(
      fc.property(events, (story) => {
        let reported = new Set<number>()
        run(story, ({ effects }) => {
          for (const effect of effects) {
            if (effect.type === 'openAudio') reported = new Set()
            if (effect.type !== 'send' || effect.message.type !== 'playback.stopped') continue
            expect(reported.has(effect.message.answer)).toBe(false)
            reported.add(effect.message.answer)
          }
        })
      }),
      { numRuns: 200 },
    )
  })

  test('leaves no answer hanging: done and drained, or cut and flushed, none is spoken or awaited', () => {
    fc.assert(
      fc.property(events, (story) => {
        const all = [1, 2, 3, 4, 5, 6]
        const ending: Event[] = [
          ...all.map(
            (one): Event => ({
              type: 'socket.message',
              message: { type: 'answer.done', answer: one, status: 'completed', text: '', heard: null },
            }),
          ),
          ...all.map((one): Event => ({ type: 'playback.drained', answer: one })),
          { type: 'playback.flushed', stopped: [] },
          ...all.map(
            (one): Event => ({
              type: 'socket.message',
              message: { type: 'answer.heard', answer: one, characters: 0, settled: true },
            }),
          ),
          { type: 'timer.fired', name: 'answer' },
        ]
        const state = run([...story, ...ending], () => {})
        expect(state.answers.followed).toEqual([])
        expect(['speaking', 'processing']).not.toContain(statusOf(state))
      }),
      { numRuns: 300 },
    )
  })

  test('answers an approval only while its card asks, and the card then says what was chosen', () => {
    fc.assert(
      fc.property(events, (story) => {
        run(story, ({ before, after, effects }) => {
          for (const effect of effects) {
            if (effect.type !== 'send' || effect.message.type !== 'approval.answer') continue
            const { id: answered, approve } = effect.message
            const cardIn = ({ transcript }: typeof before) =>
              transcript.entries.findLast((entry) => entry.kind === 'approval' && entry.id === answered)
            expect(cardIn(before)).toMatchObject({ outcome: 'asked' })
            expect(cardIn(after)).toMatchObject({ outcome: approve ? 'allowed' : 'denied' })
          }
        })
      }),
      { numRuns: 200 },
    )
  })

  test('heard text never exceeds the text, and a cut answer is marked where it was cut', () => {
    fc.assert(
      fc.property(events, (story) => {
        run(story, ({ after }) => {
          for (const entry of after.transcript.entries) {
            if (entry.kind !== 'agent') continue
            expect(entry.heardLength).toBeLessThanOrEqual(entry.text.length)
            if (entry.cut) expect(entry.heardLength).toBeLessThan(entry.text.length)
          }
        })
      }),
      { numRuns: 150 },
    )
  })

  test('holds no more than it may', () => {
    const many: Event[] = Array.from({ length: 700 }, (_, index): Event[] => [
      { type: 'socket.message', message: { type: 'answer.started', answer: index + 1, item: 'i' } },
      { type: 'text.submitted', text: 'Hello' },
    ]).flat()
    const state = run([...opening, ...many], () => {})
    expect(state.transcript.entries).toHaveLength(TRANSCRIPT_MAX_ENTRIES)
    expect(state.transcript.dropped).toBe(1401 - TRANSCRIPT_MAX_ENTRIES)
    expect(state.log.lines).toHaveLength(LOG_MAX_LINES)
    expect(state.answers.followed).toHaveLength(ANSWERS_MAX)
  })
})
