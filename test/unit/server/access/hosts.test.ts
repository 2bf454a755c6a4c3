/** Which names a server answers to, by who may start a session and where it listens. */

import { describe, expect, test } from 'vitest'
import type { AccessPolicy } from '../../../../server/access/access.ts'
import { namesOf } from '../../../../server/access/hosts.ts'
import { answersTo, readAuthority, wrongHost } from '../../../../shared/hosts.ts'

const open: AccessPolicy = { type: 'open' }
const signIn: AccessPolicy = { type: 'sign-in' }

const answers = (policy: AccessPolicy, bound: string, allowed: readonly string[], asked: string | undefined) => {
  const names = namesOf(policy, bound, allowed)
  return names === undefined ? 'unchecked' : answersTo(names)(asked)
}

test.each<[string, AccessPolicy, string, readonly string[], string | undefined, boolean | 'unchecked']>([
  ['localhost', open, '127.0.0.1', [], 'localhost:8080', true],
  ['the bound name', open, '127.0.0.2', [], '127.0.0.2:8080', true],
  ['the bound name in IPv6, which needs brackets', open, '::1', [], '[::1]:80', true],
  ['another address of this machine', open, '127.0.0.1', [], '127.0.0.2', false],
  ['a name that begins alike', open, '127.0.0.1', [], 'localhost.example', false],
  ['no Host', open, '127.0.0.1', [], undefined, false],
  ['an empty Host', open, '127.0.0.1', [], '', false],
  ['a dot', open, '127.0.0.1', [], '.', false],
  ['a name that was added', open, 'localhost', ['Voice.Example.:8443'], 'voice.example', true],
  ['an address that was added', open, 'localhost', ['2001:db8::1'], '[2001:DB8::1]:80', true],
  ['every name', open, 'localhost', ['*'], 'anything.example', true],
  ['a server opened on purpose', open, '0.0.0.0', [], 'anything.example', 'unchecked'],
  ['a server opened on purpose, for these names', open, '0.0.0.0', ['localhost'], 'evil.example', false],
  ['a server with sign-in', signIn, '127.0.0.1', ['localhost'], 'evil.example', 'unchecked'],
])('%s', (_name, policy, bound, allowed, asked, expected) => {
  expect(answers(policy, bound, allowed, asked)).toBe(expected)
})

describe('readAuthority', () => {
  test.each(['a b', 'a/b', 'a?b', 'a#b', 'a@b', 'a\\b', 'a:b', '[::1', 'a,b', 'a%2eb', ':80'])('refuses %j', (text) => {
    expect(readAuthority(text)).toBeUndefined()
  })
})

test('a refusal says how the name is allowed, and repeats nothing that is no name', () => {
  const how = (hostname: string) => `set ALLOWED_HOSTS=${hostname}`
  expect(wrongHost('Voice.example:80', how)).toContain('set ALLOWED_HOSTS=voice.example.')
  expect(wrongHost('<script>/', how)).not.toContain('script')
})
