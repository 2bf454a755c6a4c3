import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { BUFFERED_MAX_BYTES, openSocket } from '../../../../client/ports/socket.ts'
import type { SocketEvent } from '../../../../client/state/events.ts'
import { SILENT_AFTER_MS } from '../../../../client/state/link.ts'
import { writeAnswerHeader } from '../../../../shared/answer-frame.ts'
import { msToBytes } from '../../../../shared/audio-format.ts'
import { isHeld } from '../../../../shared/errors.ts'
import { hello } from '../state/story.ts'

let server: WebSocketServer
let url: string

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
})
afterEach(async () => {
  for (const client of server.clients) client.terminate()
  await new Promise((closed) => server.close(closed))
})

/** A page's socket, the server's end of it, and the events of the first, to be awaited one by one. */
async function connect() {
  const events = queue<SocketEvent>()
  const accepted = once(server, 'connection') as Promise<[ServerSocket]>
  const socket = openSocket(url, events.push)
  const [peer] = await accepted
  const received = queue<string | Buffer>()
  peer.on('message', (data, isBinary) => received.push(isBinary ? (data as Buffer) : String(data)))
  return { socket, peer, next: events.next, received: received.next, rest: events.rest }
}

function queue<Item>() {
  const items: Item[] = []
  const waiting: ((item: Item) => void)[] = []
  return {
    push: (item: Item) => {
      const taker = waiting.shift()
      if (taker) taker(item)
      else items.push(item)
    },
    next: () =>
      new Promise<Item>((resolve) => (items.length > 0 ? resolve(items.shift() as Item) : waiting.push(resolve))),
    rest: () => items,
  }
}

const frame = (answer: number, samples: number): Uint8Array => {
  const bytes = new Uint8Array(8 + samples * 2)
  writeAnswerHeader(bytes, answer, 480)
  return bytes
}

describe('openSocket', () => {
  test('a message of the contract becomes an event', async () => {
    const { peer, next } = await connect()
    peer.send(JSON.stringify(hello))
    expect(await next()).toEqual({ type: 'socket.message', message: hello })
  })

  test('a binary frame becomes samples with their answer and place', async () => {
    const { peer, next } = await connect()
    peer.send(frame(3, 4))
    expect(await next()).toEqual({
      type: 'socket.audio',
      frame: { answer: 3, offsetSamples: 480, pcm: new Int16Array(4) },
    })
  })

  test.each([
    ['no JSON', '{', 'an unknown message'],
    ['an unknown type', '{"type":"session.update"}', 'an unknown message: type'],
    ['a wrong field', '{"type":"ping","nonce":"1"}', 'an unknown message: nonce'],
    ['a field too many', '{"type":"ping","nonce":1,"key":"k"}', 'an unknown message: unrecognized_keys'],
    ['half a sample', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 9]), 'an audio frame of 9 bytes ends in half a sample'],
    ['no samples', new Uint8Array(8), 'an audio frame of 8 bytes holds no samples'],
    ['answer 0', new Uint8Array(10), 'an audio frame names answer 0; answers count from 1'],
  ])('%s becomes an event, and the socket lives on', async (_, data, fault) => {
    const { peer, next } = await connect()
    peer.send(data)
    const event = await next()
    expect(event.type).toBe('socket.garbled')
    expect(event).toHaveProperty('fault', expect.stringContaining(fault))
    peer.send(JSON.stringify(hello))
    expect((await next()).type).toBe('socket.message')
  })

  test('messages and frames arrive as they were sent', async () => {
    const { socket, peer, next, received } = await connect()
    peer.send(JSON.stringify(hello))
    await next()
    socket.send({ type: 'pong', nonce: 1 })
    socket.sendAudio(new Uint8Array([1, 2, 3, 4]).buffer)
    expect(await received()).toBe('{"type":"pong","nonce":1}')
    expect(await received()).toEqual(Buffer.from([1, 2, 3, 4]))
  })

  test('more than a second of waiting audio is dropped and counted, and flows again when the network does', async () => {
    const { socket, peer, next, received } = await connect()
    peer.send(JSON.stringify(hello))
    await next()
    peer.pause()
    // More than the kernel takes on loopback, so that something is left waiting in the page.
    const second = new ArrayBuffer(BUFFERED_MAX_BYTES)
    const frames = 1000
    for (let count = 0; count < frames; count++) socket.sendAudio(second)
    expect(await next()).toEqual({ type: 'socket.choked', frames: 1 })
    expect(await next()).toEqual({ type: 'socket.choked', frames: 25 })
    peer.resume()
    await received()
    peer.send(JSON.stringify(hello))
    for (let event = await next(); event.type !== 'socket.message'; event = await next())
      expect(event.type).toBe('socket.choked')
  })

  test('a close is reported with its code, once and last', async () => {
    const { peer, next, rest } = await connect()
    peer.send(JSON.stringify(hello))
    await next()
    peer.close(1012, 'draining')
    expect(await next()).toEqual({ type: 'socket.closed', code: 1012, reason: 'draining', opened: true })
    expect(rest()).toEqual([])
  })

  test('a server that is not there is a socket that never opened', async () => {
    const events = queue<SocketEvent>()
    const port = (server.address() as AddressInfo).port
    await new Promise((closed) => server.close(closed))
    openSocket(`ws://127.0.0.1:${port}/ws`, events.push)
    expect(await events.next()).toEqual({ type: 'socket.closed', code: 1006, opened: false })
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  })

  test('a refused upgrade is a socket that never opened', async () => {
    const events = queue<SocketEvent>()
    server.shouldHandle = () => false
    openSocket(url, events.push)
    expect(await events.next()).toMatchObject({ type: 'socket.closed', opened: false })
  })

  test('our own close ends the server side and reports nothing', async () => {
    const { socket, peer, next, rest } = await connect()
    peer.send(JSON.stringify(hello))
    await next()
    socket.send({ type: 'session.stop' })
    socket.close()
    const [code] = await once(peer, 'close')
    expect(code).toBe(1000)
    expect(rest()).toEqual([])
  })

  test('giving up closes with the code that says that the page comes back, and reports nothing', async () => {
    const { socket, peer, next, rest } = await connect()
    peer.send(JSON.stringify(hello))
    await next()
    socket.giveUp()
    const [code] = await once(peer, 'close')
    expect([code, isHeld(code)]).toEqual([4000, true])
    expect(rest()).toEqual([])
  })

  test('nothing is sent before the socket is open', async () => {
    const accepted = once(server, 'connection') as Promise<[ServerSocket]>
    const events = queue<SocketEvent>()
    const socket = openSocket(url, events.push)
    socket.send({ type: 'session.start' })
    socket.sendAudio(new ArrayBuffer(4))
    const [peer] = await accepted
    const received = queue<string>()
    peer.on('message', (data) => received.push(String(data)))
    peer.send(JSON.stringify(hello))
    await events.next()
    socket.send({ type: 'pong', nonce: 5 })
    expect(await received.next()).toBe('{"type":"pong","nonce":5}')
  })
})

