/** Runs the server on Deno. */

import { getConnInfo, upgradeWebSocket } from 'hono/deno'
import { serve } from './serve.ts'

/** The part of Deno's own types that is used here. */
declare const Deno: {
  serve: (
    options: { hostname: string; port: number; onListen: () => void },
    handler: (request: Request, info: object) => Response | Promise<Response>,
  ) => { addr: { port: number }; shutdown: () => Promise<void> }
}

await serve({
  name: 'Deno',
  upgradeWebSocket,
  peer: (c) => getConnInfo(c).remote.address,
  listen: async ({ app, hostname, port }) => {
    const server = Deno.serve({ hostname, port, onListen: () => {} }, (request, info) => app.fetch(request, info))
    return { port: server.addr.port, stop: () => server.shutdown() }
  },
})
