/** Nothing that one call does can end the others: whatever throws, wherever it does, that call ends with a line in the log. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import { type CallDependencies, startCall } from '../../../../server/relay/call.ts'
import type { ConnectUpstream, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import { options } from '../session/drive.ts'

const bug = (): never => {
  throw new Error('a bug')
}

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
beforeEach(() => {
  vi.useFakeTimers()
  unhandled.length = 0
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
  process.off('uncaughtException', note)
  vi.useRealTimers()
})

/** What a call has of the world, and what may be odd about it. */
function stage(odd: (parts: Parts) => Partial<CallDependencies>) {
  const parts: Parts = { emit: () => {}, ended: 0, failures: 0, closed: 0, upstreamClosed: 0, isArmed: false, connect }
  function connect(emit: (signal: UpstreamSignal) => void): ReturnType<ConnectUpstream> {
    parts.emit = emit
    return {
      send: () => true,
      close: () => {
        parts.upstreamClosed += 1
      },
    }
  }
  const call = startCall({
    session: options,
    page: {
      send: () => true,
      close: () => {
        parts.closed += 1
      },
      acknowledge: () => [],
      resume: () => {},
    },
    connect,
    runTool: async () => ({ ok: true, output: '' }),
    log: (_level, event) => {
      if (event === 'call failed') parts.failures += 1
    },
    clock: systemClock,
    onEnd: () => {
      parts.ended += 1
    },
    ...odd(parts),
  })
  const serve = (event: object) => parts.emit({ type: 'event', event: parseServerEvent(JSON.stringify(event)) })
  const live = () => {
    call.onMessage('{"type":"session.start"}')
    parts.emit({ type: 'opened' })
    serve({ type: 'session.updated', session: {} })
  }
  return { parts, call, serve, live }
}

type Parts = {
  emit: (signal: UpstreamSignal) => void
  ended: number
  failures: number
  closed: number
  upstreamClosed: number
  isArmed: boolean
  connect: ConnectUpstream
}
type Stage = ReturnType<typeof stage>

const toolCall = {
  type: 'response.output_item.done',
  response_id: 'r1',
  item: { id: 'i1', type: 'function_call', status: 'completed', name: 'calculate', call_id: 'c1', arguments: '{}' },
}
const page = { send: () => true, close: () => {}, acknowledge: () => [], resume: () => {} }
/** Throws once it is armed: what went well so far goes wrong now. */
const armed = <Result>(parts: Parts, result: Result): Result => (parts.isArmed ? bug() : result)

const cases: Readonly<Record<string, [(parts: Parts) => Partial<CallDependencies>, (on: Stage) => unknown]>> = {
  'a dial that throws': [() => ({ connect: bug }), ({ call }) => call.onMessage('{"type":"session.start"}')],
  'a page that takes no message': [
    (parts) => ({ page: { ...page, send: () => armed(parts, true) } }),
    ({ serve }) => serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 }),
  ],
  'a page that takes no acknowledgement': [
    () => ({ page: { ...page, acknowledge: bug } }),
    ({ call }) => call.onMessage('{"type":"received","count":1}'),
  ],
  'a page that cannot be resumed': [
    () => ({ page: { ...page, resume: bug } }),
    ({ call }) => {
      call.pageDropped()
      call.pageResumed(0)
    },
  ],
  'a service that takes no command': [
    (parts) => ({
      connect: (emit) => ({ ...parts.connect(emit), send: () => armed(parts, true) }),
    }),
    ({ call }) => call.onMessage('{"type":"text.send","text":"Hello"}'),
  ],
  'a service that takes no audio': [
    (parts) => ({
      connect: (emit) => ({ ...parts.connect(emit), send: () => armed(parts, true) }),
    }),
    ({ call }) => call.onAudio(new Uint8Array(1920)),
  ],
  'an event that no reducer can bear': [
    () => ({}),
    ({ parts }) => parts.emit({ type: 'event', event: { type: 'response.done' } as never }),
  ],
  'a timer': [
    (parts) => ({ page: { ...page, send: () => armed(parts, true) } }),
    () => vi.advanceTimersByTimeAsync(400_000),
  ],
  'a clock': [
    (parts) => ({ clock: { ...systemClock, nowMs: () => armed(parts, 0) } }),
    ({ call }) => call.onAudio(new Uint8Array(1920)),
  ],
  'a tool that throws': [() => ({ runTool: bug }), ({ serve }) => serve(toolCall)],
  'a tool that rejects': [
    () => ({ runTool: async () => bug() }),
    async ({ serve }) => {
      serve(toolCall)
      await vi.advanceTimersByTimeAsync(0)
    },
  ],
  'a tool that gives nothing': [
    () => ({ runTool: async () => undefined as never }),
    async ({ serve }) => {
      serve(toolCall)
      await vi.advanceTimersByTimeAsync(0)
    },
  ],
  'a log': [
    (parts) => ({
      log: (_level, event) => {
        if (event === 'call failed') parts.failures += 1
        armed(parts, 0)
      },
    }),
    ({ serve }) => serve({ type: 'warning', warning: { code: 'x' } }),
  ],
}

describe('a throw ends its own call only', () => {
  test.each(Object.entries(cases))('in %s', async (_name, [odd, act]) => {
    const neighbour = stage(() => ({}))
    neighbour.live()
    const staged = stage(odd)
    if (_name !== 'a dial that throws') staged.live()
    expect(staged.parts.ended).toBe(0)
    staged.parts.isArmed = true
    await act(staged)
    await vi.advanceTimersByTimeAsync(0)
    expect(staged.parts.failures).toBeGreaterThan(0)
    expect(staged.parts.ended).toBe(1)
    expect(unhandled).toEqual([])
    expect(neighbour.parts.failures).toBe(0)
    neighbour.serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    expect(neighbour.parts.failures).toBe(0)
  })

  test.each<[string, (parts: Parts) => Partial<CallDependencies>]>([
    ['the page does not let itself be closed', () => ({ page: { ...page, close: bug } })],
    [
      'the service does not let itself be closed',
      (parts) => ({ connect: (emit) => ({ ...parts.connect(emit), close: bug }) }),
    ],
    ['the log takes no line any more', () => ({ log: bug })],
  ])('and all that it held is let go, when %s', (_name, odd) => {
    const { parts, call, live } = stage((known) => ({ ...odd(known), nowMs: () => Date.now() }))
    if (_name.includes('log')) call.onMessage('{"type":"session.stop"}')
    else {
      live()
      call.onMessage('{"type":"session.stop"}')
    }
    expect(parts.ended).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
