/**
 * `npm run bench`: what the relay costs and how long sound takes through the page, measured here and now.
 * `-- --runtimes node,deno,bun` measures the relay on these, `--sessions 50,100,300` with so many calls at once, `--rounds 1` fewer
 * rounds, `--only relay` or `--only page` one half, `--json` prints raw figures. `bench:quick` is a round of 50 calls, in a minute.
 * `-- lag` measures instead how late other calls are while the service of one is hostile, `-- rest` what is cost while nobody speaks; both
 * on all three runtimes unless told otherwise. `-- growth` measures five minutes of a hundred calls, `-- proxy` what nginx and HAProxy add.
 */

import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { buildClient } from '../../client/build.ts'
import { buildServer } from '../../server/bundle/build.ts'
import { bun, deno, node } from '../contract/runtimes.ts'
import { measureGrowth } from './growth.ts'
import { measureLag } from './lag.ts'
import { measurePageLatency } from './page-latency.ts'
import { measureProxies } from './proxy.ts'
import { measureRelayCost, type RelayCost, type RelaySample } from './relay-cost.ts'
import { growthReport, lagReport, pageReport, proxyReport, relayReport, restReport } from './report.ts'
import { measureRest } from './rest.ts'
import { TURN_MS } from './service-turn.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runtimes: { type: 'string' },
    only: { type: 'string' },
    sessions: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const [part, ...others] = positionals
if ((part !== undefined && !['lag', 'rest', 'growth', 'proxy'].includes(part)) || others.length > 0)
  throw new Error('Nothing but lag, rest, growth or proxy may be asked for by name.')

const runtimes = (values.runtimes ?? (part ? 'node,deno,bun' : 'node')).split(',').map((name) => {
  const runtime = [node, deno, bun].find((known) => known.name.toLowerCase() === name)
  if (!runtime)
    throw new Error(`There is no runtime ${name}; --runtimes takes node, deno and bun, with commas between.`)
  return runtime
})
if (values.only !== undefined && values.only !== 'relay' && values.only !== 'page')
  throw new Error('--only takes relay or page.')

const progress = (line: string) => void process.stderr.write(`${line}\n`)
const machine = {
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  node: process.version,
  loadAverage: loadavg()[0],
}

await buildClient('dist/client')
await buildServer()
const lag =
  part === 'lag'
    ? await measureLag(runtimes, ({ runtime, attack, p99Ms }) =>
        progress(`${runtime}, ${attack}: ${p99Ms.toFixed(0)} ms at p99`),
      )
    : undefined
const rest = part === 'rest' ? await measureRest(runtimes, ({ name }) => progress(`${name}: measured`)) : undefined
const growth =
  part === 'growth'
    ? await measureGrowth(({ atSeconds, memoryBytes }) =>
        progress(`after ${atSeconds} s: ${(memoryBytes / 1024 / 1024).toFixed(0)} MiB`),
      )
    : undefined
const proxies = part === 'proxy' ? await measureProxies(({ name }) => progress(`${name}: measured`)) : undefined
const relays: RelayCost[] = []
if (part === undefined && values.only !== 'page')
  for (const sessions of values.sessions.split(',').map(Number)) {
    const times = values.quick ? { warmUpMs: 2_000, windowMs: 4_000 } : { warmUpMs: 12_000, windowMs: TURN_MS }
    const plan = { sessions, rounds: values.quick ? 1 : Number(values.rounds), ...times }
    const note = ({ name, cpuMsPerSessionSecond }: RelaySample) =>
      progress(`${sessions} sessions, ${name}: ${cpuMsPerSessionSecond.toFixed(2)} ms of CPU per session-second`)
    relays.push(await measureRelayCost(runtimes, plan, note))
  }
const hasPage = part === undefined && !values.quick && values.only !== 'relay'
if (hasPage) progress('page: about 90 s')
const page = !hasPage ? undefined : await measurePageLatency()

if (values.json) console.log(JSON.stringify({ machine, relays, page, lag, rest, growth, proxies }, undefined, 2))
else {
  console.log(`\n${machine.cpu}, Node ${machine.node}, load average ${machine.loadAverage?.toFixed(1)} at the start`)
  for (const relay of relays) console.log(`\n${relayReport(relay)}`)
  if (page) console.log(`\n${pageReport(page)}`)
  if (lag) console.log(`\n${lagReport(lag)}`)
  if (rest) console.log(`\n${restReport(rest)}`)
  if (growth) console.log(`\n${growthReport(growth)}`)
  if (proxies) console.log(`\n${proxyReport(proxies)}`)
}
