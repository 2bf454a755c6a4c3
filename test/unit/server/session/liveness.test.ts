/** Each side knows that the other is there: pings, the page that falls silent, and what a frozen link gives up when it thaws. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import { drive, ended, options, told, typesOf } from './drive.ts'

type Page = ReturnType<typeof drive>

/** Runs the keepalive and grace timers on the clock of the page, `everyMs` doing something; returns all effects. */
function run(page: Page, forMs: number, everyMs = forMs, act: (page: Page) => readonly SessionEffect[] = () => []) {
  const all: SessionEffect[] = []
  const until = page.nowMs() + forMs
  for (let now = page.nowMs(); now < until; now += 1000) {
    page.pass(1000)
    const { liveness, awaySinceMs } = page.state()
    if (page.state().phase === 'ended') break
    if (awaySinceMs === undefined && now + 1000 >= liveness.dueAtMs)
      all.push(...page.push({ type: 'timer.fired', timer: 'keepalive' }))
    if ((now + 1000) % everyMs === 0) all.push(...act(page))
  }
  return all
}
const pings = (effects: readonly SessionEffect[]) => told(effects).filter(({ type }) => type === 'ping').length
const pong = (page: Page) => page.say({ type: 'pong', nonce: page.state().liveness.nonce })
const speak = (page: Page) => page.hear()
const answer = (page: Page) =>
  page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 })

describe('pings', () => {
  test.each<[string, (page: Page) => readonly SessionEffect[], number]>([
    ['every 5 s to a page that is told nothing, though it speaks', speak, 6],
    ['every 5 s to a page that says nothing, though it is told something', answer, 6],
    ['none while both are heard of', (page) => [...speak(page), ...answer(page)], 0],
  ])('%s', (_name, act, expected) => {
    const page = drive().live()
    expect(pings(run(page, 30_000, 1000, act))).toBe(expected)
  })
})

describe('a page that falls silent', () => {
  test.each<[string, (page: Page) => readonly SessionEffect[]]>([
    ['pongs', pong],
    ['audio', speak],
    ['receipts', (page) => page.say({ type: 'received', count: 1 })],
    ['nonsense', (page) => page.push({ type: 'page.message', text: '' })],
  ])('is there as long as it gives a sign of life: %s', (_name, act) => {
    const page = drive().live()
    run(page, 78_000, 39_000, act)
    expect(page.state()).toMatchObject({ awaySinceMs: undefined, phase: 'live' })
  })

  test('is held after 40 s exactly as one whose line was lost, and given up when its time is over', () => {
    const page = drive().live()
    speak(page)
    const effects = run(page, 41_000)
    expect(ended(effects)).toBeUndefined()
    expect(effects).toContainEqual({ type: 'setTimer', timer: 'grace', afterMs: options.resumeWithinMs })
    expect(page.state()).toMatchObject({ awaySinceMs: 0, counts: { absences: 1 } })
    expect(ended(page.push({ type: 'timer.fired', timer: 'grace' }))).toMatchObject({ code: 1000 })
  })

  test('is held for all of its time, then stirs on the socket that it always had, and nothing has ended', () => {
    const page = drive({ resumeWithinMs: 120_000 }).live()
    run(page, 75_000)
    const effects = speak(page)
    expect(typesOf(effects)).toEqual(['clearTimer', 'setTimer'])
    expect(page.frames().framesIn).toBe(1)
    expect(page.state().awaySinceMs).toBeUndefined()
    expect(page.push({ type: 'timer.fired', timer: 'grace' })).toEqual([])
    run(page, 30_000, 5_000, pong)
    expect(page.state().phase).toBe('live')
  })

  test('is waited for anew when its socket closes as well', () => {
    const page = drive().live()
    run(page, 45_000)
    expect(page.push({ type: 'page.dropped' })).toContainEqual({
      type: 'setTimer',
      timer: 'grace',
      afterMs: options.resumeWithinMs,
    })
    expect(page.state().counts.absences).toBe(1)
  })

  test('ends where no call is held', () => {
    const page = drive({ resumeWithinMs: 0 }).live()
    expect(ended(run(page, 41_000))).toEqual({ type: 'end', code: 1011, reason: 'the page stopped answering' })
  })

  test('is not blamed for a process that slept itself', () => {
    const page = drive({ resumeWithinMs: 0 }).live()
    page.pass(300_000)
    expect(ended(page.push({ type: 'timer.fired', timer: 'keepalive' }))).toBeUndefined()
    run(page, 30_000)
    expect(page.state().phase).toBe('live')
  })
})

describe('microphone frames that a link held back', () => {
  /** `frames` of 40 ms at once after `frozenMs`, then five seconds of real time. */
  function thaw(frozenMs: number, frames: number) {
    const page = drive().live()
    page.hear()
    page.pass(frozenMs)
    for (let frame = 0; frame < frames; frame += 1) page.hear()
    const burst = page.frames()
    for (let frame = 0; frame < 125; frame += 1) {
      page.pass(40)
      page.hear()
    }
    const counts = page.frames()
    const { phase } = page.state()
    return { passed: burst.framesIn - 1, stale: burst.stale, after: counts.framesIn - burst.framesIn, phase }
  }

  test.each([
    ['8 s lose no word', 8_000, 200, { passed: 200, stale: 0, after: 125 }],
    ['14 s lose no word', 14_000, 350, { passed: 350, stale: 0, after: 125 }],
    ['20 s are dropped but for both ends', 20_000, 500, { passed: 36, stale: 464, after: 125 }],
    ['45 s are dropped and not punished', 45_000, 1_125, { passed: 36, stale: 1_089, after: 125 }],
    ['300 s are dropped and not punished', 300_000, 7_500, { passed: 36, stale: 7_464, after: 125 }],
    [
      'a page that held nothing back is heard again from its first word',
      60_000,
      0,
      { passed: 0, stale: 0, after: 125 },
    ],
    [
      'a page that held only a part back is heard again within a second',
      60_000,
      250,
      { passed: 10, stale: 240, after: 101 },
    ],
  ])('%s', (_name, frozenMs, frames, expected) => {
    expect(thaw(frozenMs, frames)).toEqual({ ...expected, phase: 'live' })
  })

  test('are as old on a line that thaws slowly, three times as fast as speech', () => {
    const page = drive().live()
    page.hear()
    page.pass(30_000)
    for (let frame = 0; frame < 1_100; frame += 1) {
      page.pass(frame % 3 === 0 ? 40 : 0)
      page.hear()
    }
    const { stale, framesIn } = page.frames()
    expect(stale).toBeGreaterThan(1_000)
    expect(stale + framesIn).toBe(1_101)
    expect(page.state().phase).toBe('live')
  })

  test('are no licence to flood: more than was held back is judged as ever', () => {
    const page = drive().live()
    page.hear()
    page.pass(20_000)
    let effects: readonly SessionEffect[] = []
    for (let frame = 0; frame < 2_000 && !ended(effects); frame += 1) effects = page.hear()
    expect(ended(effects)).toMatchObject({ code: 1008, reason: 'flooded' })
  })

  test('of a page that comes back on another socket are its own words again, from the first', () => {
    const page = drive().live()
    page.hear()
    page.pass(20_000)
    page.push({ type: 'page.resumed', received: 1 })
    for (let frame = 0; frame < 10; frame += 1) page.hear()
    expect(page.frames()).toMatchObject({ framesIn: 11, stale: 0 })
  })
})
