/** One connection to the service: its life, the watch over it, and what the relay has of it. */

import type { Clock } from '../../shared/clock.ts'
import { type AudioQueue, createAudioQueue } from './audio-queue.ts'
import { createLifetime, type Lifetime } from './lifetime.ts'
import type { Upstream, UpstreamSignal } from './port.ts'
import { createWatch, type Watch } from './watch.ts'
import { WebSocket } from './ws.ts'

/** Far more than a call's commands can fill: past it, the connection is dead. */
const CONTROL_QUEUE_BYTES = 4 * 1024 * 1024

/** Whatever it is handed as. A client masks what it sends, and so bytes are copied at once. */
const TEXT = { binary: false }

/** One connection: its life, its socket once there is one, and the watch over it. */
export type Connection = Readonly<{
  life: Lifetime
  watch: Watch
  socket: () => WebSocket | undefined
  queue: AudioQueue
  /** From now on this is its socket. */
  use: (socket: WebSocket) => void
}>

export function createConnection(
  emit: (signal: UpstreamSignal) => void,
  clock: Clock,
  failed: (error: unknown) => void,
): Connection {
  let socket: WebSocket | undefined
  const life = createLifetime(emit, clock, failed)
  const fenced: Clock = { ...clock, after: (ms, work) => clock.after(ms, life.fenced(work)) }
  const queue = createAudioQueue(fenced, () => socket?.bufferedAmount ?? 0)
  const watch = createWatch(fenced, {
    ping: () => void (socket && !hangsUp(socket) && socket.ping()),
    isFull: queue.isFull,
    lost: (detail) => life.drop({ kind: 'silent', detail }),
  })
  life.hold(watch.stop)
  life.hold(queue.stop)
  life.cutBy(() => socket?.terminate())
  return {
    life,
    watch,
    socket: () => socket,
    queue,
    use: (one) => {
      socket = one
    },
  }
}

/** The service has said its last word, and may keep the connection without listening: it ends at once, with the reason that came. */
function hangsUp(socket: WebSocket): boolean {
  if (socket.readyState !== WebSocket.CLOSING) return false
  socket.terminate()
  return true
}

/** What the relay has of a connection. */
export const portOf = ({ life, watch, socket: socketOf, queue }: Connection): Upstream => ({
  send: (json, kind) => {
    const socket = socketOf()
    if (!life.is('open') || !socket || hangsUp(socket) || socket.readyState !== WebSocket.OPEN) return false
    if (kind === 'audio' && queue.isFull() && !queue.mayBurst()) {
      watch.full()
      return false
    }
    if (socket.bufferedAmount > CONTROL_QUEUE_BYTES) {
      life.drop({ kind: 'closed', code: 1006, reason: 'the service stopped reading' })
      return false
    }
    if (kind === 'control') {
      queue.command(() => socket.send(json, TEXT))
      return true
    }
    watch.taken()
    socket.send(json, TEXT)
    return true
  },
  close: () => {
    const wasOpen = life.is('open')
    life.finish({ kind: 'closed', code: 1000, reason: 'closed by the relay' })
    if (wasOpen) socketOf()?.close(1000)
    else socketOf()?.terminate()
  },
})
