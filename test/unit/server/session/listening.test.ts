/** A service that says nothing while somebody speaks is asked whether it is there: a long speech is not cut, and a mute service is noticed. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect, Timer } from '../../../../server/session/state.ts'
import { commands, drive, errorsIn, told, typesOf } from './drive.ts'

/** Drives the timers of a call as they are set, on a clock of its own. */
function talk() {
  const page = drive().live()
  const timers = new Map<Timer, number>()
  const seen: SessionEffect[] = []
  const note = (effects: readonly SessionEffect[]) => {
    for (const effect of effects) {
      if (effect.type === 'setTimer') timers.set(effect.timer, page.nowMs() + effect.afterMs)
      if (effect.type === 'clearTimer') timers.delete(effect.timer)
    }
    seen.push(...effects)
    return effects
  }
  /** A frame a second, which is enough to be there. */
  const speakOn = (ms: number, answer: (effects: readonly SessionEffect[]) => void = () => {}) =>
    go(ms, () => note(page.hear()), answer)
  const go = (ms: number, sound: () => void, answer: (effects: readonly SessionEffect[]) => void = () => {}) => {
    for (const untilMs = page.nowMs() + ms; page.nowMs() < untilMs; ) {
      page.pass(1_000)
      sound()
      for (const [timer, dueAtMs] of [...timers])
        if (timer !== 'keepalive' && dueAtMs <= page.nowMs()) {
          timers.delete(timer)
          answer(note(page.push({ type: 'timer.fired', timer })))
        }
    }
  }
  const serve = (event: Parameters<typeof page.serve>[0]) => note(page.serve(event))
  const probes = () => commands(seen).filter(({ type }) => type === 'conversation.item.retrieve')
  return {
    page,
    speakOn,
    fallSilent: (ms: number) => go(ms, () => {}),
    serve,
    probes,
    told: () => typesOf(told(seen)),
    seen,
  }
}

const started = { type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 }
const stopped = { type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 }

/** What the service may say of a probe. The first is documented; the others are allowed by the protocol, and assumed. */
const replies: readonly (readonly [string, (name: string) => Parameters<ReturnType<typeof talk>['serve']>[0]])[] = [
  ['an error that names it', (event_id) => ({ type: 'error', error: { type: 'invalid_request_error', event_id } })],
  ['an error that does not', () => ({ type: 'error', error: { type: 'invalid_request_error', code: 'not_found' } })],
  ['an item', () => ({ type: 'conversation.item.retrieved', item: { id: 'probe', type: 'message', role: 'user' } })],
]

test.each(replies)(
  'a speech of ten minutes goes on while probes are answered by %s, and nobody hears of them',
  (_what, reply) => {
    const call = talk()
    call.serve(started)
    call.speakOn(600_000, (effects) => {
      for (const { type, event_id } of commands(effects))
        if (type === 'conversation.item.retrieve') call.serve(reply(event_id ?? ''))
    })
    expect(call.probes()).toHaveLength(60)
    expect(call.page.state().counts).toMatchObject({ losses: 0, errors: 0, unlogged: 0 })
    expect(call.told()).toEqual(['speech.started'])
    const lines = call.seen.flatMap((effect) => (effect.type === 'log' ? [effect.level] : []))
    expect(lines).not.toContain('warn')
  },
)

