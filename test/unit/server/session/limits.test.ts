/** A session ends by itself when no one talks or when it is too long, and never without a warning. */

import { describe, expect, test } from 'vitest'
import { limitDue, userActed } from '../../../../server/session/limits.ts'
import type { EndingReason } from '../../../../shared/messages.ts'
import { commands, drive, ended, errorsIn, options, told, typesOf } from './drive.ts'

const limits = { idle: 300_000, limit: 3_600_000 }
const live = (changes = {}) => drive({ limits, ...changes }).live()

/** Lets time pass and the timer fire; the reducer looks at the clock, so one that fires early is harmless. */
const wake = (page: ReturnType<typeof drive>, timer: EndingReason, afterMs: number) => {
  page.pass(afterMs)
  return page.push({ type: 'timer.fired', timer })
}
const wakes = (effects: readonly { type: string }[], timer: EndingReason) =>
  effects.flatMap((effect) =>
    'timer' in effect && effect.timer === timer && 'afterMs' in effect ? [effect.afterMs] : [],
  )
const lost = { kind: 'closed', code: 1006, reason: '' } as const
const endingOf = (effects: Parameters<typeof told>[0]) => told(effects).find(({ type }) => type === 'session.ending')
const idleWarning = { type: 'session.ending', reason: 'idle', secondsLeft: 30 }
const limitWarning = { type: 'session.ending', reason: 'limit', secondsLeft: 60 }

describe('limitDue', () => {
  test('counts from the first byte, so that a page which never starts ends as well', () => {
    const page = drive({ limits })
    const opened = page.push({ type: 'page.opened' })
    expect(wakes(opened, 'idle')).toEqual([270_000])
    expect(wakes(opened, 'limit')).toEqual([3_540_000])
    expect(endingOf(wake(page, 'idle', 270_000))).toEqual(idleWarning)
    expect(ended(wake(page, 'idle', 30_000))).toEqual({ type: 'end', code: 1000, reason: 'session_idle' })
  })

  test('warns of silence, on the page and aloud, and ends it half a minute later', () => {
    const page = live()
    const effects = wake(page, 'idle', 270_000)
    expect(endingOf(effects)).toEqual(idleWarning)
    expect(commands(effects)).toEqual([
      { type: 'response.create', response: options.notices.idle, event_id: 'create-2' },
    ])
    expect(wakes(effects, 'idle')).toEqual([30_000])
    const end = wake(page, 'idle', 30_000)
    expect(errorsIn(end)).toEqual([['session_idle', true]])
    expect(ended(end)).toEqual({ type: 'end', code: 1000, reason: 'session_idle' })
    expect(page.state().counts).toMatchObject({ warnings: 1, errors: 1 })
  })

  test('ends what is too long whatever is said, a minute after its warning', () => {
    const page = live()
    expect(endingOf(wake(page, 'limit', 3_540_000))).toEqual(limitWarning)
    expect(told(page.say({ type: 'text.send', text: 'Go on' }))).not.toContainEqual({ type: 'session.continued' })
    const end = wake(page, 'limit', 60_000)
    expect(errorsIn(end)).toEqual([['session_limit', true]])
    expect(ended(end)).toEqual({ type: 'end', code: 1000, reason: 'session_limit' })
  })

  test('warns half-way through a limit that is shorter than two warnings', () => {
    const page = live({ limits: { idle: 20_000, limit: 60_000 } })
    expect(endingOf(wake(page, 'idle', 10_000))).toEqual({ ...idleWarning, secondsLeft: 10 })
    const other = live({ limits: { idle: 50_000, limit: 60_000 } })
    expect(endingOf(wake(other, 'limit', 30_000))).toEqual({ ...limitWarning, secondsLeft: 30 })
  })

  test('sleeps on when it fires too early', () => {
    const effects = wake(live(), 'idle', 100_000)
    expect(effects).toEqual([{ type: 'setTimer', timer: 'idle', afterMs: 170_000 }])
  })

  test('does not take an utterance that goes on for silence', () => {
    const page = live()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    expect(wake(page, 'idle', 900_000)).toEqual([{ type: 'setTimer', timer: 'idle', afterMs: 270_000 }])
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 1 })
    expect(endingOf(wake(page, 'idle', 270_000))).toEqual(idleWarning)
  })

  test('counts silence from the end of what is heard of an answer, not from its arrival', () => {
    const page = live()
    page.created('r1')
    for (let second = 0; second < 100; second += 1) page.audio('r1', 'm1', 24_000)
    page.done('r1')
    expect(wakes(wake(page, 'idle', 270_000), 'idle')).toEqual([100_000])
  })

  test('counts from the interruption when an answer is cut', () => {
    const page = live()
    page.created('r1')
    for (let second = 0; second < 100; second += 1) page.audio('r1', 'm1', 24_000)
    page.say({ type: 'answer.interrupt' })
    expect(endingOf(wake(page, 'idle', 270_000))).toEqual(idleWarning)
  })

  test('speaks the warning once, and not before everybody is silent', () => {
    const page = live()
    page.created('r1')
    const busy = wake(page, 'limit', 3_540_000)
    expect(endingOf(busy)).toEqual(limitWarning)
    expect(commands(busy)).toEqual([])
    expect(wakes(busy, 'limit')).toEqual([2_000])
    page.audio('r1', 'm1', 72_000)
    page.done('r1')
    expect(commands(wake(page, 'limit', 2_000))).toEqual([])
    const free = wake(page, 'limit', 2_000)
    expect(commands(free)).toMatchObject([{ type: 'response.create', response: options.notices.limit }])
    expect(endingOf(free)).toBeUndefined()
    expect(wakes(free, 'limit')).toEqual([56_000])
    page.created('r2')
    page.done('r2')
    expect(commands(wake(page, 'limit', 2_000))).toEqual([])
  })

  test('the spoken warning is no sign of life', () => {
    const page = live()
    wake(page, 'idle', 270_000)
    page.created('r1')
    for (let second = 0; second < 20; second += 1) page.audio('r1', 'm1', 24_000)
    page.done('r1')
    expect(errorsIn(wake(page, 'idle', 30_000))).toEqual([['session_idle', true]])
  })

  test('is never spoken before the session is ready', () => {
    const page = drive({ limits })
    page.push({ type: 'page.opened' })
    expect(commands(limitDue({ ...page.state(), nowMs: 270_000 }, 'idle')[1])).toEqual([])
  })
})

