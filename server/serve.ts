/** Starts the server on whatever runtime calls it, and stops it so that no user is cut off without a word. */

import { randomUUID } from 'node:crypto'
import process from 'node:process'
import type { Hono } from 'hono'
import type { UpgradeWebSocket } from 'hono/ws'
import { messageOf } from '../shared/message-of.ts'
import { MESSAGE_MAX_BYTES } from '../shared/messages.ts'
import { createAccess } from './access/access.ts'
import type { PeerAddress } from './access/address.ts'
import { labelsOf } from './agent/labels.ts'
import type { Agent } from './agent/load.ts'
import { nameOfVoice } from './agent/voices.ts'
import { createApp } from './app.ts'
import { loadAssets } from './assets.ts'
import { callsOf } from './calls.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { configure, findTools } from './config/configure.ts'
import { useEnvFile } from './config/env-file.ts'
import type { Log } from './observe/facts.ts'
import { createLog } from './observe/log.ts'
import { traceOf } from './observe/stack.ts'
import { openStdout } from './observe/stdout.ts'
import { authorityOf, placeToOpen } from './place.ts'
import { probeSession } from './probe.ts'
import { createReadiness } from './ready.ts'
import type { Subscribe } from './relay/page-socket.ts'
import { connectTo, secretsOfServer, targetOf } from './service.ts'
import { noCredentials } from './upstream/failure.ts'

/** What a runtime has to bring. `fetch` takes what the runtime hands out besides the request as `bindings`. */
export type Runtime = Readonly<{
  name: string
  upgradeWebSocket: UpgradeWebSocket<unknown>
  subscribe?: Subscribe
  peer: PeerAddress
  listen: (options: ListenOptions) => Promise<Listener>
}>
export type ListenOptions = Readonly<{
  app: Hono
  hostname: string
  port: number
  maxMessageBytes: number
  /** Told when listening failed and is tried again. */
  onTrouble: (error: unknown) => void
}>
/** `port` is the real one; `stop` ends listening and every connection that is still open. */
export type Listener = Readonly<{ port: number; stop: () => Promise<void> }>

/** The last lines, unless no one reads them. */
const FLUSH_WITHIN_MS = 500

/** Reads the configuration, listens, prints the address, and drains on SIGTERM, SIGINT and SIGHUP. Ends the process if it cannot start. */
export async function serve(runtime: Runtime): Promise<void> {
  const file = useEnvFile(process.env)
  const configured = configure(process.env, await findTools(process.env))
  const { outcome } = configured
  const notes = [...file.notes, ...configured.notes]
  const problems = [...file.problems, ...('problems' in outcome ? outcome.problems : [])]
  if ('problems' in outcome || problems.length > 0) return refuseToStart([...problems, ...notes])
  const { config, agent } = outcome
  const stdout = openStdout((lines) => log('warn', 'log lines not written', { lines }))
  const log = createLog({
    write: stdout.line,
    nowMs: () => Date.now(),
    pretty: process.stdout.isTTY === true,
    verbose: config.verbose,
    secrets: secretsOfServer(config.service, agent),
  })
  for (const note of notes) log('warn', 'configuration', { note })
  try {
    const running = await start(runtime, config, agent, log)
    outlive(log)
    const place = await placeToOpen(config.host, running.port)
    const emulated = config.service.type === 'emulator' ? ', with the Voice Live emulator' : ''
    stdout.line(`Listening on http://${place}/ (${runtime.name}${emulated})`)
    const stop = async () => {
      await running.stop()
      await within(FLUSH_WITHIN_MS, stdout.flushed())
      process.exit(0)
    }
    // SIGHUP: the terminal was closed.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void stop())
  } catch (error) {
    refuseToStart([messageOf(error)])
  }
}

/**
 * From now on there are calls. A tool that leaves a promise behind, or throws in a timer of its own, would end all of them: the builder
 * is told, and the process goes on.
 */
