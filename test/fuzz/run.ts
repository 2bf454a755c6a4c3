/** `npm run fuzz -- 100000 [seed]`: mutated events of the service by the hundred thousand, on each runtime. Without a runtime in the environment, on all three. */

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import fc from 'fast-check'
import { counts, goesOn, passesBy } from './properties.ts'

const cases = Number(process.argv[2] ?? 2_000)
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000)
const ALONE = 'FUZZ_HERE'

const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: [],
  deno: ['run', '--no-prompt', '--cached-only', '--node-modules-dir=manual', '-A'],
  bun: [],
}

function fuzzHere(): void {
  const name = 'Deno' in globalThis ? 'deno' : 'Bun' in globalThis ? 'bun' : 'node'
  const startedMs = performance.now()
  const each = Math.ceil(cases / 2)
  for (const property of [passesBy, goesOn]) fc.assert(property, { numRuns: each, seed })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const memoryMb = Math.round(process.memoryUsage().rss / 1024 / 1024)
  console.log(
    `${name}: ${2 * each} cases held in ${seconds} s, seed ${seed}, ${memoryMb} MB; ${counts.outside} places nobody acts on, ${counts.inside} that somebody does, in ${counts.stories} stories`,
  )
}

if (process.env[ALONE]) fuzzHere()
else
  for (const [runtime, options] of Object.entries(runtimes)) {
    const { status } = spawnSync(runtime, [...options, import.meta.filename, `${cases}`, `${seed}`], {
      stdio: 'inherit',
      env: { ...process.env, [ALONE]: '1' },
    })
    if (status !== 0) process.exitCode = 1
  }
