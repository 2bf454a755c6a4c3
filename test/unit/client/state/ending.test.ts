/** The end that comes by itself is shown ahead of it, called off when the user is there, and no failure. */

import { describe, expect, test } from 'vitest'
import { en } from '../../../../client/i18n/en.ts'
import { es } from '../../../../client/i18n/es.ts'
import { ptBR } from '../../../../client/i18n/pt-br.ts'
import { secondsLeft } from '../../../../client/state/countdown.ts'
import type { Event } from '../../../../client/state/events.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { failure, hello, liveStory, ready, type Story } from './story.ts'

const ending = (reason: 'idle' | 'limit', secondsLeft = 30): ServerMessage => ({
  type: 'session.ending',
  reason,
  secondsLeft,
})
const continued: ServerMessage = { type: 'session.continued' }

describe('reduce: a session ends by itself', () => {
  test('shows the end that was announced until it is called off', () => {
    const page = liveStory().hear(ending('idle'))
    expect(page.state.ending).toEqual({ reason: 'idle', secondsLeft: 30 })
    expect(page.hear(continued).state.ending).toBeNull()
  })

  test('nothing calls off the limit, nor hides it', () => {
    const page = liveStory().hear(ending('idle'), ending('limit', 60), ending('idle'), continued)
    expect(page.state.ending).toEqual({ reason: 'limit', secondsLeft: 60 })
  })

  test.each(['session_idle', 'session_limit'] as const)('%s stops the session with a sentence', (code) => {
    const page = liveStory().hear(ending('idle'), failure(code, true))
    expect(page.status).toBe('stopped')
    expect(page.state).toMatchObject({ ending: null, problem: { code, fatal: true } })
    expect(page.state.transcript.entries.at(-1)).toMatchObject({ note: 'session.stopped' })
    page.tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello, ready)
    expect(page.state.problem).toBeNull()
  })
})

describe('reduce: what is counted down', () => {
  const tick: Event = { type: 'timer.fired', name: 'tick' }
  const begun: Readonly<Record<string, () => Story>> = {
    'the end for silence': () => liveStory().hear(ending('idle', 10)),
    'the end for length': () => liveStory().hear(ending('limit', 10)),
    'the wait after a refusal': () => liveStory().hear(failure('upstream_throttled', true, 10)),
  }

  test.each(Object.entries(begun))('%s, by the clock, to nothing and no further', (_, begin) => {
    const page = begin()
    const leftAfter = (ms: number) => secondsLeft(page.pass(ms).tell(tick).state)
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'tick', afterMs: 1000 })
    expect(secondsLeft(page.state)).toBe(10)
    expect(leftAfter(1000)).toBe(9)
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'tick', afterMs: 1000 })
    // A page that no one sees gets a tick a minute.
    expect(leftAfter(5000)).toBe(4)
    expect(leftAfter(60_000)).toBe(0)
    expect(page.timers.at(-1)).toEqual({ type: 'clearTimer', name: 'tick' })
    expect(page.tell(tick).timers).toEqual([])
  })

  test('what is called off is counted no more, and another begins anew', () => {
    const page = liveStory().hear(ending('idle', 10)).pass(3000).tell(tick).hear(continued)
    expect(page.timers).toContainEqual({ type: 'clearTimer', name: 'tick' })
    expect(secondsLeft(page.hear(ending('limit', 60)).state)).toBe(60)
  })

  test.each([en, ptBR, es])('each number of seconds has its sentence', (words) => {
    for (const sentence of [words.ending.idle(1), words.ending.limit(1)])
      expect(sentence).not.toMatch(/1|seconds|segundos/)
    expect(words.retryAfter(0)).not.toMatch(/0/)
  })
})

describe('reduce: the microphone', () => {
  test('stays muted when it turns out to be dead', () => {
    const page = liveStory().tell({ type: 'mute.pressed' }, { type: 'microphone.dead' })
    expect(page.state).toMatchObject({ microphone: 'silent', muted: true })
    expect(page.tell({ type: 'mute.pressed' }).effects).toEqual([{ type: 'setMuted', muted: false }])
  })
})
