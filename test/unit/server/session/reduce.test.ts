/** The life of a session: readiness, watchdogs, keepalive, and every way to end. */

import { describe, expect, test } from 'vitest'
import type { Closure } from '../../../../server/upstream/port.ts'
import { serverMessage } from '../../../../shared/messages.ts'
import { commands, drive, ended, errorsIn, options, told, typesOf, update } from './drive.ts'

describe('reduce', () => {
  test('dials on session.start only, once, with a watchdog', () => {
    const page = drive()
    expect(typesOf(page.push({ type: 'page.opened' }))).not.toContain('dial')
    expect(page.say({ type: 'session.start' })).toEqual([
      { type: 'dial', connection: 1 },
      { type: 'setTimer', timer: 'ready', afterMs: 10_000 },
    ])
    const again = page.say({ type: 'session.start' })
    expect(errorsIn(again)).toEqual([['bad_message', false]])
    expect(typesOf(again)).not.toContain('dial')
  })

  test('sends the whole session once the service is there, and is ready when the service took it', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    expect(commands(page.upstreamOpened())).toEqual([{ type: 'session.update', session: update, event_id: 'update-1' }])
    expect(page.state().phase).toBe('connecting')
    const effects = page.serve({ type: 'session.updated', session: {} })
    expect(told(effects)).toEqual([
      { type: 'session.ready', call: options.call, ticket: options.ticket, resumeSeconds: 30 },
    ])
    expect(effects).toContainEqual({ type: 'clearTimer', timer: 'ready' })
    expect(told(page.serve({ type: 'session.updated', session: {} }))).toEqual([])
  })

  test.each([0, 45, 300])('tells the page that its call is held for %i s', (seconds) => {
    const page = drive({ resumeWithinMs: seconds * 1000 })
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    expect(told(page.serve({ type: 'session.updated', session: {} }))).toMatchObject([{ resumeSeconds: seconds }])
  })

  test('gives up when session.updated does not come', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    const effects = page.push({ type: 'timer.fired', timer: 'ready' })
    expect(errorsIn(effects)).toEqual([['upstream_timeout', true]])
    expect(ended(effects)).toEqual({ type: 'end', code: 1011, reason: 'upstream_timeout' })
  })

  test('gives up when the service refuses the session', () => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    const effects = page.serve({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'secret detail', event_id: 'update-1' },
    })
    expect(errorsIn(effects)).toEqual([['upstream_rejected', true]])
    expect(JSON.stringify(told(effects))).not.toContain('secret detail')
  })

  test.each<[string, Closure, string]>([
    ['401', { kind: 'refused', status: 401, retryAfterSeconds: undefined }, 'upstream_unauthorized'],
    ['403', { kind: 'refused', status: 403, retryAfterSeconds: undefined }, 'upstream_forbidden'],
    ['404', { kind: 'refused', status: 404, retryAfterSeconds: undefined }, 'upstream_not_found'],
    ['429', { kind: 'refused', status: 429, retryAfterSeconds: 9 }, 'upstream_throttled'],
    ['400', { kind: 'refused', status: 400, retryAfterSeconds: undefined }, 'upstream_refused'],
    ['500', { kind: 'refused', status: 500, retryAfterSeconds: undefined }, 'upstream_unavailable'],
    ['503', { kind: 'refused', status: 503, retryAfterSeconds: 30 }, 'upstream_unavailable'],
    ['no credentials', { kind: 'credentials', detail: 'nobody is signed in' }, 'upstream_no_credentials'],
    ['no DNS', { kind: 'unresolved', detail: 'getaddrinfo ENOTFOUND' }, 'upstream_unknown_host'],
    ['no TLS', { kind: 'untrusted', detail: 'self-signed' }, 'upstream_untrusted'],
    ['nobody there', { kind: 'unreachable', detail: 'ECONNREFUSED' }, 'upstream_unreachable'],
    ['no answer', { kind: 'timeout' }, 'upstream_timeout'],
    ['a close before it was ready', { kind: 'closed', code: 1008, reason: 'x' }, 'upstream_closed_early'],
  ])('says why the service cannot be reached: %s', (_name, closure, code) => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    let effects = page.lose(closure)
    // What may pass is tried twice more.
    for (let again = 0; again < 2 && !ended(effects); again += 1) {
      page.push({ type: 'timer.fired', timer: 'redial' })
      effects = page.lose(closure)
    }
    expect(errorsIn(effects)).toEqual([[code, true]])
    expect(ended(effects)).toMatchObject({ code: 1011 })
  })

  test('says that the service ended the call in the middle by its policy, which is no lost network', () => {
    const effects = drive().live().lose({ kind: 'closed', code: 1008, reason: 'secret detail' })
    expect(errorsIn(effects)).toEqual([['upstream_policy', true]])
    expect(ended(effects)).toEqual({ type: 'end', code: 1011, reason: 'upstream_policy' })
    expect(JSON.stringify(told(effects))).not.toContain('secret detail')
  })

  test.each([
    [429, 9, 9],
    [503, 86_400, 3600],
    [429, 0, null],
    [429, undefined, null],
  ])('of a refusal with %i that says retry-after %s, tells %s seconds', (status, retryAfterSeconds, expected) => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    const [error] = told(page.lose({ kind: 'refused', status, retryAfterSeconds }))
    expect(error?.type === 'error' && error.retryAfterSeconds).toBe(expected)
    expect(serverMessage.safeParse(JSON.parse(JSON.stringify(error))).success).toBe(true)
  })

  test.each<[string, object, boolean]>([
    ['that answers our update', { event_id: 'update-1', type: 'server_error' }, true],
    ['without a command, of an invalid request', { event_id: null, type: 'invalid_request_error' }, true],
    ['without command and type, of an invalid request', { code: 'invalid_request_error' }, true],
    ['of the server', { event_id: null, type: 'server_error' }, false],
    ['that answers another command', { event_id: 'item-2', type: 'invalid_request_error' }, false],
    ['of an expired session', { code: 'session_expired', type: 'invalid_request_error' }, false],
  ])('before the session is ready, an error %s ends the call or is only logged', (_name, error, ends) => {
    const page = drive()
    page.push({ type: 'page.opened' })
    page.say({ type: 'session.start' })
    page.upstreamOpened()
    const effects = page.serve({ type: 'error', error: { message: 'No.', ...error } })
    expect(errorsIn(effects)).toEqual(ends ? [['upstream_rejected', true]] : [])
    expect(effects).toContainEqual(expect.objectContaining({ type: 'log', event: 'upstream error' }))
    if (ends) return
    expect(told(page.serve({ type: 'session.updated', session: {} }))).toMatchObject([{ type: 'session.ready' }])
  })

  test('tells a page that reads too slowly why the call ends, in an error and in the close frame', () => {
    const effects = drive().live().push({ type: 'page.stalled' })
    expect(errorsIn(effects)).toEqual([['page_slow', true]])
    expect(ended(effects)).toEqual({ type: 'end', code: 1011, reason: 'page_slow' })
  })

  test('ends without a word on stop and on a closed tab', () => {
    expect(drive().live().say({ type: 'session.stop' })).toEqual([{ type: 'end', code: 1000, reason: 'stopped' }])
    expect(drive().live().push({ type: 'page.closed' })).toEqual([{ type: 'end', code: 1000, reason: 'page closed' }])
  })

  test('drains with an error and a close code that invite to come back', () => {
    const effects = drive().live().push({ type: 'drained' })
    expect(errorsIn(effects)).toEqual([['draining', true]])
    expect(ended(effects)).toEqual({ type: 'end', code: 1012, reason: 'draining' })
  })

  test('does nothing after the end', () => {
    const page = drive().live()
    page.say({ type: 'session.stop' })
    expect(page.hear()).toEqual([])
    expect(page.created('r1')).toEqual([])
    expect(page.lose({ kind: 'timeout' })).toEqual([])
  })

  test('logs an unknown event once, and ignores it', () => {
    const page = drive().live()
    expect(typesOf(page.serve({ type: 'response.hologram.delta' }))).toEqual(['log'])
    expect(page.serve({ type: 'response.hologram.delta' })).toEqual([])
  })

  test('counts an event of the service that breaks its schema, and goes on', () => {
    const page = drive().live()
    expect(typesOf(page.serve({ type: 'response.audio.delta', delta: 7 }))).toEqual(['log'])
    expect(page.state()).toMatchObject({ phase: 'live', counts: { malformed: 1 } })
  })
})
