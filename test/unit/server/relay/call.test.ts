/** The shell of a call: bytes on both wires, timers, tools, and that the end lets go of everything. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../../server/clock.ts'
import type { Fields, Level } from '../../../../server/observe/facts.ts'
import { type Call, type CallDependencies, startCall } from '../../../../server/relay/call.ts'
import type { RunTool } from '../../../../server/tools/runner.ts'
import type { UpstreamSignal } from '../../../../server/upstream/port.ts'
import { parseServerEvent } from '../../../../server/voicelive/parse.ts'
import { decodeAnswerFrame } from '../../../../shared/answer-frame.ts'
import type { ServerMessage } from '../../../../shared/messages.ts'
import { options, sound } from '../session/drive.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A call between a page and a service that only take notes. */
function stage(changes: Partial<CallDependencies> = {}) {
  const messages: ServerMessage[] = []
  const frames: Uint8Array<ArrayBuffer>[] = []
  const events: { type: string; audio?: string }[] = []
  const logs: (readonly [Level, string, Fields])[] = []
  const closed: (readonly [number, string])[] = []
  const ended: unknown[] = []
  const acknowledged: number[] = []
  const resumed: unknown[] = []
  const wire = { pageTakes: true, serviceTakesAudio: true, dials: 0, serviceClosed: 0 }
  let emit = (_signal: UpstreamSignal) => {}
  const call: Call = startCall({
    session: options,
    page: {
      send: (data) => {
        if (!wire.pageTakes) return false
        if (typeof data === 'string') messages.push(JSON.parse(data))
        else frames.push(data)
        return true
      },
      close: (code, reason) => closed.push([code, reason]),
      acknowledge: (received) => {
        acknowledged.push(received)
        return frames.slice(0, received)
      },
      resume: (first, received) => resumed.push([JSON.parse(first), received]),
    },
    connect: (tell) => {
      wire.dials += 1
      emit = tell
      return {
        send: (json, kind) => {
          if (kind === 'audio' && !wire.serviceTakesAudio) return false
          events.push(JSON.parse(json.toString()))
          return true
        },
        close: () => {
          wire.serviceClosed += 1
          tell({ type: 'closed', closure: { kind: 'closed', code: 1000, reason: '' } })
        },
      }
    },
    runTool: async () => ({ ok: true, output: '42' }),
    log: (level, event, fields = {}) => level !== 'debug' && logs.push([level, event, fields]),
    clock: systemClock,
    onEnd: (summary) => ended.push(summary),
    ...changes,
  })
  const serve = (event: object) => emit({ type: 'event', event: parseServerEvent(JSON.stringify(event)) })
  const live = () => {
    call.onMessage('{"type":"session.start"}')
    emit({ type: 'opened' })
    serve({ type: 'session.updated', session: {} })
  }
  return {
    call,
    messages,
    frames,
    events,
    logs,
    closed,
    ended,
    acknowledged,
    resumed,
    wire,
    serve,
    live,
    emit: (s: UpstreamSignal) => emit(s),
  }
}

const types = (list: readonly { type: string }[]) => list.map(({ type }) => type)

