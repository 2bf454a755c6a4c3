/** Runs the server on Bun. */

import { setTimeout } from 'node:timers/promises'
import { getConnInfo, upgradeWebSocket, websocket } from 'hono/bun'
import { answerWith } from './bun-request.ts'
import { serve } from './serve.ts'

const LINGER_MS = 500

/** The part of Bun's own types that is used here. */
declare const Bun: {
  serve: (options: {
    hostname: string
    port: number
    fetch: ReturnType<typeof answerWith>
    websocket: typeof websocket & { maxPayloadLength: number; backpressureLimit: number; idleTimeout: number }
  }) => { port: number; stop: (closeActiveConnections: boolean) => Promise<void> }
}

await serve({
  name: 'Bun',
  upgradeWebSocket,
  peer: (c) => getConnInfo(c).remote.address,
  listen: async ({ app, hostname, port, maxMessageBytes }) => {
    const server = Bun.serve({
      hostname,
      port,
      fetch: answerWith(app),
      websocket: {
        ...websocket,
        maxPayloadLength: maxMessageBytes,
        backpressureLimit: 64 * 1024 * 1024,
        idleTimeout: 120,
      },
    })
    /** Bun calls a socket closed as soon as we close it; a page that still sends must get the time to read why. */
    const stop = async () => {
      await setTimeout(LINGER_MS)
      await server.stop(true)
    }
    return { port: server.port, stop }
  },
})
