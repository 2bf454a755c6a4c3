/** Runs the server on Bun. */

import { upgradeWebSocket, websocket } from 'hono/bun'
import { serve } from './serve.ts'

/** The part of Bun's own types that is used here. */
declare const Bun: {
  serve: (options: {
    hostname: string
    port: number
    fetch: (request: Request, server: unknown) => Response | Promise<Response>
    websocket: typeof websocket & { maxPayloadLength: number; backpressureLimit: number; idleTimeout: number }
  }) => { port: number; stop: (closeActiveConnections: boolean) => Promise<void> }
}

await serve({
  name: 'Bun',
  upgradeWebSocket,
  listen: async ({ app, hostname, port, maxMessageBytes }) => {
    const server = Bun.serve({
      hostname,
      port,
      fetch: (request, server) => app.fetch(request, { server }),
      websocket: {
        ...websocket,
        maxPayloadLength: maxMessageBytes,
        backpressureLimit: 64 * 1024 * 1024,
        idleTimeout: 120,
      },
    })
    return { port: server.port, stop: () => server.stop(true) }
  },
})
