/** What a page that watches the service is told, and one that does not is not. */

import { describe, expect, test } from 'vitest'
import { drive, sound, told } from './drive.ts'

const started = (changes: Parameters<typeof drive>[0] = {}) => {
  const page = drive(changes)
  page.push({ type: 'page.opened' })
  page.say({ type: 'session.start' })
  return page
}
const watching = (changes: Parameters<typeof drive>[0] = {}) => {
  const page = started(changes)
  page.say({ type: 'service.watch', on: true })
  return page
}
const first = (page: ReturnType<typeof started>, event: Parameters<typeof page.serve>[0]) => told(page.serve(event))[0]
const explain = ({ kind }: { kind: string }) => `because of ${kind}`

describe('a page that watches the service', () => {
  test.each([
    ['an event that we act on', { type: 'session.updated', session: {} }, 'session.updated'],
    ['one that we only know', { type: 'rate_limits.updated' }, 'rate_limits.updated'],
    ['one that we do not know', { type: 'response.dreams.delta' }, 'response.dreams.delta'],
    ['one that is wrong', { type: 'error', error: 7 }, 'error'],
    ['one with a name beyond all bounds', { type: `x\u0007${'y'.repeat(300)}` }, `x ${'y'.repeat(98)}…`],
  ])('is told the name of %s', (_which, event, name) => {
    expect(first(watching(), event)).toEqual({ type: 'service.event', name })
  })

  test('is not told of audio, which comes by itself', () => {
    const page = watching()
    page.upstreamOpened()
    page.serve({ type: 'session.updated', session: {} })
    page.serve({ type: 'response.created', response: { id: 'r' } })
    const effects = page.serve({ type: 'response.audio.delta', response_id: 'r', item_id: 'm', delta: sound(480) })
    expect(told(effects).map(({ type }) => type)).toEqual(['answer.started'])
  })

  test('is told nothing any more when it has switched that off, nor before it has switched it on', () => {
    const page = watching()
    page.say({ type: 'service.watch', on: false })
    for (const one of [page, started()]) expect(told(one.serve({ type: 'rate_limits.updated' }))).toEqual([])
  })

  test('is told why a connection ended, before what becomes of it; where others reach the server it is not', () => {
    const closure = { kind: 'unresolved', detail: 'ENOTFOUND' } as const
    expect(told(watching({ explain }).lose(closure))).toMatchObject([
      { type: 'service.cause', cause: 'because of unresolved' },
      { type: 'error', code: 'upstream_unknown_host' },
    ])
    expect(told(watching().lose(closure)).map(({ type }) => type)).toEqual(['error'])
    expect(told(started({ explain }).lose(closure)).map(({ type }) => type)).toEqual(['error'])
  })
})