describe('a service that answers no probe', () => {
  const muted = (act: (call: ReturnType<typeof talk>) => unknown = () => {}) => {
    const call = talk()
    act(call)
    call.serve(started)
    return call
  }
  const running = { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' }

  test.each<[string, () => ReturnType<typeof talk>, ReturnType<typeof errorsIn>]>([
    ['with nothing else under way', muted, []],
    [
      'over an answer that it has ended',
      () =>
        muted(({ page }) => {
          page.created('r1')
          page.text('r1', 'm1', 'Once')
          page.done('r1')
        }),
      [],
    ],
    [
      'while a server works',
      () =>
        muted(({ page }) => {
          page.serve({ type: 'response.output_item.added', response_id: 'r1', item: running })
          page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1' })
        }),
      [['answer_failed', false]],
    ],
  ])('is lost 20 s after the user began to speak, %s', (_what, begin, errors) => {
    const call = begin()
    call.speakOn(19_000)
    expect(call.told()).not.toContain('service.lost')
    call.speakOn(1_000)
    expect(call.told()).toEqual(expect.arrayContaining(['service.lost', 'speech.stopped']))
    expect(errorsIn(call.seen)).toEqual(errors)
    expect(typesOf(call.seen)).toContain('dial')
  })
})

test.each([
  ['is gone', 'fallSilent', [{ type: 'silence', ms: 3_000 }]],
  ['is there', 'speakOn', []],
] as const)('the service hears silence in mid-utterance, for 14 s, when the microphone %s', (_what, goOn, expected) => {
  const call = talk()
  call.serve(started)
  call.speakOn(5_000)
  call[goOn](14_000)
  call.serve({ type: 'error', error: { type: 'invalid_request_error', event_id: 'probe-2' } })
  const silences = () => call.seen.filter(({ type }) => type === 'silence')
  expect(silences()).toEqual([])
  call[goOn](1_000)
  expect(silences()).toEqual(expected)
})

test('who has spoken is not asked about any more', () => {
  const call = talk()
  call.serve(started)
  call.speakOn(9_000)
  call.serve(stopped)
  call.page.created('r1')
  call.speakOn(60_000)
  expect(call.probes()).toEqual([])
})

describe('a call in which nobody speaks', () => {
  /** Only the microphone, which hears a quiet room; `answer` is what the service says of a probe. */
  function wait(ms: number, answer?: (name: string) => Parameters<ReturnType<typeof talk>['serve']>[0]) {
    const page = drive().live()
    const seen: SessionEffect[] = []
    let gateAtMs: number | undefined
    const note = (effects: readonly SessionEffect[]) => {
      for (const effect of effects) {
        if (effect.type === 'setTimer' && effect.timer === 'gate') gateAtMs = page.nowMs() + effect.afterMs
        if (effect.type === 'clearTimer' && effect.timer === 'gate') gateAtMs = undefined
      }
      seen.push(...effects)
      return effects
    }
    const go = (forMs: number, says: typeof answer) => {
      for (const untilMs = page.nowMs() + forMs; page.nowMs() < untilMs; ) {
        page.pass(5_000)
        page.hear()
        if (gateAtMs !== undefined && gateAtMs <= page.nowMs()) {
          gateAtMs = undefined
          note(page.push({ type: 'timer.fired', timer: 'gate' }))
        }
        for (const { type, event_id } of commands(note(page.push({ type: 'timer.fired', timer: 'keepalive' }))))
          if (type === 'conversation.item.retrieve' && says) note(page.serve(says(event_id ?? '')))
      }
    }
    go(ms, answer)
    return { page, seen, go, probes: () => commands(seen).filter(({ type }) => type === 'conversation.item.retrieve') }
  }

  test.each(replies)(
    'goes on for an hour while probes are answered by %s, and nobody hears of them',
    (_what, reply) => {
      const call = wait(3_600_000, reply)
      expect(call.probes().length).toBeGreaterThan(100)
      expect(call.page.state()).toMatchObject({ phase: 'live', counts: { losses: 0, errors: 0 } })
      expect(typesOf(told(call.seen)).filter((type) => type !== 'ping')).toEqual([])
    },
  )

  test.each(replies)(
    'is carried to another session when a service that answered by %s answers no more',
    (_what, reply) => {
      const call = wait(60_000, reply)
      call.go(20_000, undefined)
      expect(call.page.state().counts.losses).toBe(0)
      call.go(20_000, undefined)
      expect(typesOf(told(call.seen))).toContain('service.lost')
      expect(typesOf(call.seen)).toContain('dial')
    },
  )

  const item = { type: 'mcp_call', id: 'k1', name: 'search', server_label: 'docs' }
  const request = { type: 'mcp_approval_request', id: 'a1', name: 'search', server_label: 'docs', arguments: '{}' }
  test.each<[string, (page: ReturnType<typeof drive>) => void]>([
    [
      'a server works for its response',
      (page) => {
        page.created('r1')
        page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
        page.serve({ type: 'response.mcp_call.in_progress', item_id: 'k1' })
      },
    ],
    [
      'the user is asked for an approval',
      (page) => {
        page.created('r1')
        page.serve({ type: 'response.output_item.added', response_id: 'r1', item })
        page.serve({ type: 'conversation.item.created', item: request })
        page.done('r1')
      },
    ],
  ])('goes on while %s and probes are answered, and changes when none is', (_what, act) => {
    const reply = replies[0]?.[1]
    const call = wait(60_000, reply)
    act(call.page)
    call.go(600_000, reply)
    expect(call.page.state().counts.losses).toBe(0)
    call.go(90_000, undefined)
    expect(typesOf(told(call.seen))).toContain('service.lost')
  })

  test('is asked about once, and goes on, when the service does not know the question', () => {
    const call = wait(3_600_000)
    expect(call.probes()).toHaveLength(1)
    expect(call.page.state()).toMatchObject({ phase: 'live', counts: { losses: 0 } })
  })
})
