/** The client of `ws`, as far as the relay uses it, on a simulated network. */

import { EventEmitter } from 'node:events'
import type { ClientOptions, WebSocket } from 'ws'
import type { Network } from './network.ts'
import type { Process } from './time.ts'
import type { End } from './wire.ts'

/** What the service is asked for when it is dialled. */
export type Asked = Readonly<{ url: URL; headers: Readonly<Record<string, string>> }>

/** Refuses with an HTTP status, or takes the far end. */
export type Answer = Readonly<{ accept(end: End): void } | { status: number; retryAfter: string | undefined }>

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const

export function openServiceSocket(
  network: Network,
  relay: Process,
  { url, headers }: Asked,
  answer: (asked: Asked) => Answer,
): WebSocket {
  let end: End | undefined
  let refused: Extract<Answer, { status: number }> | undefined
  const emitter = new EventEmitter()
  const emit = (event: string, ...given: unknown[]) => relay.run(() => void emitter.emit(event, ...given))
  const closed = (code: number, reason: string): void => {
    if (socket.readyState === CLOSED) return
    socket.readyState = CLOSED
    emit('close', code, Buffer.from(reason))
  }
  const socket = {
    readyState: CONNECTING as number,
    get bufferedAmount() {
      return end?.queuedBytes() ?? 0
    },
    on: (event: string, hear: (...given: unknown[]) => void) => emitter.on(event, hear),
    // As `ws` does: bytes are copied at once.
    send: (data: string | Buffer) => end?.send(data.toString()),
    ping: () => end?.ping(),
    pause: () => end?.read(false),
    resume: () => end?.read(true),
    close: (code: number) => {
      socket.readyState = CLOSING
      end?.close(code, '')
    },
    terminate: () => {
      if (socket.readyState === CLOSED) return
      socket.readyState = CLOSING
      end?.cut()
      relay.clock.after(0, () => closed(1006, ''))
    },
  }
  const refuse = ({ status, retryAfter }: NonNullable<typeof refused>): void => {
    const response = new EventEmitter()
    emit('unexpected-response', {}, Object.assign(response, refusal(status, retryAfter)))
    response.emit('end')
  }
  network.dial(
    (far) => {
      const given = answer({ url, headers })
      if ('accept' in given) return given.accept(far)
      refused = given
    },
    (near) => {
      if (socket.readyState !== CONNECTING) return near.cut()
      if (refused) {
        near.cut()
        return refuse(refused)
      }
      end = near
      near.listen({
        message: (data) => emit('message', Buffer.from(data as string)),
        pong: () => emit('pong'),
        closed,
      })
      socket.readyState = OPEN
      emit('open')
    },
    () => {
      emit('error', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
      closed(1006, '')
    },
  )
  return socket as unknown as WebSocket
}

const refusal = (status: number, retryAfter: string | undefined) => ({
  statusCode: status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  destroy: () => {},
  resume: () => {},
})

export const headersOf = (options: ClientOptions): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]))
