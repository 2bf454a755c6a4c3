/** The call that the page before left behind: once, and only while the server still holds it. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepCall, takeLeftCall } from '../../../../client/ports/settings.ts'

const left = { ticket: 'a-ticket', resumeMs: 30_000 }
let kept: string | null = null
beforeEach(() => {
  kept = null
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.stubGlobal('sessionStorage', {
    getItem: () => kept,
    setItem: (_name: string, value: string) => {
      kept = value
    },
    removeItem: () => {
      kept = null
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.each([
  [0, left],
  [29_999, left],
  [30_000, null],
])('after %i ms', (awayMs, found) => {
  keepCall(left)
  vi.setSystemTime(Date.now() + awayMs)
  expect(takeLeftCall()).toEqual(found)
  expect(takeLeftCall()).toBeNull()
})

test.each(['', 'no JSON', '{}', '{"ticket":1,"resumeMs":2,"leftAtMs":3}'])('is none in %j', (text) => {
  kept = text
  expect(takeLeftCall()).toBeNull()
})

test('is none where storage is forbidden, and nothing is thrown', () => {
  vi.stubGlobal('sessionStorage', undefined)
  keepCall(left)
  expect(takeLeftCall()).toBeNull()
})
