/** A call whose first connection comes to nothing: tried again when the reason passes, and a refusal is told at once, in any words. */

import { describe, expect, test } from 'vitest'
import type { SessionEffect } from '../../../../server/session/state.ts'
import type { Closure } from '../../../../server/upstream/port.ts'
import { drive, ended, errorsIn, told, typesOf } from './drive.ts'

const started = () => {
  const page = drive()
  page.push({ type: 'page.opened' })
  page.say({ type: 'session.start' })
  return page
}
const dialled = (effects: readonly SessionEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'dial' ? [effect.connection] : []))

const passing: readonly Closure[] = [
  { kind: 'closed', code: 1001, reason: '' },
  { kind: 'closed', code: 1006, reason: '' },
  { kind: 'closed', code: 1011, reason: '' },
  { kind: 'closed', code: 1012, reason: '' },
  { kind: 'closed', code: 4001, reason: '' },
  { kind: 'unreachable', detail: 'ECONNRESET' },
  { kind: 'refused', status: 503, retryAfterSeconds: undefined },
  { kind: 'refused', status: 408, retryAfterSeconds: undefined },
  { kind: 'refused', status: 425, retryAfterSeconds: undefined },
]
const lasting: readonly (readonly [Closure, string])[] = [
  [{ kind: 'closed', code: 1008, reason: '' }, 'upstream_closed_early'],
  [{ kind: 'closed', code: 1000, reason: '' }, 'upstream_closed_early'],
  [{ kind: 'refused', status: 401, retryAfterSeconds: undefined }, 'upstream_unauthorized'],
  [{ kind: 'refused', status: 429, retryAfterSeconds: 10 }, 'upstream_throttled'],
  [{ kind: 'refused', status: 503, retryAfterSeconds: 10 }, 'upstream_unavailable'],
  [{ kind: 'unresolved', detail: '' }, 'upstream_unknown_host'],
  [{ kind: 'untrusted', detail: '' }, 'upstream_untrusted'],
  [{ kind: 'credentials', detail: '' }, 'upstream_no_credentials'],
]

describe('a first connection', () => {
  test.each(passing)('that ends with $kind $code is tried twice more, unseen, and works then: %o', (closure) => {
    const page = started()
    for (const connection of [2, 3]) {
      const effects = page.lose(closure)
      expect(told(effects)).toEqual([])
      expect(effects).toContainEqual(expect.objectContaining({ type: 'setTimer', timer: 'redial' }))
      const again = page.push({ type: 'timer.fired', timer: 'redial' })
      expect(dialled(again)).toEqual([connection])
      expect(again).toContainEqual({ type: 'switch', connection })
    }
    page.upstreamOpened()
    expect(typesOf(told(page.serve({ type: 'session.updated', session: {} })))).toEqual(['session.ready'])
  })

  test.each(passing)('that ends three times is told: %o', (closure) => {
    const page = started()
    let effects: readonly SessionEffect[] = []
    for (let dials = 1; dials <= 3; dials += 1) {
      effects = page.lose(closure)
      if (dials < 3) page.push({ type: 'timer.fired', timer: 'redial' })
    }
    expect(errorsIn(effects)).toMatchObject([[expect.stringMatching(/^upstream_/), true]])
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test.each(lasting)('that ends for a reason that lasts is told at once: %o', (closure, code) => {
    const effects = started().lose(closure)
    expect(errorsIn(effects)).toEqual([[code, true]])
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test.each(['turn', 'sign-in'] as const)(
    'that waits for %s is told to the page, and has ten seconds from its dial',
    (reason) => {
      const page = started()
      page.pass(3_000)
      const waits = page.push({ type: 'upstream', connection: 1, signal: { type: 'waiting', reason } })
      expect(told(waits)).toEqual([{ type: 'service.waiting', reason }])
      expect(waits).toContainEqual({ type: 'setTimer', timer: 'ready', afterMs: 180_000 })
      const dials = page.push({ type: 'upstream', connection: 1, signal: { type: 'dialling' } })
      expect(dials).toContainEqual({ type: 'setTimer', timer: 'ready', afterMs: 10_000 })
    },
  )
})

describe('a refusal of our settings', () => {
  const nothing = { type: null, code: null, param: null, message: null, event_id: null }
  test.each<[string, object]>([
    ['with all fields null', { type: 'error', error: nothing }],
    ['with empty fields', { type: 'error', error: { type: '', code: '', message: '' } }],
    ['with a message only', { type: 'error', error: { message: 'Something is wrong with your session.' } }],
    ['with no field', { type: 'error', error: {} }],
    ['with an error of null', { type: 'error', error: null }],
    ['without an error', { type: 'error' }],
    ['with an error that is text', { type: 'error', error: 'no' }],
    ['by the kind of error alone', { type: 'error', error: { type: 'invalid_request_error', code: null } }],
  ])('ends the session at once, also one %s', (_name, event) => {
    const page = started()
    page.upstreamOpened()
    expect(errorsIn(page.serve(event as { type: string }))).toEqual([['upstream_rejected', true]])
  })

  test.each<[string, object]>([
    ['of the server', { type: 'error', error: { type: 'server_error', code: null, message: 'Oops.' } }],
    ['that a session has expired', { type: 'error', error: { code: 'session_expired' } }],
    ['that names another command', { type: 'error', error: { ...nothing, event_id: 'item-7' } }],
  ])('is not an error %s', (_name, event) => {
    const page = started()
    page.upstreamOpened()
    expect(errorsIn(page.serve(event as { type: string }))).toEqual([])
  })

  test('is one in the next session of a lost call as well', () => {
    const page = drive().live()
    page.lose({ kind: 'closed', code: 1006, reason: '' })
    page.upstreamOpened(2)
    expect(page.serve({ type: 'error', error: nothing }, 2)).toContainEqual({ type: 'hangUp', connection: 2 })
    page.push({ type: 'timer.fired', timer: 'redial' })
    page.upstreamOpened(3)
    expect(page.serve({ type: 'error' }, 3)).toContainEqual({ type: 'hangUp', connection: 3 })
  })
})
