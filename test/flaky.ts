/** `npm run flaky -- N [part]`: runs the tests N times and names every one that did not always pass. Ends with 1 if there is any. */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readReport } from './report.ts'

const [times = '5', ...part] = process.argv.slice(2)
const runs = Number(times)
if (!Number.isInteger(runs) || runs < 1) throw new Error(`"${times}" is no number of runs: npm run flaky -- 5`)

const folder = mkdtempSync(join(tmpdir(), 'flaky-'))
const failures = new Map<string, number>()
const fail = (name: string) => failures.set(name, (failures.get(name) ?? 0) + 1)

for (let run = 1; run <= runs; run += 1) {
  const report = join(folder, `${run}.json`)
  const { status } = spawnSync(process.execPath, ['test/run.ts', '--json', report, ...part], { stdio: 'inherit' })
  const files = existsSync(report) ? readReport(report) : []
  const failed = files.flatMap(({ file, failedToLoad, tests }) => [
    ...(failedToLoad ? [`${file} (not loaded)`] : []),
    ...tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => `${file}: ${name}`),
  ])
  for (const name of failed) fail(name)
  if (status !== 0 && failed.length === 0) fail('a check beside the tests, or the run as a whole')
  console.log(`\nRun ${run} of ${runs}: ${failed.length} failed`)
}
rmSync(folder, { recursive: true })

for (const [name, times] of failures) console.log(`failed ${times} of ${runs} times: ${name}`)
console.log(failures.size === 0 ? `All tests passed ${runs} times.` : `${failures.size} tests did not always pass.`)
process.exitCode = failures.size === 0 ? 0 : 1
