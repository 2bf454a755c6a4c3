/** A page that loses its socket finds its call again, and each message of either side arrives once. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshLink, REDIAL_AFTER_MS, redialDelayMs } from '../../../../client/state/link.ts'
import { sentenceOf } from '../../../../client/state/status.ts'
import { ACKNOWLEDGE_EVERY } from '../../../../shared/counted.ts'
import { closeCodes, isHeld, isResumable, REDIALLED_CODE } from '../../../../shared/errors.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { caption, done, failure, hello, liveStory, type Story, sound, started, story } from './story.ts'

const cut = { type: 'socket.closed', code: 1006, opened: true } as const
const failed = { type: 'socket.closed', code: 1006, opened: false } as const
const redial = { type: 'timer.fired', name: 'redial' } as const

const words = (page: Story): string[] =>
  page.state.transcript.entries.flatMap((entry) =>
    entry.kind === 'user' || entry.kind === 'agent' ? [entry.text ?? ''] : [],
  )
const wakes = (page: Story, name: string) =>
  page.timers.flatMap((effect) => (effect.type === 'setTimer' && effect.name === name ? [effect.afterMs] : []))

describe('a socket that is lost', () => {
  test.each([
    [1000, false],
    [1001, true],
    [1005, true],
    [1006, true],
    [1008, false],
    [1009, false],
    [1011, false],
    [1012, false],
    [1013, false],
    [1014, true],
    [1015, true],
  ])('%i: the page comes back: %s', (code, comes) => {
    expect(isResumable(code)).toBe(comes)
    const page = liveStory().tell({ type: 'socket.closed', code, opened: true })
    expect(page.status === 'resuming').toBe(comes)
    expect(page.effects.some(({ type }) => type === 'hangUp')).toBe(!comes)
  })

  test('the server holds a call for a page that went away, was cut off or dials again, and for no other', () => {
    const codes = [0, 1000, 1001, 1005, 1006, REDIALLED_CODE, ...Object.values(closeCodes)]
    expect(codes.filter(isHeld)).toEqual([0, 1001, 1006, REDIALLED_CODE])
  })

  test('is dialled again after longer and longer, until half a minute is over', () => {
    const page = liveStory().tell(cut)
    expect(wakes(page, 'giveUp')).toEqual([30_000])
    const waits = [wakes(page, 'redial')]
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect(page.tell(redial).effects).toEqual([{ type: 'connect' }])
      waits.push(wakes(page.tell(failed), 'redial'))
    }
    for (const [attempt, aboutMs] of [...REDIAL_AFTER_MS, 4000, 4000].entries()) {
      expect(waits[attempt]?.[0]).toBeGreaterThanOrEqual(aboutMs / 2)
      expect(waits[attempt]?.[0]).toBeLessThanOrEqual(aboutMs * 1.5)
    }
    expect(waits).toHaveLength(7)
    page.tell({ type: 'timer.fired', name: 'giveUp' })
    expect(page.state.problem).toEqual({ code: 'connection_lost', fatal: true })
  })

  test('is not dialled again at the same moments by pages that lost it together', () => {
    const delays = Array.from({ length: 100 }, (_, page) =>
      redialDelayMs({ ...freshLink, ticket: `ticket-${page}`, attempts: 4 }),
    )
    // Of the four seconds in which they come back, each has its share.
    for (const fromMs of [2000, 3000, 4000, 5000])
      expect(delays.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeGreaterThan(10)
    expect(redialDelayMs({ ...freshLink, ticket: 'ticket-7', attempts: 4 })).toBe(delays[7])
  })

  test('the answer plays on, and its rest comes on the next socket', () => {
    const page = liveStory().hear(started(1), caption(1, 'Once '))
    page.tell(sound(1, 0, 480), cut)
    expect(page.status).toBe('resuming')
    page.tell(redial).hear(hello)
    // hello, ready, started, caption and the audio frame
    expect(page.effects).toEqual([
      { type: 'send', message: { type: 'session.resume', ticket: 'ticket-1', received: 5 } },
    ])
    page.hear({ type: 'session.resumed', received: 0 }, caption(1, 'upon a time.'), done(1, 'Once upon a time.'))
    expect(words(page)).toEqual(['Once upon a time.'])
    expect(page.state.link).toMatchObject({ phase: 'up', attempts: 0, received: 7 })
  })

  test('what was typed and did not arrive is sent again, and nothing else', () => {
    const page = liveStory().tell({ type: 'text.submitted', text: 'One' }, { type: 'text.submitted', text: 'Two' }, cut)
    page.tell({ type: 'text.submitted', text: 'Three' })
    expect(page.effects.some(({ type }) => type === 'send')).toBe(false)
    page.tell(redial).hear(hello, { type: 'session.resumed', received: 1 })
    const again = page.effects.flatMap((effect) => (effect.type === 'resend' ? [effect.message] : []))
    expect(again).toEqual([
      { type: 'text.send', text: 'Two' },
      { type: 'text.send', text: 'Three' },
    ])
    expect(words(page)).toEqual(['One', 'Two', 'Three'])
  })

  test('nothing that is said meanwhile is sent late; it is counted', () => {
    const page = liveStory().tell(cut, { type: 'microphone.audio', pcm: new ArrayBuffer(1920) })
    expect(page.effects).toEqual([])
    expect(page.state.dropped.away).toBe(1)
  })

  test('a call that is gone ends with its own words, and a new session can begin', () => {
    const page = liveStory().tell(cut, redial).hear(hello)
    page.hear(failure('resume_expired', true))
    expect(page.state.problem).toEqual({ code: 'resume_expired', fatal: true })
    expect(page.tell({ type: 'session.pressed' }).status).toBe('starting')
    expect(page.state.link.ticket).toBeNull()
  })

  test('Stop ends the way back', () => {
    const page = liveStory().tell(cut, { type: 'session.pressed' })
    expect(page.status).toBe('stopped')
    expect(page.tell(redial).effects).toEqual([])
  })

  test('says now and then how much it has received', () => {
    const page = liveStory()
    page.tell(...Array.from({ length: 2 * ACKNOWLEDGE_EVERY }, () => ({ type: 'socket.garbled', fault: '' }) as const))
    const counts = page.effects.flatMap((effect) =>
      effect.type === 'send' && effect.message.type === 'received' ? [effect.message.count] : [],
    )
    expect(counts).toEqual([ACKNOWLEDGE_EVERY, 2 * ACKNOWLEDGE_EVERY])
  })
})

describe('a page that was loaded anew', () => {
  const left = { ticket: 'a-ticket', resumeMs: 30_000, untilMs: 20_000, muted: false }
  const reloaded = (muted = false) => story().tell({ type: 'page.opened', left: { ...left, muted } })
  const pressed = (muted = false) =>
    reloaded(muted).tell({ type: 'session.pressed' }, { type: 'audio.opened' }).hear(hello)

  test('leaves the ticket of its call behind, and nothing when it has none', () => {
    expect(liveStory().tell({ type: 'page.left' }).effects).toEqual([
      { type: 'keepCall', left: { ticket: 'ticket-1', resumeMs: 30_000, untilMs: 30_005, muted: false } },
    ])
    expect(story().tell({ type: 'page.left' }).effects).toEqual([])
  })

  test.each([
    ['is loaded once more', () => reloaded(true)],
    ['is loaded once more while it asks for its call', () => pressed(true)],
  ])('whose microphone was muted has it muted still, also when it %s', (_name, make) => {
    expect(make().tell({ type: 'page.left' }).effects).toEqual([{ type: 'keepCall', left: { ...left, muted: true } }])
    const page = pressed(true).hear({ type: 'session.resumed', received: 0 })
    // Its button waits for the microphone.
    expect(page.tell({ type: 'mute.pressed' }).state.muted).toBe(true)
    expect(page.tell({ type: 'microphone.opened' }).effects).toContainEqual({ type: 'setMuted', muted: true })
    expect(page.tell({ type: 'page.left' }).effects).toContainEqual({
      type: 'keepCall',
      left: expect.objectContaining({ muted: true }),
    })
  })

  test('says that the call is still there, as long as the server holds it', () => {
    const page = reloaded()
    expect(sentenceOf(page.state)).toBe('idleLeft')
    expect(wakes(page, 'giveUp')).toEqual([20_000])
    page.tell({ type: 'timer.fired', name: 'giveUp' })
    expect([sentenceOf(page.state), page.state.problem]).toEqual(['idle', null])
    expect(wakes(pressed().pass(25_000).tell(failed), 'giveUp')).toEqual([0])
  })

  test.each([
    ['tries again when the socket is lost before the call is found', true, 'starting', null],
    ['says so when it gets no socket at all', false, 'error', 'connection_failed'],
  ] as const)('%s', (_name, opened, status, problem) => {
    const page = pressed().tell({ type: 'socket.closed', code: 1006, opened })
    expect([page.status, page.state.problem?.code ?? null]).toEqual([status, problem])
    if (problem !== null) return
    expect(page.tell({ type: 'timer.fired', name: 'redial' }).effects).toEqual([{ type: 'connect' }])
    expect(page.hear(hello).effects).toEqual([
      { type: 'send', message: { type: 'session.resume', ticket: 'a-ticket', received: null } },
    ])
    expect(page.hear({ type: 'session.resumed', received: 0 }).status).toBe('ready')
  })

  test.each<[string, () => Story]>([
    ['is loaded once more before it has begun', () => reloaded()],
    ['is loaded once more while it asks for its call', () => pressed()],
    ['gets no socket at all', () => pressed().tell({ type: 'socket.closed', code: 1006, opened: false })],
    ['has no sound', () => pressed().tell({ type: 'audio.failed', reason: '' })],
    ['waits for too long', () => pressed().tell({ type: 'timer.fired', name: 'start' })],
    [
      'is of another version',
      () => reloaded().tell({ type: 'session.pressed' }, { type: 'socket.garbled', fault: '' }),
    ],
  ])('still knows its call when it %s', (_name, make) => {
    const page = make()
    expect(page.tell({ type: 'page.left' }).effects).toEqual([{ type: 'keepCall', left }])
    if (page.status === 'starting') return
    expect(page.tell({ type: 'session.pressed' }).hear(hello).effects).toContainEqual({
      type: 'send',
      message: { type: 'session.resume', ticket: 'a-ticket', received: null },
    })
  })

  test('hears of the service again when it is back, if its user wants that', () => {
    const page = pressed().tell({ type: 'verbose.switched', on: true })
    page.hear({ type: 'session.resumed', received: 0 })
    expect(page.effects).toContainEqual({ type: 'send', message: { type: 'service.watch', on: true } })
  })

  test('goes on with its call, and is told what was said and heard', () => {
    const page = pressed()
    expect(page.effects).toEqual([
      { type: 'send', message: { type: 'session.resume', ticket: 'a-ticket', received: null } },
      { type: 'openMicrophone', frameMs: 40 },
    ])
    page.hear(
      { type: 'session.resumed', received: 0 },
      { type: 'user.caption.done', item: 'typed-0', text: 'Hello' },
      started(7),
      { type: 'answer.done', answer: 7, status: 'cancelled', text: 'Good day to you.', heard: 8 },
    )
    expect(page.status).toBe('ready')
    expect(page.state.transcript.entries.slice(1)).toMatchObject([
      { kind: 'user', text: 'Hello', final: true },
      { kind: 'agent', text: 'Good day to you.', heardLength: 8, cut: true, final: true },
    ])
    page.tell({ type: 'socket.closed', code: 1006, opened: true }, redial).hear(hello)
    expect(page.effects).toEqual([
      { type: 'send', message: { type: 'session.resume', ticket: 'a-ticket', received: 3 } },
    ])
  })

  const resumed = { type: 'session.resumed', received: 0 } as const
  const retold: readonly ServerMessage[] = [
    { type: 'user.caption.done', item: 'typed-0', text: 'Hello' },
    started(7),
    { type: 'answer.done', answer: 7, status: 'completed', text: 'Good day.', heard: 9 },
  ]
  const types = { type: 'text.submitted', text: 'And now?' } as const

  test.each<[string, () => Story]>([
    [
      'before it has a socket',
      () =>
        reloaded()
          .tell(types)
          .hear(hello, resumed, ...retold),
    ],
    [
      'while it asks for its call',
      () =>
        pressed()
          .tell(types)
          .hear(resumed, ...retold),
    ],
    [
      'while it is told',
      () =>
        pressed()
          .hear(resumed)
          .tell(types)
          .hear(...retold),
    ],
    [
      'twice while it is told',
      () =>
        pressed()
          .hear(resumed)
          .tell(types)
          .hear(...retold)
          .tell(types),
    ],
    [
      'while it is told, and loses its socket',
      () =>
        pressed()
          .hear(resumed, ...retold.slice(0, 1))
          .tell(types, cut, redial)
          .hear(hello, resumed, ...retold.slice(1)),
    ],
  ])('puts what is typed %s behind what was said before, and sends it once', (_name, make) => {
    const page = make()
    expect(words(page)).toEqual(['Hello', 'Good day.'])
    for (const end of ['answer.none', 'answer.awaited', 'answer.none'] as const) page.hear({ type: end })
    expect(words(page)).toEqual(['Hello', 'Good day.', 'And now?'])
    expect([page.state.link.sent, page.state.firstText]).toEqual([1, null])
    expect(make().hear({ type: 'answer.awaited' }).effects).toEqual([
      { type: 'send', message: { type: 'text.send', text: 'And now?' } },
      { type: 'clearDraft', text: 'And now?' },
    ])
  })

  test('begins another call when that one is over, with the microphone that it asked for', () => {
    const page = pressed().hear(failure('resume_expired', true))
    expect([page.status, page.effects]).toEqual(['starting', [{ type: 'connect' }]])
    expect(page.hear(hello).effects).toEqual([{ type: 'send', message: { type: 'session.start', choice: {} } }])
  })
})

test('whatever breaks when, the server has every typed turn once and in order', () => {
  const act = fc.constantFrom('type', 'type', 'cut', 'swallow', 'back')
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const page = liveStory()
      const server: string[] = []
      const typed: string[] = []
      let swallows = false
      const deliver = () => {
        if (swallows) return
        for (const effect of page.effects)
          if ((effect.type === 'send' || effect.type === 'resend') && effect.message.type === 'text.send')
            server.push(effect.message.text)
      }
      const comeBack = () => {
        if (page.status !== 'resuming') page.tell(cut)
        swallows = false
        page.tell(redial).hear(hello)
        page.hear({ type: 'session.resumed', received: server.length })
        deliver()
      }
      for (const each of acts) {
        if (each === 'type') {
          typed.push(`turn ${typed.length + 1}`)
          page.tell({ type: 'text.submitted', text: typed.at(-1) ?? '' })
          deliver()
        } else if (each === 'cut') page.tell(cut)
        else if (each === 'swallow') swallows = true
        else comeBack()
      }
      comeBack()
      expect(server).toEqual(typed)
    }),
  )
})
