/** Runs the server on Node. */

import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { WebSocket, WebSocketServer } from 'ws'
import { type Listener, serve } from './serve.ts'
import { shouldUpgradeCallback } from './upgrade.ts'

/** Load balancers keep a connection for a minute, and do not ask again when it was just closed. */
const KEEP_ALIVE_MS = 75_000

await serve({
  name: 'Node',
  upgradeWebSocket,
  subscribe: (raw, receive) => {
    if (raw instanceof WebSocket)
      raw.on('message', (data, isBinary) => receive(isBinary && Buffer.isBuffer(data) ? data : data.toString()))
  },
  peer: (c) => getConnInfo(c).remote.address,
  listen: ({ app, hostname, port, maxMessageBytes }) =>
    new Promise<Listener>((resolve, reject) => {
      const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
      const server = createAdaptorServer({
        fetch: app.fetch,
        serverOptions: { shouldUpgradeCallback, keepAliveTimeout: KEEP_ALIVE_MS },
        // @ts-expect-error The adapter is made for `ws`, but its types do not allow the undefined that those of `ws` do.
        websocket: { server: sockets },
      })
      const stop = () =>
        new Promise<void>((stopped) => {
          for (const socket of sockets.clients) socket.terminate()
          server.close(() => stopped())
        })
      server.once('error', reject)
      server.listen(port, hostname, () => {
        const address = server.address()
        resolve({ port: typeof address === 'object' && address ? address.port : port, stop })
      })
    }),
})
