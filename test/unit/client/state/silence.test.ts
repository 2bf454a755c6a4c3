/** A link that is silent is noticed, a page that slept blames no one, and another network is used at once. */

import { describe, expect, test } from 'vitest'
import type { Event } from '../../../../client/state/events.ts'
import { LOOK_EVERY_MS, SILENT_AFTER_MS } from '../../../../client/state/link.ts'
import { hello, liveStory, ready, type Story, story } from './story.ts'

const look = { type: 'timer.fired', name: 'look' } as const
const cut = { type: 'socket.closed', code: 1006, opened: true } as const
const connects = (page: Story) => page.effects.filter(({ type }) => type === 'connect').length

/** Lets the page look in time; returns after how many ms it dialled, if it did. */
function watch(page: Story, forMs: number, everyMs = LOOK_EVERY_MS): number | undefined {
  for (let passedMs = everyMs; passedMs <= forMs; passedMs += everyMs)
    if (connects(page.pass(everyMs - 1).tell(look)) > 0) return passedMs
  return undefined
}

/** The page gives up where it has not put that off: what is set anew rings no more for the time before. */
function ringGiveUp(page: Story): void {
  const isPutOff = page.timers.some((effect) => effect.type === 'setTimer' && effect.name === 'giveUp')
  if (!isPutOff) page.tell({ type: 'timer.fired', name: 'giveUp' })
}

const withoutResume = () =>
  story()
    .tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    .hear(hello, { ...ready, resumeSeconds: 0 } as typeof ready)

describe('silence', () => {
  test('of 14 s on an open socket is a lost link: the page comes back on another', () => {
    const page = liveStory()
    expect(watch(page, 60_000)).toBe(SILENT_AFTER_MS)
    expect(page.status).toBe('resuming')
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'giveUp', afterMs: 30_000 })
    expect(page.hear(hello).effects).toEqual([
      { type: 'send', message: { type: 'session.resume', ticket: 'ticket-1', received: 2 } },
    ])
  })

  test('of less than that is none, if any message comes', () => {
    const page = liveStory()
    for (let round = 0; round < 10; round += 1) {
      expect(watch(page, 12_000)).toBeUndefined()
      if (round % 2 === 0) page.hear({ type: 'ping', nonce: round })
      else page.tell({ type: 'socket.audio', frame: { answer: 9, offsetSamples: 0, pcm: new Int16Array(1) } })
    }
    expect(page.status).not.toBe('resuming')
  })

  test('of an attempt is the end of that attempt, not of the call', () => {
    const page = liveStory().tell(cut, { type: 'timer.fired', name: 'redial' })
    expect(watch(page, 60_000)).toBe(SILENT_AFTER_MS)
    expect(page.state.link).toMatchObject({ phase: 'dialling', attempts: 2 })
  })

  test('while the page waits for its next attempt is its own', () => {
    expect(watch(liveStory().tell(cut), 60_000)).toBeUndefined()
  })

  test('ends a session that cannot be resumed, later', () => {
    const page = withoutResume()
    watch(page, 44_000)
    expect(page.status).not.toBe('failed')
    watch(page, 4_000)
    expect(page.state.problem).toEqual({ code: 'connection_lost', fatal: true })
  })
})