function outlive(log: Log): void {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const)
    process.on(event, (thrown: unknown) => log('error', 'stray failure', { message: traceOf(thrown) }))
}

function refuseToStart(problems: readonly string[]): void {
  for (const problem of problems) console.error(problem)
  process.exitCode = 1
}

/** The server without the process around it. `stop` drains within its limit, and closes what is left within a quarter of it. */
export async function start(runtime: Runtime, config: Config, agent: Agent, log: Log): Promise<Listener> {
  const assets = loadAssets()
  const emulated = config.service.type === 'emulator'
  const emulator = emulated ? await loadEmulator(runtime) : undefined
  let port = config.port

  const { session: update } = agent
  const clock = systemClock
  const target = targetOf(config.service, agent.query, () => new URL(`ws://${authorityOf(config.host, port)}`))
  const world = { clock, newId: randomUUID, random: Math.random, unixMs: Date.now }
  const connect = connectTo(target, world, config, log)
  const calls = callsOf({ config, agent, connect, log, world })
  const { access: policy, behindProxy, names } = config
  const { nowMs } = clock
  const app = createApp({
    upgradeWebSocket: runtime.upgradeWebSocket,
    subscribe: runtime.subscribe,
    access: createAccess({
      policy,
      peer: runtime.peer,
      behindProxy,
      log,
      nowMs,
      emulated,
      offers: labelsOf(update, { offers: agent.offers, model: agent.query.model }),
    }),
    names,
    calls,
    ready: createReadiness({ probe: () => probeSession(connect, update, clock), draining: calls.draining, nowMs, log }),
    assets,
    log,
    revision: config.revision,
    status: statusOf(config, agent),
    ...(emulator ? { extend: (routes) => void routes.route('/', emulator.app) } : {}),
  })
  const maxMessageBytes = emulator?.maxMessageBytes ?? 4 * MESSAGE_MAX_BYTES
  const listener = await runtime
    .listen({
      app,
      hostname: config.host,
      port: config.port,
      maxMessageBytes,
      onTrouble: (error) => log('warn', 'listening failed', { message: messageOf(error) }),
    })
    .catch((error: unknown) => {
      const place = authorityOf(config.host, config.port)
      throw new Error(`Cannot listen on ${place} (${messageOf(error)}). Set PORT or HOST to one that is free.`)
    })
  port = listener.port
  // Signs in before the first call has to wait for it, and tells an operator at once when that fails. A key costs nothing here.
  target({}).catch((error: unknown) => log('warn', 'not ready', noCredentials(error)))

  const stop = async () => {
    log('info', 'draining', { activeCalls: calls.active() })
    await within(config.drainWithinMs, calls.drain())
    emulator?.stop()
    await within(config.drainWithinMs / 4, listener.stop())
  }
  return { port: listener.port, stop }
}

/** The emulator is a development dependency: a production build has none, and must not need it. */
async function loadEmulator({ upgradeWebSocket }: Runtime) {
  try {
    const { createEmulator } = await import('./emulator/app.ts')
    return createEmulator({ upgradeWebSocket })
  } catch (error) {
    throw new Error(
      'Azure is not configured, and there is no emulator in this build. Set AZURE_VOICE_LIVE_ENDPOINT, ' +
        `or install the development dependencies. (${messageOf(error)})`,
    )
  }
}

/** What may be known of the configuration: everything but prompt, key and endpoint. */
function statusOf({ service, frameMs, maxSessions, maxSessionsPerAddress }: Config, agent: Agent) {
  return {
    service: service.type,
    ...(service.type === 'azure' ? { apiVersion: service.apiVersion, credential: service.credential.type } : {}),
    ...{
      name: agent.name,
      profile: agent.id,
      model: agent.query.model,
      voice: nameOfVoice(agent.session.voice),
      frameMs,
      maxSessions,
      maxSessionsPerAddress,
    },
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
