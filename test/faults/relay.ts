/** The real server in this process, with a service that is chosen for each call: the emulator, by its dials. */

import { createServer } from 'node:http'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { configure, findTools } from '../../server/config/configure.ts'
import type { Log } from '../../server/observe/facts.ts'
import { type Listener, type ListenOptions, start } from '../../server/serve.ts'
import { RECONNECT_SECONDS } from './outcomes.ts'

function listen({ app, hostname, port, maxMessageBytes }: ListenOptions): Promise<Listener> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    // @ts-expect-error The adapter is made for `ws`, but its types do not allow the undefined that those of `ws` do.
    websocket: { server: sockets },
  })
  const stop = () =>
    new Promise<void>((stopped) => {
      for (const socket of sockets.clients) socket.terminate()
      server.close(() => stopped())
    })
  return new Promise((resolve) => {
    server.listen(port, hostname, () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' && address ? address.port : port, stop })
    })
  })
}

/** `moves`: how often a call went to another session of the service; `logBytes`: how much was logged for an operator, not counting what only a debugger reads. */
export type Relay = Readonly<{
  page: string
  moves: () => number
  logBytes: () => number
  activeCalls: () => Promise<number>
  stop: () => Promise<void>
}>

/** Starts a server whose calls go to the emulator at `service` with these dials. `heard` is told of each line of its log. */
export async function startRelay(
  service: string,
  dials: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
  heard: Log = () => {},
): Promise<Relay> {
  const env = {
    PORT: '0',
    AZURE_VOICE_LIVE_ENDPOINT: service,
    AZURE_VOICE_LIVE_API_KEY: 'any',
    RESUME_SECONDS: '0',
    RECONNECT_SECONDS: `${RECONNECT_SECONDS}`,
    ...settings,
  }
  const { outcome } = configure(env, await findTools(env))
  if ('problems' in outcome) throw new Error(outcome.problems.join(' '))
  const { config, agent } = outcome
  const byQuery = Object.fromEntries(Object.entries(dials).map(([name, value]) => [`emulator-${name}`, value]))
  const runtime = { name: 'Node', upgradeWebSocket, peer: () => '127.0.0.1', listen }
  let moves = 0
  let logBytes = 0
  const log: Log = (level, event, fields) => {
    if (level !== 'debug') logBytes += event.length + JSON.stringify(fields ?? {}).length
    if (event === 'upstream changed') moves += 1
    heard(level, event, fields)
  }
  const { port, stop } = await start(runtime, config, { ...agent, query: { ...agent.query, ...byQuery } }, log)
  return {
    page: `ws://127.0.0.1:${port}/ws`,
    moves: () => moves,
    logBytes: () => logBytes,
    activeCalls: async () => (await (await fetch(`http://127.0.0.1:${port}/status`)).json()).activeCalls,
    stop,
  }
}
