/** The search for leaked secrets that every other test relies on finds them, wherever they are. */

import { expect, test } from 'vitest'
import { secretFaults, shownCode } from './secrets.ts'

const code = 'abcd-efgh-jkmn-pqrs'
const stdout = `Deployment complete!\n\n  Access code:   ${code}   (shown only now: note it down)\n`
const values = { TICKET_SECRET: 'a-ticket-secret', ACCESS_CODE_HASH: 'scrypt:salt:key' }
const clean = { stdout, stderr: '', calls: [['az', 'version']] }

test('secretFaults lets the one showing of the code pass', () => {
  expect(shownCode(stdout)).toBe(code)
  expect(secretFaults(clean, values)).toEqual([])
})

test.each([
  ['the code printed twice', { ...clean, stdout: stdout + code }, 'the access code is in the output'],
  ['the code in an argument', { ...clean, calls: [['node', `--code=${code}`]] }, 'the access code is in an argument'],
  [
    'the hash in an argument',
    { ...clean, calls: [['azd', 'env', 'set', 'A', 'scrypt:salt:key']] },
    'the hash of the access code is in an argument',
  ],
  ['the ticket secret on stderr', { ...clean, stderr: 'x a-ticket-secret' }, 'the ticket secret is in the output'],
  [
    'a token in an argument',
    { ...clean, calls: [['curl', '-H', 'Authorization: Bearer FAKE-BEARER-TOKEN']] },
    'the bearer token is in an argument',
  ],
])('secretFaults finds %s', (_name, seen, sentence) => {
  expect(secretFaults(seen, values)).toEqual([sentence])
})
