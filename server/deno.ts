/** Runs the server on Deno. */

import { getConnInfo, upgradeWebSocket } from 'hono/deno'
import { serve } from './serve.ts'

/** The part of Deno's own types that is used here. */
declare const Deno: {
  serve: (
    options: { hostname: string; port: number; onListen: () => void },
    handler: (request: Request, info: object) => Response | Promise<Response>,
  ) => DenoServer
}
type DenoServer = Readonly<{ addr: { port: number }; finished: Promise<void>; shutdown: () => Promise<void> }>

const LISTEN_AGAIN_AFTER_MS = 500

/**
 * Listens until it is stopped: Deno gives up listening, and ends the process, when it cannot accept a connection because too many
 * files are open. What is open then goes on.
 */
function keepListening(listen: (port: number) => DenoServer, wanted: number, onTrouble: (error: unknown) => void) {
  let server = listen(wanted)
  const { port } = server.addr
  let stopped = false
  const again = (): void => {
    if (stopped) return
    try {
      server = listen(port)
      server.finished.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
  const failed = (error: unknown): void => {
    if (stopped) return
    onTrouble(error)
    setTimeout(again, LISTEN_AGAIN_AFTER_MS)
  }
  server.finished.catch(failed)
  const stop = async (): Promise<void> => {
    stopped = true
    // A listener that had failed has nothing to shut down.
    await server.shutdown().catch(() => {})
  }
  return { port, stop }
}

await serve({
  name: 'Deno',
  upgradeWebSocket,
  peer: (c) => getConnInfo(c).remote.address,
  listen: async ({ app, hostname, port: wanted, onTrouble }) => {
    const listen = (port: number) =>
      Deno.serve({ hostname, port, onListen: () => {} }, (request, info) => app.fetch(request, info))
    return keepListening(listen, wanted, onTrouble)
  },
})
