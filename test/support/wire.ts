/** A TCP proxy on this machine: a wire that a test can cut, and that stays cut until it is mended. */

import { connect, createServer, type Socket } from 'node:net'

export type Wire = Readonly<{
  port: number
  /** Breaks every connection, without a goodbye, and lets none through. */
  cut: () => void
  mend: () => void
  /** connections that were refused since the last cut */
  refused: () => number
  stop: () => Promise<void>
}>

export async function startWire(targetPort: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  let whole = true
  let refused = 0
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((near) => {
    keep(near)
    if (!whole) {
      refused += 1
      near.resetAndDestroy()
      return
    }
    const far = connect(targetPort, '127.0.0.1')
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The wire has no port.')
  const breakAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: address.port,
    cut: () => {
      whole = false
      refused = 0
      breakAll()
    },
    mend: () => {
      whole = true
    },
    refused: () => refused,
    stop: () =>
      new Promise((resolve) => {
        breakAll()
        server.close(() => resolve())
      }),
  }
}
