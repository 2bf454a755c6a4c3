/** Opens the socket of a connection and hears it: by `ws`, which sends headers, reports a refused upgrade and can be paused on all three runtimes. */

import { Buffer } from 'node:buffer'
import type { ClientOptions, RawData } from 'ws'
import type { Clock } from '../../shared/clock.ts'
import { parseServerEvent } from '../voicelive/parse.ts'
import type { Connection } from './connection.ts'
import { failureOf, readRefusal } from './failure.ts'
import { createPacing } from './pacing.ts'
import type { Caller, Closure } from './port.ts'
import { type OutgoingProxy, placeOf, tunnelTo } from './proxy.ts'
import type { Credentials, Target } from './target.ts'
import { USER_AGENT } from './user-agent.ts'
import type { WebSocket } from './ws.ts'

/**
 * Room for a `session.updated` with long instructions and for large deltas: the service's exceed 1 MiB at times. Reading one of 2 MiB
 * takes some 20 ms; what a service that sends nothing else costs other calls is in docs/performance.md (`npm run bench -- lag`).
 */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024

/** What sockets are opened with. */
export type Dialling = Readonly<{
  /** the proxy of the machine, through which the service is dialled */
  proxy: OutgoingProxy | undefined
  clock: Clock
  /** the time of day, for a service that says as a date when it takes calls again */
  unixMs: () => number
  /** opens a socket; with the package `ws`, unless a whole network is simulated */
  open: (url: URL, options: ClientOptions) => WebSocket
}>

export function dial(
  connection: Connection,
  { url, headers, refused }: Awaited<ReturnType<Target>>,
  caller: Caller | undefined,
  dialling: Dialling,
): void {
  const tunnel = tunnelTo(url, dialling.proxy)
  const socket = dialling.open(url, {
    ...(tunnel ? { agent: tunnel.agent } : {}),
    headers: { ...headers, 'user-agent': USER_AGENT, ...nameOf(caller) },
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  })
  connection.use(socket)
  // An open connection has its close frame to send.
  if (tunnel) connection.life.hold(() => connection.life.is('open') || tunnel.abort())
  followOpening(connection, socket, tunnel, refused, dialling)
  followSession(connection, socket, dialling)
}

const listening =
  ({ life }: Connection, socket: WebSocket) =>
  <Arguments extends readonly unknown[]>(event: string, take: (...given: Arguments) => void) =>
    socket.on(event, life.fenced(take))

/** From the dial to the open connection, or to why there is none. */
function followOpening(
  connection: Connection,
  socket: WebSocket,
  tunnel: ReturnType<typeof tunnelTo>,
  refused: Credentials['refused'],
  { proxy, clock, unixMs }: Dialling,
): void {
  const { life, watch } = connection
  const on = listening(connection, socket)
  on('open', () => {
    life.stopWaiting()
    if (!life.is('connecting')) return
    life.become('open')
    watch.start()
    life.tell({ type: 'opened' })
  })
  on('unexpected-response', (_request: unknown, response: Parameters<typeof readRefusal>[0]) => {
    if (!life.is('connecting')) return
    life.stopWaiting()
    const refusal = tunnel?.refusal()
    if (refusal !== undefined) return life.drop({ kind: 'unreachable', detail: refusal })
    if (response.statusCode === 401) refused?.()
    life.become('refused')
    readRefusal(response, { clock, unixMs }, life.fenced(life.drop))
  })
  on('error', (error: Error) => {
    if (life.is('connecting')) life.drop(tunnel && proxy ? throughProxy(failureOf(error), proxy) : failureOf(error))
    else if (life.is('open')) life.drop({ kind: 'closed', code: 1006, reason: error.message })
  })
}

/** What comes over the connection, read no faster than it can have anything to say, and its end. */
function followSession(connection: Connection, socket: WebSocket, { clock }: Dialling): void {
  const { life, watch } = connection
  const on = listening(connection, socket)
  const pacing = createPacing(clock, { pause: () => socket.pause(), resume: () => socket.resume() })
  life.hold(pacing.stop)
  on('message', (data: RawData) => {
    watch.read()
    if (Buffer.isBuffer(data)) pacing.read(data.byteLength)
    life.tell({ type: 'event', event: parseServerEvent(data.toString()) })
  })
  on('ping', () => pacing.read(0))
  on('pong', watch.pong)
  on('close', (code: number, reason: Buffer) => {
    if (!life.is('refused')) life.finish({ kind: 'closed', code, reason: reason.toString() })
  })
}

/** Azure's own clients name their requests so; ours have the id under which the log has the call. */
const nameOf = (caller: Caller | undefined) => (caller ? { 'x-ms-client-request-id': caller.call } : {})

/** With a proxy in between, its name or its connection may be what failed. */
const throughProxy = (closure: Closure, proxy: OutgoingProxy): Closure =>
  'detail' in closure
    ? { ...closure, detail: `${closure.detail ?? ''} (through the proxy ${placeOf(proxy)})` }
    : closure
