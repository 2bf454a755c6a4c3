/** The Voice Live emulator as an app to mount: one WebSocket route, at the path of the service. Names no runtime. */

import { type Context, Hono } from 'hono'
import type { UpgradeWebSocket, WSContext, WSEvents } from 'hono/ws'
import type { Clock } from '../../shared/clock.ts'
import { systemClock } from '../clock.ts'
import { admit } from './admit.ts'
import { MESSAGE_MAX_BYTES } from './assembly.ts'
import { type Connection, createConnection } from './connection.ts'
import { type Dials, defaultDials } from './dials.ts'
import { createEngines } from './engines.ts'
import { createFaultCounts } from './faults/counts.ts'
import { hostGuard, isHandshake, reasonHeader } from './guard.ts'
import type { Journal } from './journal.ts'
import { createMemory } from './memory.ts'
import type { Socket } from './wire.ts'

/** Path of the service, whatever the host. */
export const REALTIME_PATH = '/voice-live/realtime'

/** Where the service takes calls over WebRTC (preview). */
const WEBRTC_PATH = `${REALTIME_PATH}/calls`

type Request = Readonly<{
  query(): Record<string, string>
  header(): Record<string, string>
}>

type Options = Readonly<{
  /** the runtime's own: from @hono/node-server, hono/deno or hono/bun */
  upgradeWebSocket: UpgradeWebSocket<unknown>
  /** called with every event of every session, in the order of the wire; for tests and tools */
  journal?: Journal
  dials?: Partial<Dials>
  /** the names that it answers to when it runs alone; without them, every name (inside a server, that server checks) */
  names?: readonly string[]
  /** unix milliseconds: what the agent reads the time from, and sessions their expiry */
  now?: () => number
  clock?: Clock
}>

/**
 * `app` is to be mounted at the root, of a server that takes messages of `maxMessageBytes`; `stop` closes every session (1001) and lets go
 * of all that they hold.
 */
export type Emulator = Readonly<{ app: Hono; maxMessageBytes: number; stop(): void }>

/** Bytes waiting in a socket: a property on Node and Deno, a method on Bun. */
function queuedBytes(raw: unknown): number {
  if (typeof raw !== 'object' || raw === null) return 0
  if ('getBufferedAmount' in raw && typeof raw.getBufferedAmount === 'function') return Number(raw.getBufferedAmount())
  return 'bufferedAmount' in raw && typeof raw.bufferedAmount === 'number' ? raw.bufferedAmount : 0
}

/** Ends a connection without a close frame. Deno has no way to do that; there it is closed with 1011. */
function cut(socket: { raw?: unknown; close(code: number, reason: string): void }) {
  const { raw } = socket
  if (typeof raw === 'object' && raw !== null && 'terminate' in raw && typeof raw.terminate === 'function')
    raw.terminate()
  else socket.close(1011, 'this runtime cannot cut a connection')
}

/** Stops or goes on reading a socket, its pings too; Deno and Bun have no way to do that. */
function read(raw: unknown, on: boolean) {
  const name = on ? 'resume' : 'pause'
  if (typeof raw !== 'object' || raw === null || !(name in raw)) return
  const act = (raw as Readonly<Record<string, unknown>>)[name]
  if (typeof act === 'function') act.call(raw)
}

const noHandshake = (c: Context) => c.json({ error: { code: '426', message: 'This is a WebSocket endpoint.' } }, 426)

/** What an upgraded socket can do, whichever runtime it is of. */
const socketOf = (socket: WSContext): Socket => ({
  send: (text) => socket.send(text),
  close: (code, reason) => socket.close(code, reason),
  cut: () => cut(socket),
  read: (on) => read(socket.raw, on),
  queuedBytes: () => queuedBytes(socket.raw),
})

type Admitted = Extract<ReturnType<typeof admit>, { admission: unknown }>

/** The events of one socket. `connect` makes its connection; `stops` has what ends it with the emulator. */
function session(connect: (socket: Socket) => Connection, stops: Set<() => void>): WSEvents<unknown> {
  let connection: Connection | undefined
  let stop = () => {}
  const closed = () => {
    connection?.closed()
    stops.delete(stop)
  }
  return {
    // Bun hands out a new context with every event, but all of them lead to the same socket.
    onOpen(_event, socket) {
      connection = connect(socketOf(socket))
      stop = () => {
        closed()
        socket.close(1001, 'the emulator is stopping')
      }
      stops.add(stop)
      connection.opened()
    },
    onMessage: ({ data }) => connection?.received(data),
    onClose: closed,
    onError: closed,
  }
}

const refuse = (c: Context, { status, code, message, retryAfter }: Exclude<ReturnType<typeof admit>, Admitted>) =>
  c.json({ error: { code, message } }, status, { 'x-ms-error-code': code, ...reasonHeader(message), ...retryAfter })

/** Makes an emulator. Its engines are loaded when the first session needs them. */
export function createEmulator({
  upgradeWebSocket,
  journal = () => {},
  dials,
  names,
  now = Date.now,
  clock = systemClock,
}: Options): Emulator {
  const engines = createEngines()
  const settings: Dials = { ...defaultDials, ...dials }
  const stops = new Set<() => void>()
  const memory = createMemory()
  const faultCounts = createFaultCounts()
  const app = new Hono()
  if (names) app.use(hostGuard(names))

  const letIn = (request: Request) => admit(request.query(), request.header(), settings, now())
  const connect = (found: Admitted, socket: Socket) =>
    createConnection({
      ...found,
      memory,
      mayFail: (sessionId) => faultCounts.spend(found.admission.call ?? sessionId, found.dials.faultSessions),
      socket,
      engines,
      journal,
      random: () => crypto.getRandomValues(new Uint32Array(4)),
      clock,
      wallClock: () => new Date(now()),
    })

  app.all(WEBRTC_PATH, (c) => {
    const message = 'WebRTC is not emulated: connect to /voice-live/realtime with a WebSocket.'
    return c.json({ error: { code: 'not_emulated', message } }, 501, reasonHeader(message))
  })
  app.get(
    REALTIME_PATH,
    async (c, next) => {
      const found = letIn(c.req)
      if (!('admission' in found)) return refuse(c, found)
      return isHandshake(c) ? next() : noHandshake(c)
    },
    upgradeWebSocket((c) => {
      // Everything of the request is read here: on Deno it is gone once the socket is open.
      const found = letIn(c.req)
      return 'admission' in found ? session((socket) => connect(found, socket), stops) : {}
    }),
    noHandshake,
  )

  return {
    app,
    maxMessageBytes: MESSAGE_MAX_BYTES,
    stop() {
      for (const stop of [...stops]) stop()
    },
  }
}
