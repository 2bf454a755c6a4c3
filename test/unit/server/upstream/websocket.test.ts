/** The connection to a service, against a real one on loopback: order of signals, refusals, time-out, bounds, end. */

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import packageJson from '../../../../package.json' with { type: 'json' }
import { createMicrophone } from '../../../../server/relay/audio.ts'
import { READY_WITHIN_MS } from '../../../../server/session/from-page.ts'
import type { Upstream, UpstreamSignal } from '../../../../server/upstream/port.ts'
import type { Target } from '../../../../server/upstream/target.ts'
import { USER_AGENT } from '../../../../server/upstream/user-agent.ts'
import { type DialOptions, overWebSocket } from '../../../../server/upstream/websocket.ts'
import { WebSocket as Client } from '../../../../server/upstream/ws.ts'
import { manualClock } from './manual-clock.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const listen = async (server: { listen: Server['listen']; address: Server['address'] }): Promise<URL> => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()))
  return new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

/** A service that hands its sockets to `serve`, and answers pings unless told otherwise. */
async function service(
  serve: (socket: WebSocket, request: IncomingMessage) => void,
  { autoPong = true } = {},
): Promise<URL> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, autoPong })
  sockets.on('connection', serve)
  stops.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return listen(http)
}

function dial(url: URL, options?: DialOptions, headers: Record<string, string> = {}) {
  const signals: UpstreamSignal[] = []
  let refusals = 0
  const waiting: (() => void)[] = []
  const upstream: Upstream = overWebSocket(
    async () => ({
      url,
      headers,
      refused: () => {
        refusals += 1
      },
    }),
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
  return { upstream, signals, until, refusals: () => refusals }
}

describe('overWebSocket', () => {
  test('names the call to the service, and the conversation that goes on', async () => {
    let asked = (_request: IncomingMessage) => {}
    const request = new Promise<IncomingMessage>((resolve) => {
      asked = resolve
    })
    const url = await service((_socket, request) => asked(request))
    const asks: unknown[] = []
    const target: Target = async (asking) => {
      asks.push(asking)
      return { url, headers: { 'api-key': 'k' } }
    }
    const upstream = overWebSocket(target)(() => {}, { call: 'call-1', conversation: 'conv-1' })
    stops.push(upstream.close)
    const { headers } = await request
    expect(headers).toMatchObject({ 'api-key': 'k', 'x-ms-client-request-id': 'call-1', 'user-agent': USER_AGENT })
    expect(asks).toEqual([{ conversation: 'conv-1' }])
    expect(USER_AGENT).toBe(`voice-live-web/${packageJson.version}`)
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
    [429, { 'retry-after-ms': '1500' }, 1.5],
    [503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
  ])(
    'tells a refusal with its status, and its target of one of what it signed in with: %i',
    async (status, headers, retryAfterSeconds) => {
      const http = createServer()
      http.on('upgrade', (_request, socket) => {
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
        socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}connection: close\r\n\r\nsome text`)
      })
      stops.push(() => http.close())
      const { signals, until, refusals } = dial(await listen(http))
      await until('closed')
      expect(refusals()).toBe(status === 401 ? 1 : 0)
      const closure = { kind: 'refused', status, retryAfterSeconds, detail: 'some text' }
      expect(signals).toEqual([{ type: 'closed', closure }])
    },
  )

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

  test('gives up on a service that takes the connection and says nothing, before a call leaves it', async () => {
    const silent = createTcpServer()
    stops.push(() => silent.close())
    const clock = manualClock()
    const { signals } = dial(await listen(silent as never), { clock })
    await once(silent, 'connection')
    clock.pass(READY_WITHIN_MS - 1)
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

  test('has copied bytes when it returns: they can be written anew at once, though the service reads them later', async () => {
    const heard: string[] = []
    let resume = () => {}
    const url = await service((socket) => {
      socket.pause()
      socket.on('message', (data, isBinary) => heard.push(`${isBinary} ${[...new Set(data.toString())].join()}`))
      resume = () => socket.resume()
      socket.on('close', () => ended())
    })
    let ended = () => {}
    const allHeard = new Promise<void>((resolve) => {
      ended = resolve
    })
    const { upstream, until } = dial(url)
    await until('opened')
    const memory = Buffer.alloc(32 * 1024)
    const sent: string[] = []
    const letter = () => String.fromCharCode(0x41 + (sent.length % 26))
    while (upstream.send(memory.fill(letter()), 'audio')) sent.push(`false ${letter()}`)
    memory.fill('?')
    resume()
    upstream.close()
    await allHeard
    expect(sent.length).toBeGreaterThan(8)
    expect(heard).toEqual(sent)
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

  test('takes a long conversation, all that was held for it and what is said behind that in one turn, as TLS queues it', async () => {
    const heard: number[] = []
    const url = await service((socket) =>
      socket.on('message', (data) => {
        const { type, audio } = JSON.parse(data.toString())
        if (type === 'input_audio_buffer.append') heard.push(Buffer.from(audio, 'base64')[0] ?? 0)
      }),
    )
    let wire: Socket | undefined
    const open: DialOptions['open'] = (address, opening) => {
      const socket = new Client(address, opening)
      // Over TLS nothing is written before the turn is over; over TCP the kernel takes it at once.
      socket.on('upgrade', (response) => {
        wire = response.socket
        wire.cork()
      })
      return socket
    }
    const { upstream, until } = dial(url, { open })
    let isThere = false
    const microphone = createMicrophone({
      service: () => (isThere ? upstream : undefined),
      state: () => ({ phase: 'live', awaySinceMs: undefined }),
      pageActive: () => {},
      faulted: () => {},
      nowMs: () => 0,
    })
    const say = (frame: number) => microphone.onAudio(new Uint8Array(1920).fill(frame))
    await until('opened')
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1)
    for (const frame of numbers.slice(0, 125)) say(frame)
    isThere = true
    for (const item of numbers) upstream.send(JSON.stringify({ item, text: 'x'.repeat(1_000) }), 'control')
    microphone.release()
    for (const frame of numbers.slice(125)) say(frame)
    expect(microphone.counts()).toMatchObject({ droppedUp: 0 })
    // Half a minute of a network that was frozen comes as well; there is an end.
    for (let frames = 0; frames < 500; frames += 1) say(0)
    expect(microphone.counts()).toMatchObject({ droppedUp: 0 })
    while (upstream.send('{}'.padEnd(1920), 'audio'));
    wire?.uncork()
    await expect.poll(() => heard.filter((frame) => frame > 0)).toEqual(numbers)
  })

  test('asks an idle service every ten seconds whether it is there, and is answered', async () => {
    let pings = 0
    const url = await service((socket) =>
      socket.on('ping', () => {
        pings += 1
        // The answer has gone out already: what comes behind it says that it is there.
        socket.send('{"type":"input_audio_buffer.cleared"}')
      }),
    )
    const clock = manualClock()
    const { signals, until } = dial(url, { clock })
    await until('opened')
    for (let round = 1; round <= 6; round += 1) {
      clock.pass(10_000)
      await expect.poll(() => signals.length).toBe(1 + round)
    }
    expect(pings).toBe(6)
    expect(signals.some(({ type }) => type === 'closed')).toBe(false)
  })

  test.each([
    ['answers no ping', (socket: WebSocket) => socket.pause()],
    [
      'has said something, but answers no ping',
      (socket: WebSocket) => void socket.send('{"type":"input_audio_buffer.cleared"}'),
    ],
  ])('leaves a service that %s for 25 seconds', async (_name, behave) => {
    const url = await service(behave, { autoPong: false })
    const clock = manualClock()
    const { signals, until } = dial(url, { clock })
    await until('opened')
    clock.pass(24_000)
    expect(signals.some(({ type }) => type === 'closed')).toBe(false)
    clock.pass(1_000)
    expect(signals.at(-1)).toEqual({ type: 'closed', closure: { kind: 'silent', detail: 'no pong for 25000 ms' } })
    expect(clock.waiting()).toBe(0)
  })

  test.each<[string, (upstream: Upstream, clock: ReturnType<typeof manualClock>) => unknown]>([
    ['it is sent anything', (upstream) => expect(upstream.send('{}', 'control')).toBe(false)],
    ['it is asked whether it is there', (_upstream, clock) => clock.pass(10_000)],
  ])('leaves a service that has closed and keeps the connection as soon as %s', async (_when, act) => {
    const http = createServer()
    http.on('upgrade', ({ headers }, socket) => {
      const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
      const accept = createHash('sha1').update(key).digest('base64')
      const lines = ['HTTP/1.1 101 Yes', 'upgrade: websocket', 'connection: upgrade', `sec-websocket-accept: ${accept}`]
      const event = Buffer.from('{"type":"brand.new"}')
      const goingAway = Buffer.from([0x88, 2, 1001 >> 8, 1001 & 0xff])
      socket.write(`${lines.join('\r\n')}\r\n\r\n`)
      socket.write(Buffer.concat([Buffer.from([0x81, event.length]), event, goingAway]))
      stops.push(() => socket.destroy())
    })
    stops.push(() => http.close())
    const url = await listen(http)
    const clock = manualClock()
    const { upstream, signals, until } = dial(url, { clock })
    await until('event')
    act(upstream, clock)
    for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    clock.pass(25_000)
    expect(signals.at(-1)).toEqual({ type: 'closed', closure: { kind: 'closed', code: 1001, reason: '' } })
  })

  test('waits for a pong behind what the service says all the time, for a minute', async () => {
    let say = () => {}
    const url = await service(
      (socket) => {
        say = () => socket.send('{"type":"input_audio_buffer.cleared"}')
      },
      { autoPong: false },
    )
    const clock = manualClock()
    const { signals, until } = dial(url, { clock })
    await until('opened')
    for (let seconds = 4; seconds <= 60; seconds += 4) {
      expect(signals.filter(({ type }) => type === 'closed')).toEqual([])
      say()
      await expect.poll(() => signals.length).toBe(1 + seconds / 4)
      clock.pass(4_000)
    }
    expect(signals.at(-1)).toMatchObject({ type: 'closed', closure: { kind: 'silent' } })
  })

  // A turn for each message is what a server has none of when it is full: answers came 12 s late.
  test('hands out in a few turns of the loop what came at once', async () => {
    let say = () => {}
    const url = await service((socket, { socket: tcp }) => {
      say = () => {
        tcp.cork()
        for (let sent = 0; sent < 200; sent += 1) socket.send('{"type":"input_audio_buffer.cleared"}')
        tcp.uncork()
      }
    })
    const { signals, until } = dial(url)
    await until('opened')
    say()
    await until('event')
    let turns = 0
    for (; signals.length < 201; turns += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(turns).toBeLessThan(20)
  })

  test('reads a service that sends without end at its pace, and all of it', async () => {
    const mebibyte = '{"type":"input_audio_buffer.cleared"}'.padEnd(1024 * 1024)
    const url = await service((socket) => {
      for (let frames = 0; frames < 12; frames += 1) socket.send(mebibyte)
    })
    const clock = manualClock()
    const { signals } = dial(url, { clock })
    const events = () => signals.filter(({ type }) => type === 'event').length
    for (let frames = 1; frames <= 12; frames += 1) {
      await expect.poll(events).toBe(frames)
      for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve))
      expect(events()).toBe(frames)
      // Eight at the pace of a part of a core, the others at the pace of the service.
      clock.pass(frames < 9 ? 32 : 500)
    }
    expect(signals.at(-1)?.type).toBe('event')
  })

  test('leaves a service whose audio queue was full for five seconds without a break', async () => {
    const url = await service((socket) => socket.pause())
    const clock = manualClock()
    const { upstream, signals, until } = dial(url, { clock })
    await until('opened')
    const piece = 'x'.repeat(64 * 1024)
    while (upstream.send(piece, 'audio'));
    // What is said behind all that came at once has a place of its own.
    clock.pass(40)
    while (upstream.send(piece, 'audio'));
    for (let frames = 0; frames < 124; frames += 1) {
      clock.pass(40)
      expect(upstream.send(piece, 'audio')).toBe(false)
    }
    expect(signals.at(-1)).toEqual({ type: 'opened' })
    clock.pass(40)
    upstream.send(piece, 'audio')
    expect(signals.at(-1)).toEqual({
      type: 'closed',
      closure: { kind: 'silent', detail: 'the audio queue was full for 5000 ms' },
    })
  })

  test.each<[string, Target, string, RegExp]>([
    [
      'a target that throws',
      () => {
        throw new Error('no address')
      },
      'credentials',
      /no address/,
    ],
    ['a target that rejects', () => Promise.reject('nothing'), 'credentials', /nothing/],
    [
      'a header with a character that no header has',
      async () => ({ url: new URL('ws://127.0.0.1:9'), headers: { 'api-key': 'a\u2026b' } }),
      'credentials',
      /header/i,
    ],
    [
      'a header with a line end',
      async () => ({ url: new URL('ws://127.0.0.1:9'), headers: { authorization: 'Bearer a\r\nb' } }),
      'credentials',
      /header/i,
    ],
    [
      'an address that is none of a WebSocket',
      async () => ({ url: new URL('ftp://127.0.0.1/'), headers: {} }),
      'unreachable',
      /protocol/i,
    ],
  ])('tells of %s, and throws nothing', async (_name, target, kind, detail) => {
    const signals: UpstreamSignal[] = []
    await new Promise<void>((resolve) => {
      overWebSocket(target)((signal) => {
        signals.push(signal)
        resolve()
      })
    })
    expect(signals).toEqual([{ type: 'closed', closure: { kind, detail: expect.stringMatching(detail) } }])
  })

  test.each(['opened', 'event', 'closed'] as const)(
    'ends a connection whose listener throws at "%s", and only that one',
    async (at) => {
      let pulled = () => {}
      const url = await service((socket, { url: path }) => {
        socket.send('{"type":"input_audio_buffer.cleared"}')
        if (at === 'closed' && path === '/odd') pulled = () => socket.close(4000)
      })
      const failures: unknown[] = []
      const odd = new URL('/odd', url)
      const connect = (address: URL, emit: (signal: UpstreamSignal) => void) =>
        overWebSocket(async () => ({ url: address, headers: {} }), {
          failed: (error, caller) => failures.push([String(error), caller?.call]),
        })(emit, { call: address.pathname })
      const good: string[] = []
      const steady = connect(url, ({ type }) => good.push(type))
      const seen: string[] = []
      const upstream = connect(odd, ({ type }) => {
        seen.push(type)
        if (type === 'event') pulled()
        if (type === at) throw new Error('a bug')
      })
      stops.push(steady.close, upstream.close)
      await expect.poll(() => seen).toContain('closed')
      expect(failures).toContainEqual(['Error: a bug', '/odd'])
      expect(upstream.send('{}', 'control')).toBe(false)
      await expect.poll(() => good).toEqual(['opened', 'event'])
      expect(steady.send('{}', 'control')).toBe(true)
    },
  )
})
