/** Who may start a session: the reducer, and what the page makes of the server's answers. */

import { afterEach, describe, expect, test, vi } from 'vitest'
import { askAccess, giveCode } from '../../../../client/ports/access.ts'
import { takeAccess } from '../../../../client/state/access.ts'
import { sentenceOf } from '../../../../client/state/status.ts'
import { liveStory, story } from './story.ts'

const codeNeeded = () =>
  story().tell(
    { type: 'page.opened', left: null },
    { type: 'access.told', access: 'code', offers: null, emulated: false },
  )

describe('takeAccess', () => {
  test('the page asks as soon as it is open, and is free to start until it is told otherwise', () => {
    const page = story().tell({ type: 'page.opened', left: null })
    expect(page.effects).toEqual([{ type: 'askAccess' }])
    expect(page.tell({ type: 'access.unknown' }, { type: 'session.pressed' }).status).toBe('starting')
  })

  test.each(['code', 'sign-in'] as const)('nothing starts while a %s is needed', (access) => {
    const page = story().tell(
      { type: 'access.told', access, offers: null, emulated: false },
      { type: 'session.pressed' },
    )
    expect(page.status).toBe('idle')
    expect(page.effects).toEqual([])
  })

  test.each([true, false])('an emulator is known before there is a session: %s', (emulated) => {
    const page = story().tell({ type: 'access.told', access: 'granted', offers: null, emulated })
    expect(page.state.emulated).toBe(emulated)
  })

  test('a right code opens the page', () => {
    const page = codeNeeded().tell({ type: 'code.submitted', code: ' abc ' })
    expect(page.effects).toEqual([{ type: 'giveCode', code: 'abc' }])
    expect(page.state.access.checking).toBe(true)
    expect(page.tell({ type: 'code.accepted' }, { type: 'session.pressed' }).status).toBe('starting')
  })

  test('a code is checked once at a time, and an empty one never', () => {
    const page = codeNeeded().tell({ type: 'code.submitted', code: ' ' })
    expect(page.effects).toEqual([])
    page.tell({ type: 'code.submitted', code: 'a' })
    expect(page.tell({ type: 'code.submitted', code: 'b' }).effects).toEqual([])
  })

  test('a refused code says why, until the next one', () => {
    const page = codeNeeded().tell({ type: 'code.submitted', code: 'a' })
    page.tell({ type: 'code.refused', refusal: { type: 'locked', minutes: 2 } })
    expect(page.state.access).toEqual({ needs: 'code', checking: false, refusal: { type: 'locked', minutes: 2 } })
    expect(page.tell({ type: 'code.submitted', code: 'b' }).state.access.refusal).toBeNull()
  })

  test('a socket that was refused makes the page ask, and say that its access has expired', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'audio.opened' })
    page.tell({ type: 'socket.closed', code: 1006, opened: false })
    expect(page.effects).toEqual([{ type: 'hangUp' }, { type: 'askAccess' }])
    page.tell({ type: 'access.told', access: 'code', offers: null, emulated: false })
    expect(page.state.problem).toEqual({ code: 'access_expired', fatal: true })
    expect(page.tell({ type: 'code.accepted' }).state.problem).toBeNull()
  })

  test('a server that cannot be reached stays one', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'socket.closed', code: 1006, opened: false })
    expect(page.tell({ type: 'access.unknown' }).state.problem?.code).toBe('connection_failed')
  })

  test('a server that answers, but opens no socket, is behind something that blocks them', () => {
    const page = story().tell({ type: 'session.pressed' }, { type: 'socket.closed', code: 1006, opened: false })
    page.tell({ type: 'access.told', access: 'granted', offers: null, emulated: false })
    expect(page.state.problem).toEqual({ code: 'websocket_blocked', fatal: true })
  })

  test('the code never gets into the log', () => {
    const page = codeNeeded().tell({ type: 'verbose.switched', on: true }, { type: 'code.submitted', code: 'hush-1' })
    page.tell({ type: 'code.refused', refusal: { type: 'wrong_code' } })
    expect(JSON.stringify(page.state)).not.toContain('hush-1')
  })

  test('leaves a session that is running alone', () => {
    const live = liveStory().state
    const [told] = takeAccess(live, { type: 'access.told', access: 'code', offers: null, emulated: false })
    expect(told).toEqual({ ...live, emulated: false, access: { needs: 'code', checking: false, refusal: null } })
  })
})

describe('sentenceOf', () => {
  test('says what is needed, unless something is wrong or the session runs', () => {
    expect(sentenceOf(codeNeeded().state)).toBe('enterCode')
    expect(
      sentenceOf(story().tell({ type: 'access.told', access: 'sign-in', offers: null, emulated: false }).state),
    ).toBe('signIn')
    expect(
      sentenceOf(liveStory().tell({ type: 'access.told', access: 'code', offers: null, emulated: false }).state),
    ).toBe('ready')
  })
})

describe('askAccess and giveCode', () => {
  afterEach(() => void vi.unstubAllGlobals())
  const answer = (response: Response | Error) =>
    vi.stubGlobal('fetch', async () => {
      if (response instanceof Error) throw response
      return response
    })

  test.each(['granted', 'code', 'sign-in'] as const)('tells that access is %s', async (access) => {
    answer(Response.json({ access, offers: null, emulated: false }))
    expect(await askAccess()).toEqual({ type: 'access.told', access, offers: null, emulated: false })
  })

  test.each([
    ['no network', new TypeError('failed')],
    ['a page of a proxy', new Response('<html>')],
    ['another version', Response.json({ access: 'maybe', offers: null, emulated: false })],
    ['a failure', Response.json({ access: 'granted', offers: null, emulated: false }, { status: 500 })],
  ])('knows nothing from %s', async (_name, response) => {
    answer(response)
    expect(await askAccess()).toEqual({ type: 'access.unknown' })
  })

  test('a ticket is an accepted code', async () => {
    answer(new Response(null, { status: 204 }))
    expect(await giveCode('abc')).toEqual({ type: 'code.accepted' })
  })

  test.each([
    [new Response('{}', { status: 401 }), { type: 'wrong_code' }],
    [new Response('{}', { status: 400 }), { type: 'wrong_code' }],
    [new Response('{}', { status: 429, headers: { 'retry-after': '61' } }), { type: 'locked', minutes: 2 }],
    [new Response('{}', { status: 429, headers: { 'retry-after': '60' } }), { type: 'locked', minutes: 1 }],
    [new Response('{}', { status: 429 }), { type: 'locked', minutes: 1 }],
    [new Response('', { status: 503 }), { type: 'offline' }],
    [new TypeError('failed'), { type: 'offline' }],
  ])('%o is the refusal %j', async (response, refusal) => {
    answer(response)
    expect(await giveCode('abc')).toEqual({ type: 'code.refused', refusal })
  })
})
