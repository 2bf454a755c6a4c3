/** Runs the server on Deno. */

import { upgradeWebSocket } from 'hono/deno'
import { serve } from './serve.ts'

/** The part of Deno's own types that is used here. */
declare const Deno: {
  serve: (
    options: { hostname: string; port: number; onListen: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ) => { addr: { port: number }; shutdown: () => Promise<void> }
}

await serve({
  name: 'Deno',
  upgradeWebSocket,
  listen: async ({ app, hostname, port }) => {
    const server = Deno.serve({ hostname, port, onListen: () => {} }, (request) => app.fetch(request))
    return { port: server.addr.port, stop: () => server.shutdown() }
  },
})
