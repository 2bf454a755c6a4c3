/**
 * `npm run bench`: what the relay costs and how long sound takes through the page, measured here and now.
 * `-- --runtimes node,deno,bun` measures the relay on these, `--only relay` or `--only page` one half, `--json` prints raw figures.
 */

import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { buildClient } from '../../client/build.ts'
import { bun, deno, node } from '../contract/runtimes.ts'
import { measurePageLatency } from './page-latency.ts'
import { measureRelayCost } from './relay-cost.ts'
import { pageReport, relayReport } from './report.ts'

const { values } = parseArgs({
  options: {
    runtimes: { type: 'string', default: 'node' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const runtimes = values.runtimes.split(',').map((name) => {
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
const relay =
  values.only === 'page'
    ? undefined
    : await measureRelayCost(runtimes, ({ name, cpuMsPerSessionSecond }) =>
        progress(`${name}: ${cpuMsPerSessionSecond.toFixed(2)} ms of CPU per session-second`),
      )
if (values.only !== 'relay') progress('page: about 45 s')
const page = values.only === 'relay' ? undefined : await measurePageLatency()

if (values.json) console.log(JSON.stringify({ machine, relay, page }, undefined, 2))
else {
  console.log(`\n${machine.cpu}, Node ${machine.node}, load average ${machine.loadAverage?.toFixed(1)} at the start`)
  if (relay) console.log(`\n${relayReport(relay)}`)
  if (page) console.log(`\n${pageReport(page)}`)
}
