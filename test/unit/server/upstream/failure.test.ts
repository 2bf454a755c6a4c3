/** What was wrong, by the words of three runtimes; and that no secret survives in them. */

import { describe, expect, test } from 'vitest'
import { failureOf, noCredentials, withoutSecrets } from '../../../../server/upstream/failure.ts'

const coded = (code: string, message: string) => Object.assign(new Error(message), { code })

describe('failureOf', () => {
  test.each([
    ['unresolved', coded('ENOTFOUND', 'getaddrinfo ENOTFOUND nobody.invalid')],
    ['unresolved', coded('EAI_AGAIN', 'getaddrinfo EAI_AGAIN nobody.invalid')],
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
