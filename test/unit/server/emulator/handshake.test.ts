/** Who is let in. */

import { describe, expect, test } from 'vitest'
import { type Dials, defaultDials } from '../../../../server/emulator/dials.ts'
import { API_VERSIONS, checkHandshake } from '../../../../server/emulator/handshake.ts'

const check = (
  query: Record<string, string>,
  headers: Record<string, string> = { 'api-key': 'any' },
  dials: Partial<Dials> = {},
) =>
  checkHandshake({
    query: (name) => query[name],
    header: (name) => headers[name],
    nowMs: 1_000_000,
    dials: { ...defaultDials, ...dials },
  })
const good = { 'api-version': '2026-07-15', model: 'gpt-4o' }

describe('checkHandshake', () => {
  test.each([
    ['header api-key', {}, { 'api-key': 'k' }],
    ['header Authorization', {}, { authorization: 'Bearer t' }],
    ['query api-key', { 'api-key': 'k' }, {}],
    ['query Authorization', { Authorization: 'Bearer t' }, {}],
  ])('takes any credential as %s', (_, query, headers) => {
    expect(check({ ...good, ...query }, headers)).toMatchObject({ admitted: true, model: 'gpt-4o' })
  })

  test('refuses without a credential, or with an empty one', () => {
    expect(check(good, {})).toMatchObject({ admitted: false, status: 401 })
    expect(check(good, { 'api-key': '' })).toMatchObject({ admitted: false, status: 401 })
  })

  test.each(API_VERSIONS.map((version) => [version]))('knows version %s', (version) => {
    expect(check({ ...good, 'api-version': version })).toMatchObject({ admitted: true, apiVersion: version })
  })

  test.each([['v1'], ['2024-10-01'], ['']])('refuses version %j', (version) => {
    expect(check({ ...good, 'api-version': version })).toMatchObject({ admitted: false, status: 404 })
  })

  test('takes a model or an agent, not both and not neither', () => {
    expect(check({ 'api-version': '2026-07-15', 'agent-name': 'shop', 'agent-project-name': 'demo' })).toMatchObject({
      agent: { name: 'shop', projectName: 'demo', conversationId: null },
    })
    expect(check({ ...good, 'agent-name': 'shop' })).toMatchObject({ admitted: false, status: 400 })
    expect(check({ 'api-version': '2026-07-15' })).toMatchObject({ admitted: false, status: 400 })
  })

  test('knows a call by the name that its client gives it', () => {
    const named = { 'api-key': 'k', 'x-ms-client-request-id': 'call-1' }
    expect(check(good, named)).toMatchObject({ call: 'call-1' })
    expect(check(good)).toMatchObject({ call: null })
  })

  test('tells the expiry, an hour ahead, from 2026-07-15 on', () => {
    expect(check(good)).toMatchObject({ expiresAt: 4600 })
    expect(check({ ...good, 'api-version': '2026-04-10' })).toMatchObject({ expiresAt: null })
    expect(check(good, undefined, { expires: 5 })).toMatchObject({ expiresAt: 1005 })
  })

  test.each(['400', '401', '403', '404', '429', '500', '503'] as const)(
    'refuses with %s when its dial says so',
    (refuse) => {
      const refused = check(good, undefined, { refuse, retryAfter: 7 })
      const later = refuse === '429' || refuse === '503' ? { 'retry-after': '7' } : undefined
      expect(refused).toMatchObject({ admitted: false, status: Number(refuse) })
      expect('retryAfter' in refused ? refused.retryAfter : undefined).toEqual(later)
    },
  )

  test.each([
    ['seconds', { 'retry-after': '8' }],
    ['date', { 'retry-after': 'Thu, 01 Jan 1970 00:16:47 GMT' }],
    ['retry-after-ms', { 'retry-after-ms': '7500' }],
    ['x-ms-retry-after-ms', { 'x-ms-retry-after-ms': '7500' }],
    ['absent', {}],
  ] as const)('says in the form "%s" when to come back', (retryAfterForm, retryAfter) => {
    expect(check(good, undefined, { refuse: '429', retryAfter: 7.5, retryAfterForm })).toMatchObject({ retryAfter })
  })
})
