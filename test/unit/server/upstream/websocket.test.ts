/** The connection to a service, against a real one on loopback: order of signals, refusals, time-out, bounds, end. */

import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Upstream, UpstreamSignal } from '../../../../server/upstream/port.ts'
import { type DialOptions, overWebSocket } from '../../../../server/upstream/websocket.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const listen = async (server: { listen: Server['listen']; address: Server['address'] }): Promise<URL> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()))
  return new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

/** A service that hands its sockets to `serve`. */
async function service(serve: (socket: WebSocket, request: IncomingMessage) => void): Promise<URL> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', serve)
  stops.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return listen(http)
}

function dial(url: URL, options?: DialOptions, headers: Record<string, string> = {}) {
  const signals: UpstreamSignal[] = []
  const waiting: (() => void)[] = []
  const upstream: Upstream = overWebSocket(
    async () => ({ url, headers }),
    options,
  )((signal) => {
    signals.push(signal)
    for (const wake of waiting.splice(0)) wake()
  })
  const until = async (type: UpstreamSignal['type']) => {
    while (!signals.some((signal) => signal.type === type)) await new Promise<void>((wake) => waiting.push(wake))
    return signals
  }
  stops.push(upstream.close)
  return { upstream, signals, until }
}

describe('overWebSocket', () => {
  test('names the call to the service, and the conversation that goes on', async () => {
    let asked = (_request: IncomingMessage) => {}
    const request = new Promise<IncomingMessage>((resolve) => {
      asked = resolve
    })
    const url = await service((_socket, request) => asked(request))
    const upstream = overWebSocket(async () => ({ url, headers: { 'api-key': 'k' } }))(() => {}, {
      call: 'call-1',
      conversation: 'conv-1',
    })
    stops.push(upstream.close)
    const { headers, url: address } = await request
    expect(headers).toMatchObject({ 'api-key': 'k', 'x-ms-client-request-id': 'call-1' })
    expect(address).toContain('conversation-id=conv-1')
  })

  test('tells opened, then events in order, then closed, and nothing after it', async () => {
    const url = await service((socket) => {
      socket.send('{"type":"input_audio_buffer.cleared"}')
      socket.send('{"type":"brand.new"}')
      socket.send('not JSON')
      socket.close(4000, 'later')
    })
    const { signals, until } = dial(url)
    await until('closed')
    expect(signals).toMatchObject([
      { type: 'opened' },
      { type: 'event', event: { type: 'input_audio_buffer.cleared' } },
      { type: 'event', event: { type: 'unknown', name: 'brand.new' } },
      { type: 'event', event: { type: 'fault' } },
      { type: 'closed', closure: { kind: 'closed', code: 4000, reason: 'later' } },
    ])
  })

  test('sends credentials as headers, and offers no compression', async () => {
    let request: IncomingMessage | undefined
    const url = await service((_socket, asked) => {
      request = asked
    })
    const { until } = dial(url, {}, { 'api-key': 'hidden' })
    await until('opened')
    expect(request?.headers['api-key']).toBe('hidden')
    expect(request?.url).not.toContain('hidden')
    expect(request?.headers['sec-websocket-extensions']).toBeUndefined()
  })

  test.each([
    [401, {}, undefined],
    [429, { 'retry-after': '7' }, 7],
    [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
  ])('tells a refusal with its status: %i', async (status, headers, retryAfterSeconds) => {
    const http = createServer()
    http.on('upgrade', (_request, socket) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}connection: close\r\n\r\nsome text`)
    })
    stops.push(() => http.close())
    const { signals, until } = dial(await listen(http))
    await until('closed')
    const closure = { kind: 'refused', status, retryAfterSeconds, detail: 'some text' }
    expect(signals).toEqual([{ type: 'closed', closure }])
  })

  test('tells when nobody listens, and when there are no credentials', async () => {
    const http = createServer()
    const url = await listen(http)
    await new Promise((resolve) => http.close(resolve))
    const unreachable = dial(url)
    await unreachable.until('closed')
    expect(unreachable.signals).toMatchObject([{ type: 'closed', closure: { kind: 'unreachable' } }])

    const signals: UpstreamSignal[] = []
    await new Promise<void>((resolve) => {
      overWebSocket(() => Promise.reject(new Error('no token')))((signal) => {
        signals.push(signal)
        resolve()
      })
    })
    expect(signals).toEqual([{ type: 'closed', closure: { kind: 'credentials', detail: 'no token' } }])
  })

  test('gives up on a service that takes the connection and says nothing', async () => {
    const silent = createTcpServer()
    stops.push(() => silent.close())
    const { signals, until } = dial(await listen(silent as never), { handshakeTimeoutMs: 20 })
    await until('closed')
    expect(signals).toEqual([{ type: 'closed', closure: { kind: 'timeout' } }])
  })

  test('ends at once on close: told before it returns, and the service sees a normal end', async () => {
    let seen = (_code: number) => {}
    const closedThere = new Promise<number>((resolve) => {
      seen = resolve
    })
    const url = await service((socket) => socket.on('close', seen))
    const { upstream, signals, until } = dial(url)
    await until('opened')
    upstream.close()
    expect(signals.at(-1)).toMatchObject({ type: 'closed', closure: { code: 1000 } })
    expect(upstream.send('{}', 'control')).toBe(false)
    upstream.close()
    expect(await closedThere).toBe(1000)
    expect(signals.filter(({ type }) => type === 'closed')).toHaveLength(1)
  })

  test('never reaches the service when it is closed while dialling', async () => {
    let connections = 0
    const url = await service(() => {
      connections += 1
    })
    const first = dial(url)
    first.upstream.close()
    expect(first.signals).toMatchObject([{ type: 'closed' }])
    const second = dial(url)
    await second.until('opened')
    expect(connections).toBe(1)
    expect(first.signals).toHaveLength(1)
  })

  test('drops audio when the service stops reading, keeps commands, and gives up when even they pile up', async () => {
    const url = await service((socket) => socket.pause())
    const { upstream, signals, until } = dial(url)
    await until('opened')
    const piece = 'x'.repeat(64 * 1024)
    let sent = 0
    while (upstream.send(piece, 'audio') && sent < 1_000) sent += 1
    expect(sent).toBeLessThan(1_000)
    expect(upstream.send(piece, 'audio')).toBe(false)
    expect(upstream.send('{}', 'control')).toBe(true)
    while (upstream.send(piece, 'control') && sent < 2_000) sent += 1
    expect(signals.at(-1)).toEqual({
      type: 'closed',
      closure: { kind: 'closed', code: 1006, reason: 'the service stopped reading' },
    })
  })
})
