/** All calls together: room for so many, each page to its own, and a drain that waits for the last; whatever comes in which order. */

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import type { Call, CallSummary } from '../../../../server/relay/call.ts'
import { createCalls } from '../../../../server/relay/calls.ts'
import type { Line } from '../../../../server/relay/line.ts'
import type { PageSocket } from '../../../../server/relay/page-socket.ts'
import { type PageEnd, RESUME_ASKED_WITHIN_MS } from '../../../../server/relay/visit.ts'
import { PROTOCOL_VERSION } from '../../../../shared/messages.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const START = '{"type":"session.start"}'
const STARTS_WITHIN_MS = 60_000
const resume = (ticket: string, received: number | null = null) =>
  JSON.stringify({ type: 'session.resume', ticket, received })
const hello = { type: 'hello', protocol: PROTOCOL_VERSION, emulated: true, frameMs: 40, textMaxLength: 4000 } as const
const summary: CallSummary = { framesIn: 2, framesOut: 3, code: 1000, reason: '' }

type FakeCall = { resumeToken: string; line: Line; end: (reason?: string) => void; events: string[] }

/** Calls that only take notes, and end when their page leaves. `inStart` runs before `start` returns. */
function open(maxSessions: number, maxSessionsPerAddress = maxSessions, inStart = (_call: FakeCall) => {}) {
  const made: FakeCall[] = []
  const calls = createCalls({
    maxSessions,
    maxSessionsPerAddress,
    hello,
    startWithinMs: STARTS_WITHIN_MS,
    clock: systemClock,
    newId: randomUUID,
    start: (line, resumeToken, onEnd): Call => {
      let ended = false
      const fake: FakeCall = {
        resumeToken,
        line,
        events: [],
        end: (reason = summary.reason) => {
          if (ended) return
          ended = true
          line.close(1000, 'ended')
          onEnd({ ...summary, reason })
        },
      }
      made.push(fake)
      inStart(fake)
      const note = (event: string) => {
        if (!ended) fake.events.push(event)
      }
      return {
        onMessage: note,
        onAudio: () => note('audio'),
        pageClosed: () => fake.end(),
        pageDropped: () => note('dropped'),
        pageResumed: (received) => {
          note('resumed')
          line.resume('"resumed"', received)
        },
        drain: () => {
          note('drain')
          fake.end()
        },
      }
    },
  })
  const page = (address = '203.0.113.7', accessId = '') => {
    const told: unknown[] = []
    let end: PageEnd | undefined
    const socket: PageSocket = {
      send: (data) => told.push(JSON.parse(String(data))) > 0,
      close: (code, reason) => told.push([code, reason]),
    }
    end = calls.open(socket, { address, accessId })
    return { end, told, start: () => end?.onMessage(START) }
  }
  return { calls, made, page }
}

const busy = [{ type: 'error', code: 'busy', fatal: true }, [1013, 'busy']]
const expired = [hello, { type: 'error', code: 'resume_expired', fatal: true }, [1008, 'resume_expired']]

describe('room', () => {
  test('an address that has all of its calls is refused, and no other', () => {
    const { page } = open(10, 1)
    const first = page()
    expect(page().told).toMatchObject([{ code: 'busy_network', fatal: true }, [1013, 'busy_network']])
    expect(page('203.0.113.8').told).toEqual([hello])
    first.end?.onClose()
    expect(page().told).toEqual([hello])
  })

  test('a socket that has not asked for a call takes room, and is no call', () => {
    const { calls, page } = open(1)
    const first = page()
    expect(page().told).toMatchObject(busy)
    expect(calls.active()).toBe(0)
    first.end?.onClose()
    page().start()
    expect(calls.active()).toBe(1)
    expect(calls.totals()).toEqual({ calls: 1, refused: 1, framesIn: 0, framesOut: 0 })
  })

  test('a socket that asks for nothing is let go of, and its room is free', () => {
    const { page } = open(1)
    const first = page()
    vi.advanceTimersByTime(STARTS_WITHIN_MS - 1)
    expect(first.told).toEqual([hello])
    vi.advanceTimersByTime(1)
    expect(first.told.slice(1)).toMatchObject([
      { type: 'error', code: 'session_idle', fatal: true },
      [1000, 'session_idle'],
    ])
    first.start()
    expect(page().told).toEqual([hello])
  })

  test('is not given to a new call by one that is held, but to the page that comes back for it', () => {
    const { calls, made, page } = open(1)
    const first = page()
    first.start()
    first.end?.onClose(1006)
    const stranger = page()
    stranger.start()
    expect(stranger.told).toMatchObject([hello, ...busy])
    stranger.end?.onClose()
    const back = page()
    back.end?.onMessage(resume(made[0]?.resumeToken ?? ''))
    expect(back.told).toEqual([hello, 'resumed'])
    expect(calls.totals()).toEqual({ calls: 1, refused: 1, framesIn: 0, framesOut: 0 })
  })

  test('the page of a full server may come back before it is known to be gone, and a new one is refused soon', () => {
    const { made, page } = open(1)
    page().start()
    const [back, stranger] = [page(), page()]
    expect(stranger.told).toMatchObject(busy)
    vi.advanceTimersByTime(RESUME_ASKED_WITHIN_MS - 1)
    back.end?.onMessage(resume(made[0]?.resumeToken ?? ''))
    expect(back.told).toEqual([hello, 'resumed'])
    const late = page()
    vi.advanceTimersByTime(RESUME_ASKED_WITHIN_MS)
    expect(late.told).toMatchObject([hello, ...busy])
  })

  test('a call counts until its page has closed, and once', () => {
    const { calls, page } = open(9)
    const { end, start } = page()
    start()
    expect(calls.active()).toBe(1)
    end?.onClose()
    end?.onClose()
    expect(calls.active()).toBe(0)
    expect(calls.totals()).toEqual({ calls: 1, refused: 0, framesIn: 2, framesOut: 3 })
  })
})

