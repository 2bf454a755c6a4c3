/** The browser's WebSocket, as far as the page uses it, on a simulated network. */

import type { Network } from './network.ts'
import type { Process } from './time.ts'
import type { End } from './wire.ts'

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3] as const

type Closed = Readonly<{ code: number; reason: string }>

export type BrowserSocket = Readonly<{
  socket: WebSocket
  /** The tab closes, or its process dies without a word. */
  leave(code: number): void
}>

export function openBrowserSocket(network: Network, page: Process, accept: (end: End) => void): BrowserSocket {
  let end: End | undefined
  const socket = {
    readyState: CONNECTING as number,
    binaryType: 'arraybuffer',
    onopen: () => {},
    onmessage: (_message: { data: unknown }) => {},
    onclose: (_closed: Closed) => {},
    get bufferedAmount() {
      return end?.queuedBytes() ?? 0
    },
    send: (data: string | ArrayBuffer) => end?.send(typeof data === 'string' ? data : new Uint8Array(data)),
    close: (code = 1000) => {
      if (socket.readyState >= CLOSING) return
      socket.readyState = CLOSING
      end?.close(code, '')
      if (!end) page.clock.after(0, () => closed({ code: 1006, reason: '' }))
    },
  }
  const closed = (how: Closed): void => {
    if (socket.readyState === CLOSED) return
    socket.readyState = CLOSED
    socket.onclose(how)
  }
  network.dial(
    accept,
    (near) => {
      if (socket.readyState !== CONNECTING) return near.cut()
      end = near
      near.listen({
        message: (data) =>
          page.run(() => socket.onmessage({ data: typeof data === 'string' ? data : new Uint8Array(data).buffer })),
        pong: () => {},
        closed: (code, reason) => page.run(() => closed({ code, reason })),
      })
      page.run(() => {
        if (socket.readyState !== CONNECTING) return
        socket.readyState = OPEN
        socket.onopen()
      })
    },
    () => page.run(() => closed({ code: 1006, reason: '' })),
  )
  return {
    // Only what the page's port uses is there.
    socket: socket as unknown as WebSocket,
    leave: (code) => {
      socket.readyState = CLOSED
      if (code === 1006) end?.cut()
      else end?.close(code, '')
    },
  }
}
