/** Runs the emulator alone, on Node: `npm run emulator -- --port 8787`. */

import { createServer } from 'node:http'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { isLoopback, LOOPBACK_NAMES } from '../../shared/hosts.ts'
import { createEmulator, REALTIME_PATH } from './app.ts'
import { MESSAGE_MAX_BYTES } from './connection.ts'
import { dialFlags, dialUsage, prefixes, readDials } from './dial-settings.ts'
import { defaultDials } from './dials.ts'

const usage = `Usage: npm run emulator -- [--port 8787] [--host 127.0.0.1] [--allowed-hosts voice.test,10.0.0.5] [dials]

Runs the Voice Live emulator alone. Any Voice Live client can use it as its endpoint, with any key.
On this machine only, it answers to localhost, 127.0.0.1, [::1] and --host; --allowed-hosts (or ALLOWED_HOSTS) adds names, * all of them.

Dials, for every connection; one connection sets its own in its query (?emulator-fault=warning) or its headers (x-emulator-fault: warning):
${dialUsage()}`

const fail = (message: string): never => {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8787' },
        host: { type: 'string', default: '127.0.0.1' },
        'allowed-hosts': { type: 'string', default: process.env.ALLOWED_HOSTS ?? '' },
        help: { type: 'boolean', short: 'h', default: false },
        ...Object.fromEntries(dialFlags().map((flag) => [flag, { type: 'string' as const }])),
      },
    })
    return values
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function readFlags(options: Readonly<Record<string, unknown>>) {
  const flags: Record<string, string> = {}
  for (const flag of dialFlags()) {
    const text = options[flag]
    if (typeof text === 'string') flags[prefixes.flag + flag] = text
  }
  const dials = readDials(flags, prefixes.flag, defaultDials)
  return 'problem' in dials ? fail(dials.problem) : dials
}

const options = readOptions()
if (options.help) {
  console.log(usage)
  process.exit(0)
}
const port = Number(options.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535)
  fail(`--port must be between 0 and 65535, not ${options.port}.`)

const allowed = options['allowed-hosts'].split(',').flatMap((name) => name.trim() || [])
const isGuarded = allowed.length > 0 || isLoopback(options.host)
const emulator = createEmulator({
  upgradeWebSocket,
  dials: readFlags(options),
  ...(isGuarded && { names: [...LOOPBACK_NAMES, options.host, ...allowed] }),
})
const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX_BYTES, perMessageDeflate: false })
const server = createAdaptorServer({
  fetch: emulator.app.fetch,
  createServer,
  // @ts-expect-error The adapter is made for `ws`, but its types do not allow the undefined that those of `ws` do.
  websocket: { server: sockets },
})

server.once('error', (error) => {
  console.error(`The emulator cannot listen on ${options.host}:${port}: ${error.message}`)
  process.exit(1)
})
server.listen(port, options.host, () => {
  const address = server.address()
  const listening = typeof address === 'object' && address !== null ? address.port : port
  const origin = `${options.host}:${listening}`
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