describe('a page that comes back', () => {
  test('goes on with its call, which is no further one; the socket before is closed only then', () => {
    const { calls, made, page } = open(9)
    const first = page()
    first.start()
    const back = page()
    back.end?.onMessage(resume(made[0]?.resumeToken ?? '', 1))
    expect(first.told).toEqual([hello, [1000, 'resumed elsewhere']])
    first.end?.onClose(1000)
    back.end?.onMessage('x')
    expect(made).toHaveLength(1)
    expect(made[0]?.events).toEqual([START, 'resumed', 'x'])
    expect([calls.active(), calls.totals().calls]).toEqual([1, 1])
  })

  test('may come from another address, which has the call from then on', () => {
    const { made, page } = open(9, 1)
    page('203.0.113.7').start()
    const back = page('203.0.113.8')
    back.end?.onMessage(resume(made[0]?.resumeToken ?? ''))
    expect(back.told).toEqual([hello, 'resumed'])
    expect(page('203.0.113.7').told).toEqual([hello])
  })

  test.each<[string, number | null, string, string, string]>([
    ['is told why', 0, '', 'session_limit', 'session_limit'],
    ['and shows nothing of it is told to begin another', null, '', 'session_limit', 'resume_expired'],
    ['in silence was away for too long', 0, '', 'the page did not come back', 'resume_expired'],
    ['and is not theirs is told nothing of it', 0, 'bob', 'session_limit', 'resume_expired'],
  ])('for a call that has ended %s', (_name, received, accessId, reason, code) => {
    const { made, page } = open(9)
    const first = page()
    first.start()
    first.end?.onClose(1006)
    made[0]?.end(reason)
    const back = page('203.0.113.7', accessId)
    back.end?.onMessage(resume(made[0]?.resumeToken ?? '', received))
    expect(back.told).toMatchObject([hello, { type: 'error', code, fatal: true }, [1008, code]])
  })

  test.each<[string, string, (token: string) => string]>([
    ['a token that nobody has', 'alice', () => resume('wrong')],
    ['messages that were never sent', 'alice', (token) => resume(token, 99)],
    ['the token of somebody else', 'bob', (token) => resume(token)],
    ['the token and no access', '', (token) => resume(token)],
  ])('with %s is refused, and the call is left alone', (_name, accessId, request) => {
    const { made, page } = open(9)
    const first = page('203.0.113.7', 'alice')
    first.start()
    const back = page('203.0.113.7', accessId)
    back.end?.onMessage(request(made[0]?.resumeToken ?? ''))
    expect(back.told).toMatchObject(expired)
    back.end?.onMessage(START)
    expect(first.told).toEqual([hello])
    expect(made.map(({ events }) => events)).toEqual([[START]])
  })
})

