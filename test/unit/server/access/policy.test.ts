import { describe, expect, test } from 'vitest'
import { type AccessSettings, choosePolicy } from '../../../../server/access/policy.ts'

const codeHash = `scrypt:${'s'.repeat(22)}:${'k'.repeat(43)}`
const ticketSecret = 't'.repeat(32)
const settings: AccessSettings = {
  host: '0.0.0.0',
  access: undefined,
  codeHash: undefined,
  ticketSecret: undefined,
  signIn: false,
  onAppService: false,
}
const typeOf = (changes: Partial<AccessSettings>) => {
  const policy = choosePolicy({ ...settings, ...changes })
  return typeof policy === 'string' ? policy : policy.type
}

describe('choosePolicy', () => {
  test.each(['127.0.0.1', 'localhost', '::1', '127.1.2.3'])('%s is open without further ado', (host) => {
    expect(typeOf({ host })).toBe('open')
  })
  test('a code asks for the code, on loopback too', () => {
    expect(typeOf({ codeHash, ticketSecret })).toBe('code')
    expect(typeOf({ codeHash, ticketSecret, host: '127.0.0.1' })).toBe('code')
  })
  test('a changed code voids tickets', () => {
    const keyOf = (hash: string) => {
      const policy = choosePolicy({ ...settings, codeHash: hash, ticketSecret })
      return typeof policy === 'object' && policy.type === 'code' ? policy.ticketKey : ''
    }
    expect(keyOf(codeHash)).not.toBe(keyOf(codeHash.replace('s:', 'x:')))
  })
  test('where the platform signs people in, that is enough', () => {
    expect(typeOf({ signIn: true, onAppService: true })).toBe('sign-in')
  })
  test('ACCESS=open is open on purpose', () => {
    expect(typeOf({ access: 'open' })).toBe('open')
  })
  test.each([
    [{}, 'HOST=0.0.0.0 lets other machines in'],
    [{ signIn: true }, 'WEBSITE_AUTH_ENABLED counts on App Service only'],
    [{ signIn: true, host: '127.0.0.1' }, 'WEBSITE_AUTH_ENABLED counts on App Service only'],
    [{ codeHash: 'abc', ticketSecret }, 'ACCESS_CODE_HASH must look like scrypt:'],
    [{ codeHash }, 'ACCESS_CODE_HASH needs TICKET_SECRET'],
    [{ codeHash, ticketSecret: 'short' }, 'at least 32 random characters'],
  ])('%j is refused with the sentence that says what to set', (changes, sentence) => {
    expect(typeOf(changes)).toContain(sentence)
  })
})
