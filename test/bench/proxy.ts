/** Measures what a proxy in front of two servers adds: the samples of docs/proxy, each as it stands but for ports and certificate. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FRAME_MS } from '../../shared/audio-format.ts'
import { freePort } from '../support/free-port.ts'
import { startCannedService } from './canned-service.ts'
import { bundledRelay } from './contenders.ts'
import { sleep } from './schedule.ts'
import { conversations, TURN_MS } from './service-turn.ts'
import { quantile } from './statistics.ts'
import { pageDialect, startTalkers } from './talkers.ts'
import { usageOf } from './usage.ts'

/** Calls on both servers together. */
const SESSIONS = 60
const WARM_UP_MS = 4_000

export type ProxySample = Readonly<{
  name: string
  /** of the proxy, and of both servers */
  proxyCpuMsPerSessionSecond: number
  serverCpuMsPerSessionSecond: number
  upP50Ms: number
  upP99Ms: number
  downP50Ms: number
  downP99Ms: number
}>

type Ports = Readonly<{ front: number; servers: readonly [number, number] }>
type Proxy = Readonly<{
  name: string
  sample: string
  /** the sample without TLS */
  plain: (text: string, front: number) => string
  command: (file: string, folder: string) => readonly [string, ...string[]]
}>

const nginx: Proxy = {
  name: 'nginx',
  sample: 'docs/proxy/nginx.conf',
  plain: (text, front) => {
    const site = text.replace('listen 443 ssl', `listen 127.0.0.1:${front}`).replace(/^ *ssl_certificate.*$/gm, '')
    return `worker_processes 1; error_log stderr; events { worker_connections 4096; } http { access_log off; ${site} }`
  },
  command: (file, folder) => ['nginx', '-c', file, '-p', folder, '-g', `daemon off; pid ${folder}/pid;`],
}
const haproxy: Proxy = {
  name: 'HAProxy',
  sample: 'docs/proxy/haproxy.cfg',
  plain: (text, front) => text.replace(/^ *bind .*$/m, `  bind 127.0.0.1:${front}`),
  command: (file) => ['haproxy', '-db', '-f', file],
}

/** Starts the proxy, waits until it answers, and says what it has cost and how it is stopped. */
async function startProxy({ sample, plain, command }: Proxy, { front, servers }: Ports) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-proxy-'))
  const file = join(folder, 'proxy.conf')
  const text = readFileSync(sample, 'utf8').replaceAll('8081', `${servers[0]}`).replaceAll('8082', `${servers[1]}`)
  writeFileSync(file, plain(text, front))
  const [program, ...words] = command(resolve(file), folder)
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'spawn')
  const isUp = () =>
    fetch(`http://127.0.0.1:${front}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`${program} does not run.`)
    await sleep(50)
  }
  const pids = () => {
    const workers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').filter(Boolean)
    return [String(child.pid), ...workers]
  }
  return {
    cpuMs: () => pids().reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0),
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

async function measure(name: string, proxy: Proxy | undefined): Promise<ProxySample> {
  const service = await startCannedService(conversations(SESSIONS), true)
  const running = [1, 2].map(() => bundledRelay().start(service.port, SESSIONS))
  const stops: (() => unknown)[] = [service.stop]
  try {
    const ports = await Promise.all(
      running.map(async ({ printed }) => Number((await printed(/Listening on http:\/\/localhost:(\d+)\//))[1])),
    )
    const [one = 0, other = 0] = ports
    const front = proxy ? await freePort() : 0
    const started = proxy && (await startProxy(proxy, { front, servers: [one, other] }))
    if (started) stops.push(started.stop)
    const talkers = await Promise.all(
      [one, other].map((port) => startTalkers(front || port, pageDialect, SESSIONS / 2)),
    )
    stops.unshift(...talkers.map(({ stop }) => stop))
    const serversCpuMs = () => running.reduce((sum, { process }) => sum + usageOf(process.pid ?? 0).cpuMs, 0)
    const read = () => ({ proxyMs: started?.cpuMs() ?? 0, serverMs: serversCpuMs(), ...service.counts() })
    await sleep(WARM_UP_MS)
    const before = read()
    service.takeDelaysMs()
    for (const end of talkers) end.takeDelaysMs()
    await sleep(TURN_MS)
    const after = read()
    const up = service.takeDelaysMs()
    const down = talkers.flatMap((end) => end.takeDelaysMs())
    const sessionSeconds = ((after.appends - before.appends) * FRAME_MS) / 1000
    const [upP50Ms = Number.NaN, upP99Ms = Number.NaN] = [0.5, 0.99].map((share) => quantile(up, share))
    const [downP50Ms = Number.NaN, downP99Ms = Number.NaN] = [0.5, 0.99].map((share) => quantile(down, share))
    return {
      name,
      proxyCpuMsPerSessionSecond: (after.proxyMs - before.proxyMs) / sessionSeconds,
      serverCpuMsPerSessionSecond: (after.serverMs - before.serverMs) / sessionSeconds,
      ...{ upP50Ms, upP99Ms, downP50Ms, downP99Ms },
    }
  } finally {
    for (const stop of stops) await stop()
    for (const { kill } of running) await kill()
  }
}

/** Takes 15 s each; both programs must be installed. `note` is told of each as it ends. */
export async function measureProxies(note: (sample: ProxySample) => void): Promise<readonly ProxySample[]> {
  const samples: ProxySample[] = []
  for (const proxy of [undefined, nginx, haproxy]) {
    const sample = await measure(proxy ? `through ${proxy.name}` : 'the servers themselves', proxy)
    samples.push(sample)
    note(sample)
  }
  return samples
}