describe('drain', () => {
  test('tells every call and every socket, refuses new ones, and is done when the last page has closed', async () => {
    const { calls, made, page } = open(9)
    const [one, two] = [page(), page()]
    one.start()
    let done = false
    const drain = calls.drain().then(() => {
      done = true
    })
    expect(made[0]?.events).toEqual([START, 'drain'])
    expect(two.told).toMatchObject([hello, { code: 'draining', fatal: true }, [1012, 'draining']])
    expect(page().told).toMatchObject([{ code: 'draining', fatal: true }, [1012, 'draining']])
    one.end?.onClose()
    await Promise.resolve()
    expect(done).toBe(false)
    two.end?.onClose()
    await drain
    expect(calls.draining()).toBe(true)
  })

  test('is done at once when nobody is there', async () => {
    await open(1).calls.drain()
  })
})

test('a call that cannot even start is told so, and leaves nothing', () => {
  const { calls, page } = open(1, 1, () => {
    throw new Error('a bug')
  })
  const { told, end, start } = page()
  start()
  expect(told).toMatchObject([hello, { code: 'internal', fatal: true }, [1011, 'internal']])
  end?.onClose()
  expect([calls.active(), page().told]).toEqual([0, [hello]])
})

test('whatever happens in which order, also inside a start, no call and no socket is left or counted twice', async () => {
  const inStart = fc.constantFrom('nothing', 'nothing', 'end', 'page goes', 'page is cut', 'end, and page goes')
  const act = fc.record({
    kind: fc.constantFrom('open', 'open', 'start', 'start', 'resume', 'resume', 'close', 'cut', 'end', 'wait', 'talk'),
    page: fc.nat(7),
    call: fc.nat(7),
    inStart,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), fc.boolean(), async (acts, closesAtOnce) => {
      type Socket = { end: PageEnd | undefined; isClosed: boolean; isClosing: boolean }
      const sockets: Socket[] = []
      const made: (FakeCall & { isOver: boolean })[] = []
      let during: (call: FakeCall) => void = () => {}
      const close = (socket: Socket | undefined, code: number) => {
        if (!socket || socket.isClosed) return
        socket.isClosed = true
        socket.end?.onClose(code)
      }
      const all = createCalls({
        maxSessions: 4,
        maxSessionsPerAddress: 3,
        hello,
        startWithinMs: STARTS_WITHIN_MS,
        clock: systemClock,
        newId: randomUUID,
        start: (line, resumeToken, onEnd) => {
          const end = () => {
            if (call.isOver) return
            call.isOver = true
            line.close(1000, 'ended')
            onEnd(summary)
          }
          const call = { resumeToken, line, events: [], end, isOver: false }
          made.push(call)
          during(call)
          return {
            onMessage: () => {},
            onAudio: () => {},
            pageClosed: end,
            pageDropped: () => {},
            pageResumed: (received) => line.resume('"resumed"', received),
            drain: end,
          }
        },
      })
      const openPage = (index: number) => {
        const socket: Socket = { end: undefined, isClosed: false, isClosing: false }
        const page: PageSocket = {
          send: () => true,
          // One runtime reports the close inside `close`, the others later.
          close: () => {
            socket.isClosing = true
            if (closesAtOnce) close(socket, 1000)
          },
        }
        sockets.push(socket)
        socket.end = all.open(page, { address: `203.0.113.${index % 2}`, accessId: '' })
        if (!socket.end) socket.isClosed = true
      }
      for (const { kind, page, call, inStart: what } of acts) {
        const socket = sockets[page]
        during = (started) => {
          if (what.includes('end')) started.end()
          if (what.includes('page')) close(socket, what.includes('cut') ? 1006 : 1000)
        }
        if (kind === 'open') openPage(page)
        if (kind === 'start' && !socket?.isClosed) socket?.end?.onMessage(START)
        if (kind === 'resume' && !socket?.isClosed) socket?.end?.onMessage(resume(made[call]?.resumeToken ?? 'none'))
        if (kind === 'talk' && !socket?.isClosed) socket?.end?.onAudio(new Uint8Array(1920))
        if (kind === 'close') close(socket, 1000)
        if (kind === 'cut') close(socket, 1006)
        if (kind === 'end') made[call]?.end()
        if (kind === 'wait') vi.advanceTimersByTime(STARTS_WITHIN_MS / 2)
        expect(all.active()).toBeGreaterThanOrEqual(made.filter(({ isOver }) => !isOver).length)
        expect(all.active()).toBeLessThanOrEqual(4)
        expect(all.totals().calls).toBe(made.length)
      }
      for (const socket of sockets) close(socket, 1000)
      for (const each of made) each.end()
      expect(all.active()).toBe(0)
      await all.drain()
      expect(all.totals()).toMatchObject({ framesIn: 2 * made.length })
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 500, seed: 11 },
  )
})
