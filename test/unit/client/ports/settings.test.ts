/** The call that the page before left behind: once, and only while the server still holds it. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepCall, takeLeftCall } from '../../../../client/ports/settings.ts'

const left = { ticket: 'a-ticket', resumeMs: 30_000, untilMs: 30_000, muted: false }
/** Another page is opened so much later, whose clock begins anew. */
function openPage(afterMs: number): void {
  vi.setSystemTime(Date.now() + afterMs)
  const openedAtMs = Date.now()
  vi.stubGlobal('performance', { now: () => Date.now() - openedAtMs })
}
let kept: string | null = null
beforeEach(() => {
  kept = null
  vi.useFakeTimers({ toFake: ['Date'] })
  openPage(0)
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
  [0, 30_000],
  [29_999, 1],
  [30_000, null],
])('after %i ms', (awayMs, untilMs) => {
  keepCall(left)
  openPage(awayMs)
  expect(takeLeftCall()).toEqual(untilMs && { ...left, untilMs })
  expect(takeLeftCall()).toBeNull()
})

test.each([
  [4_000, 1_000],
  [15_000, null],
])('is held no longer for a page after the next one, %i ms later', (awayMs, untilMs) => {
  keepCall(left)
  openPage(25_000)
  const taken = takeLeftCall()
  expect(taken).toEqual({ ...left, untilMs: 5_000 })
  if (taken) keepCall(taken)
  openPage(awayMs)
  expect(takeLeftCall()).toEqual(untilMs && { ...left, untilMs })
})

test.each(['', 'no JSON', '{}', '{"ticket":1,"resumeMs":2,"untilMs":9e15}'])('is none in %j', (text) => {
  kept = text
  expect(takeLeftCall()).toBeNull()
})

test('is none where storage is forbidden, and nothing is thrown', () => {
  vi.stubGlobal('sessionStorage', undefined)
  keepCall(left)
  expect(takeLeftCall()).toBeNull()
})
