/** All calls together: room for so many, and a drain that waits for the last. */

import { describe, expect, test } from 'vitest'
import type { Call } from '../../../../server/relay/call.ts'
import { createCalls } from '../../../../server/relay/calls.ts'
import type { PageSocket } from '../../../../server/relay/page-socket.ts'

function open(maxSessions: number, maxSessionsPerAddress = maxSessions) {
  const drained: number[] = []
  let started = 0
  const calls = createCalls({
    maxSessions,
    maxSessionsPerAddress,
    start: (_page, _ticket, onEnd): Call => {
      const number = ++started
      return {
        said: () => {},
        heard: () => {},
        pageClosed: () => onEnd({ framesIn: 2, framesOut: 3, code: 1000, reason: '' }),
        pageDropped: () => {},
        pageResumed: () => {},
        drain: () => drained.push(number),
      }
    },
  })
  const page = (address = '203.0.113.7') => {
    const said: unknown[] = []
    const socket: PageSocket = {
      send: (data) => said.push(JSON.parse(String(data))) > 0,
      close: (code, reason) => said.push([code, reason]),
    }
    const call = calls.open(socket, address)
    return { call, said }
  }
  return { calls, drained, page }
}

describe('createCalls', () => {
  test('refuses an address that has all of its calls, and no other', () => {
    const { page } = open(10, 1)
    const first = page()
    expect(page().said).toMatchObject([{ type: 'error', code: 'busy_network', fatal: true }, [1013, 'busy_network']])
    expect(page('203.0.113.8').call).toBeDefined()
    first.call?.closed()
    expect(page().call).toBeDefined()
  })

  test('refuses a call beyond the limit with a sentence and 1013, until one has gone', () => {
    const { calls, page } = open(1)
    const first = page()
    const second = page()
    expect(second.call).toBeUndefined()
    expect(second.said).toMatchObject([{ type: 'error', code: 'busy', fatal: true }, [1013, 'busy']])
    first.call?.closed()
    expect(page().call).toBeDefined()
    expect(calls.totals()).toEqual({ calls: 2, refused: 1, framesIn: 2, framesOut: 3 })
  })

  test('counts a call until its page has closed', () => {
    const { calls, page } = open(9)
    const { call } = page()
    expect(calls.active()).toBe(1)
    call?.closed()
    call?.closed()
    expect(calls.active()).toBe(0)
  })

  test('drains: tells every call, refuses new ones, and is done when the last page has closed', async () => {
    const { calls, drained, page } = open(9)
    const [one, two] = [page(), page()]
    let done = false
    const drain = calls.drain().then(() => {
      done = true
    })
    expect(drained).toEqual([1, 2])
    expect(page().said).toMatchObject([{ code: 'draining', fatal: true }, [1012, 'draining']])
    one.call?.closed()
    await Promise.resolve()
    expect(done).toBe(false)
    two.call?.closed()
    await drain
    expect(calls.draining()).toBe(true)
  })

  test('drains at once when nobody talks', async () => {
    await open(1).calls.drain()
  })
})
