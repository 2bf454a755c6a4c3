/** An audio context that browser, system and page suspend: who is told, and how it comes back. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keepSounding } from '../../../../client/ports/sounding.ts'
import type { Event } from '../../../../client/state/events.ts'

/** As browsers do it: the state is there at once, the event in a later task. `isAllowed` is what the browser lets it do. */
class FakeContext extends EventTarget {
  state: 'running' | 'suspended' = 'suspended'
  isAllowed = true
  readonly audioWorklet = {}
  readonly asked: string[] = []
  async resume(): Promise<void> {
    this.asked.push('resume')
    if (this.isAllowed && this.state !== 'running') this.become('running')
  }
  async suspend(): Promise<void> {
    this.asked.push('suspend')
    this.become('suspended')
  }
  become(state: FakeContext['state']): void {
    this.state = state
    setTimeout(() => this.dispatchEvent(new globalThis.Event('statechange')))
  }
}

let page: EventTarget & { visibilityState: string }
beforeEach(() => {
  vi.useFakeTimers()
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function open(isAllowed = true) {
  const context = Object.assign(new FakeContext(), { isAllowed })
  const told: Event['type'][] = []
  const on = { sounds: vi.fn(), isBlocked: vi.fn() }
  const session = new AbortController()
  const sounding = keepSounding(
    context as unknown as AudioContext,
    (event) => told.push(event.type),
    session.signal,
    on,
  )
  vi.advanceTimersByTime(10)
  context.asked.length = 0
  return { context, told, on, ...sounding, close: () => session.abort() }
}
const press = () => page.dispatchEvent(new globalThis.Event('click'))

describe('a context that rests', () => {
  test('is suspended without a word, and no press and no look at the page wakes it', () => {
    const { context, told, rest } = open()
    rest()
    vi.advanceTimersByTime(60_000)
    press()
    page.dispatchEvent(new globalThis.Event('visibilitychange'))
    expect(context.asked).toEqual(['suspend'])
    expect(told).toEqual([])
  })

  test.each([0, 1, 60_000])('and is woken %i ms later sounds without a word, in a hidden page too', (laterMs) => {
    const { context, told, on, rest, wake } = open()
    page.visibilityState = 'hidden'
    rest()
    vi.advanceTimersByTime(laterMs)
    wake()
    vi.advanceTimersByTime(60_000)
    expect(context.state).toBe('running')
    expect(context.asked).toEqual(['suspend', 'resume'])
    expect(told).toEqual([])
    // What came while it did not run yet is given to the player now.
    expect(on.sounds.mock.calls.length).toBeGreaterThan(1)
  })

  test('and does not wake was taken by the system: after two seconds it is said, and comes with a press', () => {
    const { context, told, rest, wake } = open()
    rest()
    vi.advanceTimersByTime(10)
    context.isAllowed = false
    wake()
    vi.advanceTimersByTime(1900)
    expect(told).toEqual([])
    vi.advanceTimersByTime(200)
    expect(told).toEqual(['audio.suspended'])
    context.isAllowed = true
    press()
    vi.advanceTimersByTime(10)
    expect(told).toEqual(['audio.suspended', 'audio.resumed'])
  })

  test('leaves no timer when the session ends', () => {
    const { rest, wake, close } = open()
    rest()
    wake()
    vi.advanceTimersByTime(1)
    close()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is not there while the browser keeps the sound back', () => {
    const { context, told, rest, wake } = open(false)
    rest()
    wake()
    vi.advanceTimersByTime(2000)
    expect(context.asked).toEqual([])
    expect(told).toEqual(['audio.blocked'])
  })
})

test('a context that the system suspends is told of, after a rest as before, and is asked back at once', () => {
  const { context, told, rest, wake } = open()
  const take = () => {
    context.become('suspended')
    vi.advanceTimersByTime(10)
  }
  take()
  rest()
  vi.advanceTimersByTime(10)
  wake()
  vi.advanceTimersByTime(10)
  take()
  expect(context.asked).toEqual(['resume', 'suspend', 'resume', 'resume'])
  expect(told).toEqual(['audio.suspended', 'audio.resumed', 'audio.suspended', 'audio.resumed'])
})

test('a context that the system suspends while the page is hidden is asked back when somebody looks at it again', () => {
  const { context, told } = open()
  page.visibilityState = 'hidden'
  context.become('suspended')
  vi.advanceTimersByTime(60_000)
  expect(context.asked).toEqual([])
  page.visibilityState = 'visible'
  page.dispatchEvent(new globalThis.Event('visibilitychange'))
  vi.advanceTimersByTime(10)
  expect(context.asked).toEqual(['resume'])
  expect(told).toEqual(['audio.suspended', 'audio.resumed'])
})