describe('a page that slept', () => {
  // The server may long hold the call, and only for so long. It says something within 5 s, if it is there.
  test.each([
    [0, 75_000, 8_000],
    [4_000, 75_000, 8_000],
    [8_000, 6_000, 6_000],
    [12_000, 6_000, 2_000],
  ])('after %i ms of silence, for %i ms, takes a late timer for no evidence, and dials %i ms later', (...ms) => {
    const [silentMs, sleptMs, dialsAfterMs] = ms
    for (const woken of [look, { type: 'page.visible' } as const]) {
      const page = liveStory()
      expect(watch(page, silentMs)).toBeUndefined()
      expect(connects(page.pass(sleptMs).tell(woken))).toBe(0)
      expect(page.timers).toEqual([{ type: 'setTimer', name: 'look', afterMs: LOOK_EVERY_MS }])
      expect(watch(page, 60_000)).toBe(dialsAfterMs)
    }
  })

  test('and finds a message that came meanwhile counts from when it has read it', () => {
    for (const first of [true, false]) {
      const page = liveStory().pass(75_000)
      if (first) page.hear({ type: 'ping', nonce: 1 })
      page.tell(look)
      if (!first) page.hear({ type: 'ping', nonce: 1 })
      expect(watch(page, 60_000)).toBe(SILENT_AFTER_MS)
    }
  })

  test.each([1_000, 2_000, 3_900])(
    'is not one whose timers are late by %i ms: a hidden page still notices',
    (lateMs) => {
      expect(watch(liveStory(), 60_000, Math.max(LOOK_EVERY_MS, lateMs))).toBeDefined()
    },
  )

  test('is not one that was only hidden: it goes on counting, and does not wait for its next attempt', () => {
    const page = liveStory()
    watch(page, 12_000)
    expect(connects(page.tell({ type: 'page.visible' }))).toBe(0)
    expect(watch(page, 12_000)).toBe(2_000)
    page.tell(cut)
    expect(connects(page.tell({ type: 'page.visible' }))).toBe(1)
  })

  // What was due meanwhile rings when it wakes, in one order or another.
  test.each<[string, readonly Event[]]>([
    ['that it gives up', []],
    ['that it looks', [look]],
    ['its next attempt', [{ type: 'timer.fired', name: 'redial' }]],
    ['its next attempt, and that it looks', [{ type: 'timer.fired', name: 'redial' }, look]],
    ['that it is seen', [{ type: 'page.visible' }]],
  ])('has not tried for as long as it meant to, and goes on trying, when it first hears %s', (_name, first) => {
    const page = liveStory()
      .tell(cut)
      .pass(75_000)
      .tell(...first)
    ringGiveUp(page)
    expect(page.status).toBe('resuming')
    expect(page.timers).toContainEqual({ type: 'setTimer', name: 'giveUp', afterMs: 30_000 })
  })

  test.each<[string, readonly Event[]]>([
    ['looks', [look]],
    ['dials', [{ type: 'timer.fired', name: 'redial' }, look]],
    ['gives up', []],
  ])('is not one whose timers ring once a minute: it does not try for ever when it first %s', (_name, first) => {
    const page = liveStory().tell(cut)
    let minutes = 0
    for (; page.status === 'resuming' && minutes < 60; minutes++) {
      page.pass(60_000).tell(...first)
      ringGiveUp(page)
    }
    expect([minutes, page.state.problem?.code]).toEqual([4, 'connection_lost'])
  })

  test.each(['page.visible', 'page.online'] as const)('without a session, %s is nothing', (type) => {
    expect(story().tell({ type }).effects).toEqual([])
    const starting = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    expect(starting.tell({ type }).effects).toEqual([])
  })
})

describe('another network', () => {
  test.each<[string, Story]>([
    ['up', liveStory()],
    ['waiting for its next attempt', liveStory().tell(cut)],
    ['dialling', liveStory().tell(cut, { type: 'timer.fired', name: 'redial' })],
  ])('is dialled on at once by a page whose link is %s', (_name, page) => {
    expect(page.tell({ type: 'page.online' }).effects).toEqual([{ type: 'connect' }])
    expect(page.status).toBe('resuming')
  })

  test('is nothing to a call that cannot be resumed', () => {
    expect(withoutResume().tell({ type: 'page.online' }).effects).toEqual([])
  })
})

describe('how long the server holds the call', () => {
  test.each([1, 120, 300])('is how long the page tries: %i s', (resumeSeconds) => {
    const page = story()
      .tell({ type: 'session.pressed' }, { type: 'audio.opened' })
      .hear(hello, { ...ready, resumeSeconds } as typeof ready)
    expect(page.tell(cut).timers).toContainEqual({ type: 'setTimer', name: 'giveUp', afterMs: resumeSeconds * 1000 })
    expect(page.tell({ type: 'page.left' }).effects).toEqual([
      {
        type: 'keepCall',
        left: { ticket: 'ticket-1', resumeMs: resumeSeconds * 1000, untilMs: expect.any(Number), muted: false },
      },
    ])
  })

  test('is no time: a lost socket ends the session, and a page that goes leaves nothing behind', () => {
    expect(withoutResume().tell({ type: 'page.left' }).effects).toEqual([])
    const page = withoutResume().tell(cut)
    expect(page.state.problem).toEqual({ code: 'connection_lost', fatal: true })
  })
})
