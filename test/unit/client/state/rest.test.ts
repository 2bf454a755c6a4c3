/** The sound output is let go while nobody speaks, and is back before anything is to sound. */

import { describe, expect, test } from 'vitest'
import type { Event } from '../../../../client/state/events.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { audioDone, done, hello, liveStory, ready, sound, started, story } from './story.ts'

const rings = { type: 'timer.fired', name: 'rest' } as const
const restWanted = { type: 'setTimer', name: 'rest', afterMs: 2000 }
const heard = (message: ServerMessage): Event => ({ type: 'socket.message', message })
const speechStarted = heard({ type: 'speech.started', item: 'u' })
const answerStarted = heard(started(1))

/** Answers, and has been heard to the end. */
const answered: readonly Event[] = [
  answerStarted,
  sound(1, 0, 4800),
  { type: 'playback.started', answer: 1 },
  heard(audioDone(1, 4800)),
  heard(done(1)),
]

describe('a quiet call', () => {
  test('rests after two seconds, once', () => {
    const page = liveStory()
    expect(page.timers).toContainEqual(restWanted)
    expect(page.tell(rings).effects).toEqual([{ type: 'rest' }])
    expect(page.timers).toEqual([{ type: 'clearTimer', name: 'rest' }])
    expect(page.tell(rings).effects).toEqual([])
  })

  test('rests again when an answer has sounded to its end', () => {
    const page = liveStory().tell(rings, ...answered)
    expect(page.timers).not.toContainEqual(restWanted)
    expect(page.tell({ type: 'playback.drained', answer: 1 }).timers).toContainEqual(restWanted)
    expect(page.tell(rings).effects).toEqual([{ type: 'rest' }])
  })

  test.each<[string, readonly Event[]]>([
    ['speech', [speechStarted]],
    ['a typed text', [{ type: 'text.submitted', text: 'Hello' }]],
    ['an answer that nobody asked for', [answerStarted]],
    ['a lost microphone', [{ type: 'microphone.lost' }]],
    ['a lost connection', [{ type: 'socket.closed', code: 1006, opened: true }]],
    [
      'a tool that asks to be allowed',
      [heard({ type: 'approval.asked', id: 'a', server: 's', name: 'n', arguments: '{}' })],
    ],
  ])('is woken by %s, before anything else is done', (_, events) => {
    const page = liveStory().tell(rings, ...events)
    const [rest, wake, ...others] = page.effects
    expect([rest, wake]).toEqual([{ type: 'rest' }, { type: 'wake' }])
    expect(others).not.toContainEqual({ type: 'wake' })
    expect(page.state.resting).toBe(false)
  })

  test.each<[string, readonly Event[]]>([
    ['a level', [{ type: 'microphone.level', rms: 0.3, clipped: false }]],
    ['mute', [{ type: 'mute.pressed' }]],
    ['a ping', [heard({ type: 'ping', nonce: 1 })]],
    ['the nudge', [{ type: 'timer.fired', name: 'nudge' }]],
  ])('is not woken by %s', (_, events) => {
    expect(liveStory().tell(rings, ...events).effects).not.toContainEqual({ type: 'wake' })
  })

  test('that ends closes its sound and wakes nothing', () => {
    expect(liveStory().tell(rings).tell({ type: 'session.pressed' }).effects).not.toContainEqual({ type: 'wake' })
  })
})

test.each<[string, readonly Event[]]>([
  ['somebody speaks', [{ type: 'microphone.opened' }, speechStarted]],
  ['an answer is on its way', [{ type: 'microphone.opened' }, answerStarted]],
  ['an answer sounds', [{ type: 'microphone.opened' }, ...answered]],
  ['the microphone is asked for', []],
  ['there is no microphone', [{ type: 'microphone.refused', refusal: 'missing' }]],
  ['the browser keeps the sound back', [{ type: 'microphone.opened' }, { type: 'audio.blocked' }]],
  ['the system has taken the sound', [{ type: 'microphone.opened' }, { type: 'audio.suspended' }]],
])('nothing rests while %s', (_, events) => {
  const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello, ready)
  expect(page.tell(...events, rings).effects).not.toContainEqual({ type: 'rest' })
})