describe('while there is no service', () => {
  test('who waits for the first session is not idle, and has all of the time when it begins', () => {
    const page = drive({ limits })
    page.push({ type: 'page.opened' })
    page.pass(10_000)
    page.say({ type: 'session.start' })
    expect(endingOf(wake(page, 'idle', 300_000))).toBeUndefined()
    page.upstreamOpened()
    page.serve({ type: 'session.updated', session: {} })
    expect(endingOf(wake(page, 'idle', 259_999))).toBeUndefined()
    expect(endingOf(wake(page, 'idle', 1))).toEqual(idleWarning)
  })

  test('nobody is silent; the time before it counts', () => {
    const page = live()
    page.pass(200_000)
    page.lose(lost)
    expect(endingOf(wake(page, 'idle', 170_000))).toBeUndefined()
    page.ready()
    expect(wakes(wake(page, 'idle', 0), 'idle')).toEqual([70_000])
    expect(endingOf(wake(page, 'idle', 70_000))).toEqual(idleWarning)
  })

  test('an end for silence that was announced is called off, and announced again behind it', () => {
    const page = live()
    wake(page, 'idle', 270_000)
    page.pass(29_000)
    expect(told(page.lose(lost))).toContainEqual({ type: 'session.continued' })
    expect(ended(wake(page, 'idle', 60_000))).toBeUndefined()
    page.ready()
    expect(endingOf(wake(page, 'idle', 1_000))).toEqual(idleWarning)
  })

  test('the end of a long session stays, and is spoken of when there is one again, behind what was said meanwhile', () => {
    const page = live({ limits: { idle: 3_600_000, limit: 3_600_000 } })
    page.lose(lost)
    const warned = wake(page, 'limit', 3_540_000)
    expect(endingOf(warned)).toEqual(limitWarning)
    expect(commands(warned)).toEqual([])
    expect(wakes(warned, 'limit')).toEqual([2_000])
    expect(typesOf(commands(page.ready()))).not.toContain('response.create')
    expect(commands(wake(page, 'limit', 2_000))).toMatchObject([{ response: options.notices.limit }])
  })
})

describe('userActed', () => {
  test.each([
    [
      'an utterance',
      (page: ReturnType<typeof drive>) =>
        page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 }),
    ],
    ['a text', (page: ReturnType<typeof drive>) => page.say({ type: 'text.send', text: 'Yes' })],
    ['a press of Interrupt', (page: ReturnType<typeof drive>) => page.say({ type: 'answer.interrupt' })],
  ] as const)('%s calls the end off, and the clock starts anew', (_name, act) => {
    const page = live()
    wake(page, 'idle', 270_000)
    page.pass(10_000)
    const effects = act(page)
    expect(told(effects)).toContainEqual({ type: 'session.continued' })
    expect(wakes(effects, 'idle')).toEqual([270_000])
    page.serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 1 })
    expect(ended(wake(page, 'idle', 20_000))).toBeUndefined()
    expect(endingOf(wake(page, 'idle', 250_000))).toEqual(idleWarning)
  })

  test('an utterance that a lost service cut off holds the clock no longer than the loss', () => {
    const page = live()
    page.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    expect(wakes(wake(page, 'idle', 270_000), 'idle')).toEqual([270_000])
    page.lose(lost)
    page.ready()
    expect(told(wake(page, 'idle', 1))).toContainEqual(expect.objectContaining({ type: 'session.ending' }))
  })

  test('says nothing when no end was announced', () => {
    expect(userActed(live().state())[1]).toEqual([])
  })
})
