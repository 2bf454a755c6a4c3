/** What was wrong, by the words of three runtimes; and that no secret survives in them. */

import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import {
  failureOf,
  isTooSlow,
  noCredentials,
  readRefusal,
  withoutSecrets,
} from '../../../../server/upstream/failure.ts'
import type { Closure } from '../../../../server/upstream/port.ts'
import { manualClock } from './manual-clock.ts'

const coded = (code: string, message: string) => Object.assign(new Error(message), { code })

describe('failureOf', () => {
  test.each([
    ['unresolved', coded('ENOTFOUND', 'getaddrinfo ENOTFOUND nobody.invalid')],
    ['unresolved', new Error('failed to lookup address information: Name or service not known')],
    ['untrusted', coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self signed')],
    ['untrusted', coded('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames")],
    ['untrusted', coded('CERT_HAS_EXPIRED', 'has expired')],
    ['untrusted', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify')],
    ['untrusted', coded('EPROTO', 'error:100000f7:SSL routines')],
    ['untrusted', new Error('invalid peer certificate: UnknownIssuer')],
    ['unreachable', coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9')],
    ['unreachable', coded('ECONNRESET', 'read ECONNRESET')],
    ['unreachable', coded('EHOSTUNREACH', '')],
    // A resolver that has no time does not say that there is no such name.
    ['unreachable', coded('EAI_AGAIN', 'getaddrinfo EAI_AGAIN nobody.invalid')],
    ['unreachable', new Error('failed to lookup address information: Temporary failure in name resolution')],
    // A gateway that restarts ends handshakes: what is cut has shown no certificate.
    [
      'unreachable',
      coded('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
    ],
    ['unreachable', coded('ERR_SOCKET_CLOSED', 'Socket is closed')],
    ['unreachable', new Error('tls handshake eof')],
  ])('sorts as %s: %s', (kind, error) => {
    const closure = failureOf(error)
    expect(closure.kind).toBe(kind)
    expect(closure).toHaveProperty('detail', expect.stringMatching(/\w{5}/))
  })
})

describe('withoutSecrets', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxIn0.c2lnbmF0dXJl'

  test.each([
    [`The reply was ${jwt}, alas`, 'The reply was [redacted], alas'],
    [`Authorization: Bearer ${jwt}`, 'Authorization: Bearer [redacted]'],
    ['authorization: bearer opaque-token', 'authorization: bearer [redacted]'],
    ['grant_type=x&client_secret=hush&scope=y', 'grant_type=x&client_secret=[redacted]&scope=y'],
    ['{"access_token":"hush","expires_in":1}', '{"access_token":"[redacted]","expires_in":1}'],
  ])('takes tokens out of: %s', (text, clean) => {
    expect(withoutSecrets(text)).toBe(clean)
    expect(noCredentials(new Error(text))).toEqual({ kind: 'credentials', detail: clean })
  })

  test('makes one line of bounded length', () => {
    expect(withoutSecrets('a\n  b\r\nc')).toBe('a b c')
    expect(withoutSecrets('long '.repeat(1000)).length).toBeLessThanOrEqual(500)
  })

  // The log knows the whole key, and so would not know a part of one.
  test.each(Array.from({ length: 60 }, (_, index) => 450 + index))('cuts no key in two that begins at %i', (at) => {
    const key = `${'Zq3'.repeat(14)}Z=`
    for (const [open, close] of [
      ['"', '"'],
      [' ', ' '],
      ['key=', '&x'],
      ['<b>', '</b>'],
    ]) {
      const text = `${'w '.repeat(at / 2)}${open}${key}${close}${' more'.repeat(100)}`
      const rest = withoutSecrets(text).replace(key, '')
      expect(rest).not.toMatch(/Zq|q3/)
    }
  })
})

describe('a failed sign-in', () => {
  const chain = (...causes: readonly unknown[]) =>
    Object.assign(new Error('ChainedTokenCredential authentication failed.'), { errors: causes })
  const detailOf = (error: unknown) => {
    const closure = noCredentials(error)
    return closure.kind === 'credentials' ? (closure.detail ?? '') : ''
  }

  test('tells what each way to sign in said, and not only the first', () => {
    const error = chain(new Error('no environment'), new Error('no identity here'), 'az: run "az login"')
    expect(detailOf(error)).toBe('no environment | no identity here | az: run "az login"')
  })

  test.each([700, 5_000, 100_000])('tells the end of a cause of %i characters, where a tool says why', (length) => {
    const trace = 'Traceback of the tool; '.repeat(Math.ceil(length / 23))
    const detail = detailOf(chain(new Error(`CLI failed: ${trace}AADSTS700082: The token has expired.`)))
    expect(detail).toMatch(/^CLI failed: .* … .*AADSTS700082: The token has expired\.$/)
    expect(detail.length).toBeLessThanOrEqual(600)
  })

  test('is bounded however many ways there were', () => {
    const detail = detailOf(chain(...Array.from({ length: 500 }, () => new Error('word '.repeat(1_000)))))
    expect(detail.length).toBeLessThanOrEqual(2_400)
  })

  test.each(Array.from({ length: 60 }, (_, index) => 370 + index))(
    'cuts no key in two that ends %i before the end',
    (left) => {
      const key = `${'Zq3'.repeat(14)}Z=`
      const detail = detailOf(new Error(`${'begin '.repeat(300)}"${key}" ${'w '.repeat(left / 2)}`))
      expect(detail.replace(key, '')).not.toMatch(/Zq|q3/)
    },
  )

  test.each([
    ['AbortError', true],
    ['TimeoutError', true],
    ['CredentialUnavailableError', false],
    ['AggregateAuthenticationError', false],
  ])('that ends with %s was too slow: %s', (name, expected) => {
    expect(isTooSlow(Object.assign(new Error('The operation was aborted.'), { name }))).toBe(expected)
  })
})

test('a refusal that names a date is over by the time of day that it is told', () => {
  const headers = { 'retry-after': 'Wed, 25 Nov 2026 21:00:12 GMT' }
  const response = Object.assign(new EventEmitter(), { statusCode: 429, headers })
  const heard: Closure[] = []
  const unixMs = () => Date.UTC(2026, 10, 25, 21, 0, 5)
  readRefusal(response as unknown as IncomingMessage, { clock: manualClock(), unixMs }, (closure) =>
    heard.push(closure),
  )
  response.emit('end')
  expect(heard).toMatchObject([{ kind: 'refused', status: 429, retryAfterSeconds: 7 }])
})
