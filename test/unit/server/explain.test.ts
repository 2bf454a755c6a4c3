/** Who is told why a connection ended: the operator on the server's own machine, and without a secret. */

import { describe, expect, test } from 'vitest'
import { explanationOf } from '../../../server/explain.ts'
import { LOOPBACK_NAMES } from '../../../shared/hosts.ts'

const service = {
  type: 'azure',
  endpoint: new URL('wss://mine.example'),
  credential: { type: 'key', apiKey: 'sesame-sesame' },
} as unknown as Parameters<typeof explanationOf>[0]['service']
const own = { access: { type: 'open' }, host: '127.0.0.1', behindProxy: false, names: LOOPBACK_NAMES, service } as const
const agent = { session: { instructions: 'Speak like a pirate at all times.' }, secrets: [] } as unknown as Parameters<
  typeof explanationOf
>[1]

describe('explanationOf', () => {
  test.each([
    [{ kind: 'timeout' }, 'kind=timeout'],
    [
      { kind: 'refused', status: 401, retryAfterSeconds: undefined, detail: 'Access denied' },
      'kind=refused status=401 detail=Access denied',
    ],
    [{ kind: 'unresolved', detail: 'ENOTFOUND mine.example' }, 'kind=unresolved detail=ENOTFOUND mine.example'],
    [
      { kind: 'closed', code: 1008, reason: 'sesame-sesame, Speak like a pirate at all times.' },
      'kind=closed code=1008 reason=[redacted], [redacted]',
    ],
  ] as const)('tells %o, without a secret', (closure, text) => {
    expect(explanationOf(own, agent)?.(closure)).toBe(text)
  })

  test.each([
    ['of a server that others reach', { host: '0.0.0.0' }],
    ['behind a proxy', { behindProxy: true }],
    ['that has a name', { names: [...LOOPBACK_NAMES, 'voice.example'] }],
    ['that answers to every name', { names: undefined }],
    ['behind an access code', { access: { type: 'code' } }],
  ])('tells nothing to the page %s', (_where, change) => {
    expect(explanationOf({ ...own, ...change } as typeof own, agent)).toBeUndefined()
  })
})