describe('startCall', () => {
  test('dials on start, and is ready after session.updated', () => {
    const { messages, events, wire, live } = stage()
    expect(wire.dials).toBe(0)
    live()
    expect(wire.dials).toBe(1)
    expect(events[0]).toMatchObject({ type: 'session.update', event_id: 'update-1' })
    expect(types(messages)).toEqual(['session.ready'])
  })

  test('sends a microphone frame up as base64, byte for byte', () => {
    const { call, events, live } = stage()
    live()
    const pcm = Int16Array.from({ length: 960 }, (_, index) => index * 7 - 3000)
    call.onAudio(new Uint8Array(pcm.buffer))
    expect(events.at(-1)).toEqual({
      type: 'input_audio_buffer.append',
      audio: Buffer.from(pcm.buffer).toString('base64'),
    })
  })

  test('sends three seconds of silence for a microphone that is gone in mid-utterance', () => {
    const { call, events, serve, live } = stage()
    live()
    call.onAudio(new Uint8Array(1920).fill(1))
    serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    for (let looks = 0; looks < 2; looks += 1) {
      vi.advanceTimersByTime(10_000)
      serve({ type: 'rate_limits.updated' })
    }
    const [, ...sent] = events.flatMap(({ audio }) => (audio === undefined ? [] : [Buffer.from(audio, 'base64')]))
    expect(Buffer.concat(sent)).toEqual(Buffer.alloc(3 * 48_000))
  })

  test.each([
    ['hears the last of what was said', 1_000, 1],
    ['hears nothing of what was said long ago', 6_000, 0],
  ])('the next session %s', (_, ms, expected) => {
    const { call, events, serve, live, emit } = stage()
    live()
    call.onAudio(new Uint8Array(1920).fill(1))
    vi.advanceTimersByTime(ms)
    emit({ type: 'closed', closure: { kind: 'closed', code: 1006, reason: '' } })
    const before = events.length
    emit({ type: 'opened' })
    serve({ type: 'session.updated', session: {} })
    expect(types(events.slice(before)).filter((type) => type === 'input_audio_buffer.append')).toHaveLength(expected)
  })

  test('sends an answer down as binary frames, byte for byte, each at its offset', () => {
    const { frames, serve, live } = stage()
    live()
    serve({ type: 'response.created', response: { id: 'r1' } })
    const pcm = Int16Array.from({ length: 1200 }, (_, index) => index * 5 - 2000)
    const delta = Buffer.from(pcm.buffer).toString('base64')
    for (let piece = 0; piece < 2; piece += 1)
      serve({ type: 'response.audio.delta', response_id: 'r1', item_id: 'm1', delta })
    const decoded = frames.map((frame) => decodeAnswerFrame(new Uint8Array(frame).buffer))
    expect(decoded).toEqual([
      { answer: 1, offsetSamples: 0, pcm },
      { answer: 1, offsetSamples: 1200, pcm },
    ])
  })

  test('writes an answer into the memory of frames that the page has acknowledged, and into no other', () => {
    const { call, frames, serve, live } = stage()
    live()
    serve({ type: 'response.created', response: { id: 'r1' } })
    const delta = Buffer.alloc(9600, 7).toString('base64')
    const play = () => serve({ type: 'response.audio.delta', response_id: 'r1', item_id: 'm1', delta })
    play()
    play()
    call.onMessage('{"type":"received","count":1}')
    play()
    play()
    const [first, second, third, fourth] = frames.map(({ buffer }) => buffer)
    expect(third).toBe(first)
    expect(new Set([first, second, fourth]).size).toBe(3)
  })

  test('sends silence in the place of audio that cannot be decoded, never what was in memory before', () => {
    const { frames, serve, live } = stage()
    live()
    serve({ type: 'response.created', response: { id: 'r1' } })
    serve({ type: 'response.audio.delta', response_id: 'r1', item_id: 'm1', delta: '*'.repeat(4000) })
    const frame = decodeAnswerFrame(new Uint8Array(frames[0] ?? []).buffer)
    expect(frame).toEqual({ answer: 1, offsetSamples: 0, pcm: new Int16Array(1500) })
  })

  test('runs tools and gives their results to the model', async () => {
    const runTool = vi.fn<RunTool>(async () => ({ ok: true, output: '42' }))
    const { events, serve, live } = stage({ runTool })
    live()
    serve({ type: 'response.created', response: { id: 'r1' } })
    const item = {
      id: 'f1',
      type: 'function_call',
      status: 'completed',
      name: 'calculate',
      call_id: 'c1',
      arguments: '{}',
    }
    serve({ type: 'response.output_item.done', response_id: 'r1', item })
    serve({ type: 'response.done', response: { id: 'r1', status: 'completed' } })
    await vi.advanceTimersByTimeAsync(0)
    expect(runTool).toHaveBeenCalledWith('calculate', '{}', expect.any(AbortSignal), expect.any(Function))
    expect(types(events)).toEqual(['session.update', 'conversation.item.create', 'response.create'])
  })

  test('aborts running tools when the user goes on without them, and at the end', () => {
    const signals: AbortSignal[] = []
    const runTool: RunTool = (_name, _json, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const { call, serve, live } = stage({ runTool })
    live()
    for (const n of [1, 2]) {
      serve({ type: 'response.created', response: { id: `r${n}` } })
      const item = {
        id: `f${n}`,
        type: 'function_call',
        status: 'completed',
        name: 'x',
        call_id: `c${n}`,
        arguments: '',
      }
      serve({ type: 'response.output_item.done', response_id: `r${n}`, item })
      if (n === 2) continue
      serve({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
      serve({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    call.pageClosed()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  test('counts microphone frames that the service’s queue has no room for', () => {
    const { call, logs, wire, live } = stage()
    live()
    wire.serviceTakesAudio = false
    call.onAudio(new Uint8Array(1920))
    call.pageClosed()
    expect(logs.at(-1)).toMatchObject(['info', 'call ended', { framesIn: 1, droppedUp: 1 }])
  })

  test.each<[string, (staged: ReturnType<typeof stage>) => void, number]>([
    ['stop', ({ call }) => call.onMessage('{"type":"session.stop"}'), 1000],
    ['closed tab', ({ call }) => call.pageClosed(), 1000],
    [
      'lost service',
      ({ emit }) => emit({ type: 'closed', closure: { kind: 'closed', code: 1008, reason: 'x' } }),
      1011,
    ],
    ['drain', ({ call }) => call.drain(), 1012],
    ['flood', ({ call }) => call.onAudio(new Uint8Array(99_999)), 1009],
  ])('lets go of everything on %s: service, page, timers', (_name, act, code) => {
    const staged = stage()
    staged.live()
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    act(staged)
    // A connection that closed by itself is gone already.
    expect(staged.wire.serviceClosed).toBe(_name === 'lost service' ? 0 : 1)
    expect(staged.closed).toEqual([[code, expect.any(String)]])
    expect(vi.getTimerCount()).toBe(0)
    expect(staged.ended).toHaveLength(1)
    const before = staged.events.length
    staged.call.onAudio(new Uint8Array(1920))
    staged.call.onMessage('{"type":"session.start"}')
    staged.call.pageClosed()
    expect(staged.events).toHaveLength(before)
    expect(staged.ended).toHaveLength(1)
  })

  test('closes the service before it says goodbye to the page', () => {
    const order: string[] = []
    const staged = stage({
      connect: () => ({ send: () => true, close: () => order.push('service') }),
      page: { send: () => true, close: () => order.push('page'), acknowledge: () => [], resume: () => {} },
    })
    staged.call.onMessage('{"type":"session.start"}')
    staged.call.onMessage('{"type":"session.stop"}')
    expect(order).toEqual(['service', 'page'])
  })

  test('ends the call of a page that leaves too much unread', () => {
    const { closed, serve, wire, live } = stage()
    live()
    wire.pageTakes = false
    serve({ type: 'response.created', response: { id: 'r1' } })
    serve({ type: 'response.audio.delta', response_id: 'r1', item_id: 'm1', delta: sound(10) })
    expect(closed).toEqual([[1011, 'page_slow']])
  })

  test('gives up after ten seconds without session.updated', () => {
    const { call, messages, closed, wire } = stage()
    call.onMessage('{"type":"session.start"}')
    vi.advanceTimersByTime(9_999)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(messages.at(-1)).toMatchObject({ type: 'error', code: 'upstream_timeout', fatal: true })
    expect(closed).toEqual([[1011, 'upstream_timeout']])
    expect(wire.serviceClosed).toBe(1)
  })

  test('pings a quiet page, and ends one that never answers', () => {
    const { messages, closed, live } = stage({ session: { ...options, resumeWithinMs: 0 } })
    live()
    vi.advanceTimersByTime(5_000)
    expect(messages.at(-1)).toEqual({ type: 'ping', nonce: 1 })
    vi.advanceTimersByTime(34_999)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(closed).toEqual([[1011, 'the page stopped answering']])
  })

  test('ends on a bug of ours, with a log line, and throws nothing at the socket', () => {
    const { call, closed, logs } = stage({
      connect: () => {
        throw new Error('a bug')
      },
    })
    call.onMessage('{"type":"session.start"}')
    expect(closed).toEqual([[1011, 'internal']])
    expect(logs[0]).toMatchObject(['error', 'call failed', { message: expect.stringContaining('a bug') }])
  })

  test('logs one line at the end, with numbers and no words', () => {
    const { call, logs, live } = stage()
    live()
    call.onMessage('{"type":"text.send","text":"my secret"}')
    call.onAudio(new Uint8Array(1920))
    call.onMessage('{"type":"session.stop"}')
    expect(logs).toHaveLength(1)
    expect(logs[0]).toMatchObject([
      'info',
      'call ended',
      { call: 'call-1', seconds: 0, framesIn: 1, framesOut: 0, interrupts: 0, code: 1000, reason: 'stopped' },
    ])
    expect(JSON.stringify(logs)).not.toContain('my secret')
  })
})
