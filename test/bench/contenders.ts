/** What the bench measures beside each other: the yardsticks and our relay, each a process of its own on a service of the bench. */

import { readFileSync } from 'node:fs'
import { node, type Running, type Runtime, run } from '../contract/runtimes.ts'
import { type CannedService, startCannedService } from './canned-service.ts'
import { type Dialect, pageDialect, serviceDialect } from './talkers.ts'

/** What stands between talkers and service. */
export type Contender = Readonly<{
  name: string
  dialect: Dialect
  start: (servicePort: number, sessions: number) => Running
}>

/** The settings of a server of ours whose service is the bench's. */
export const onService = (port: number) => ({
  AZURE_VOICE_LIVE_ENDPOINT: `http://127.0.0.1:${port}`,
  AZURE_VOICE_LIVE_API_KEY: 'a-key-that-the-bench-does-not-check',
})

const yardstick = (name: string, file: string, dialect: Dialect): Contender => ({
  name,
  dialect,
  start: (servicePort) => run(node, `test/bench/${file}`, { SERVICE_PORT: String(servicePort) }),
})

export const tcpPipe = yardstick('TCP pipe', 'tcp-pipe.ts', serviceDialect)
export const passThrough = yardstick('WebSocket pass-through', 'pass-through.ts', serviceDialect)
export const plainRelay = yardstick('plain relay on ws', 'plain-relay.ts', pageDialect)
export const sdkRelay = yardstick('relay on the SDK', 'sdk-relay.ts', pageDialect)

/** Our relay, from its sources unless `file` is a bundle of it. */
export const relayOn = (
  runtime: Runtime,
  name = `our relay on ${runtime.name}`,
  file = runtime.sources,
): Contender => ({
  name,
  dialect: pageDialect,
  start: (servicePort, sessions) =>
    run(runtime, file, {
      PORT: '0',
      MAX_SESSIONS: String(sessions),
      MAX_SESSIONS_PER_ADDRESS: String(sessions),
      ...onService(servicePort),
    }),
})

/** The bundle, run as the image runs it, with further flags of Node if need be. */
export function bundledRelay(further: readonly string[] = []): Contender {
  const [, command = ''] = /^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? []
  const flags: string[] = JSON.parse(command).filter((word: string) => word.startsWith('--'))
  return relayOn({ ...node, flags: [...flags, ...further] }, 'our relay on Node, as in the image', 'dist/server.mjs')
}

/** A contender that listens, and how long it took to. */
type Subject = Readonly<{
  port: number
  pid: number
  startMs: number
  service: CannedService
  /** all that it printed so far */
  output: () => string
}>

/** Starts a contender for so many sessions on a service that says what `cuesFor` has, lets it be watched, and ends both. */
export async function watchContender<Result>(
  contender: Contender,
  sessions: number,
  cuesFor: Parameters<typeof startCannedService>[0],
  watch: (subject: Subject) => Promise<Result>,
): Promise<Result> {
  const service = await startCannedService(cuesFor, true)
  const startedMs = performance.now()
  const running = contender.start(service.port, sessions)
  try {
    const [, port] = await running.printed(/Listening on http:\/\/localhost:(\d+)\//)
    const startMs = performance.now() - startedMs
    return await watch({ port: Number(port), pid: running.process.pid ?? 0, startMs, service, output: running.output })
  } finally {
    await running.kill()
    service.stop()
  }
}
