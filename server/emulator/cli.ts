/** Runs the emulator alone, on Node: `npm run emulator -- --port 8787`. */

import { createServer } from 'node:http'
import process from 'node:process'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { isLoopback, LOOPBACK_NAMES } from '../../shared/hosts.ts'
import { allowedHostsIn } from '../config/allowed-hosts.ts'
import { useEnvFile } from '../config/env-file.ts'
import { authorityOf } from '../place.ts'
import { shouldUpgradeCallback } from '../upgrade.ts'
import { createEmulator, REALTIME_PATH } from './app.ts'
import { readOptions, usage } from './options.ts'

const file = useEnvFile(process.env)
for (const sentence of [...file.problems, ...file.notes]) console.error(sentence)
const options = readOptions(process.argv.slice(2), allowedHostsIn(process.env))
if ('problem' in options) {
  console.error(`${options.problem}\n\n${usage}`)
  process.exit(2)
}
if (options.help) {
  console.log(usage)
  process.exit(0)
}
const { port, host, allowed, dials } = options
const isGuarded = allowed.length > 0 || isLoopback(host)
const emulator = createEmulator({
  upgradeWebSocket,
  dials,
  ...(isGuarded && { names: [...LOOPBACK_NAMES, host, ...allowed] }),
})
const { maxMessageBytes: maxPayload } = emulator
const sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false })
const server = createAdaptorServer({
  fetch: emulator.app.fetch,
  createServer,
  serverOptions: { shouldUpgradeCallback },
  // @ts-expect-error The adapter is made for `ws`, but its types do not allow the undefined that those of `ws` do.
  websocket: { server: sockets },
})

server.once('error', (error) => {
  console.error(`The emulator cannot listen on ${host}:${port}: ${error.message}`)
  process.exit(1)
})
server.listen(port, host, () => {
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  const origin = authorityOf(host, listening)
  console.log(`Voice Live emulator: http://${origin}`)
  console.log(`Connect any Voice Live client with endpoint http://${origin} and any key, or open`)
  console.log(`ws://${origin}${REALTIME_PATH}?api-version=2026-07-15&model=gpt-4o&api-key=any`)
})

const stop = () => {
  emulator.stop()
  server.close(() => process.exit(0))
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