describe('the queue of the microphone', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** A socket of the platform whose queue is as full as the test says, and a clock that it turns. Sends a frame at each of these. */
  const sentAt = (
    moments: readonly (readonly [atMs: number, waitingMs: number, ...rest: unknown[]])[],
  ): readonly boolean[] => {
    const platform = { readyState: 1, bufferedAmount: 0, send: vi.fn() }
    vi.stubGlobal(
      'WebSocket',
      Object.assign(
        vi.fn(function WebSocket() {
          return platform
        }),
        { OPEN: 1 },
      ),
    )
    let nowMs = 0
    const socket = openSocket(
      'ws://page.example/ws',
      () => {},
      () => nowMs,
    )
    return moments.map(([atMs, waitingMs]) => {
      nowMs = atMs
      platform.bufferedAmount = msToBytes(waitingMs)
      platform.send.mockClear()
      socket.sendAudio(new ArrayBuffer(1920))
      return platform.send.mock.calls.length === 1
    })
  }

  const until = SILENT_AFTER_MS
  test.each<[string, readonly (readonly [number, number, boolean])[]]>([
    [
      'up to a second may wait for ever',
      [
        [0, 1000, true],
        [600_000, 1000, true],
      ],
    ],
    [
      'more may wait until the page would dial again',
      [
        [0, 2000, true],
        [until, 2000, true],
        [until + 1, 2000, false],
      ],
    ],
    [
      'never more than that much',
      [
        [0, until, true],
        [40, until + 1, false],
        [80, until, true],
      ],
    ],
    [
      'a queue that empties counts anew',
      [
        [0, 2000, true],
        [9_000, 500, true],
        [until + 1, 2000, true],
        [until + 9_000, 2000, true],
      ],
    ],
    [
      'a queue that was given up on flows again',
      [
        [0, 2000, true],
        [until + 1, 2000, false],
        [until + 41, 900, true],
      ],
    ],
  ])('%s', (_what, moments) => {
    expect(sentAt(moments)).toEqual(moments.map(([, , passes]) => passes))
  })
})
