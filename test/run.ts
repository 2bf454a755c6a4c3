/**
 * `npm test`: every check there is, side by side as far as two cores carry, and one closing line that counts the tests.
 * Arguments choose a part: stages (`npm test -- unit page`), paths of test files, or words of a test's name.
 * `--complete` takes a test that was skipped for a fault, `--json FILE` keeps vitest's report.
 */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Count, countTests, printStages, readReport, withoutSkipped } from './report.ts'
import { isStage } from './stages.ts'
import { installPrograms } from './support/programs.ts'

const checks = {
  format: [['biome', 'ci', '.']],
  unused: [['knip']],
  types: ['shared', 'server/session', 'server', 'client', 'client/tsconfig.worklet.json', 'test'].map((zone) => [
    'tsc',
    '--singleThreaded',
    '-p',
    zone,
  ]),
} as const

const isCheck = (name: string): name is keyof typeof checks => name in checks

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { complete: { type: 'boolean', default: false }, json: { type: 'string' } },
})

/** Runs one command to its end; what it prints is shown at once, or as one piece behind its name. */
function run([command = '', ...args]: readonly string[], show: 'at once' | 'at the end'): Promise<boolean> {
  const child = spawn(command, args, {
    stdio: ['ignore', ...(show === 'at once' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
  })
  // The checks wait for nothing: they take what the tests leave, above all the second core while sound is measured.
  if (show === 'at the end' && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk
    })
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}. Run npm ci first.`)
      resolve(false)
    })
    child.once('close', (code) => {
      if (show === 'at the end')
        console.log(`\n== ${command} ${args.join(' ')}: ${code === 0 ? 'ok' : `failed\n${output}`}`)
      resolve(code === 0)
    })
  })
}

/** One after the other, beside what is installed, which waits for the network, and beside the tests. */
async function runChecks(names: readonly (keyof typeof checks)[]): Promise<boolean> {
  let ok = true
  for (const command of names.flatMap((name): readonly (readonly string[])[] => checks[name]))
    ok = (await run(command, 'at the end')) && ok
  return ok
}

async function runTests(filters: readonly string[], report: string): Promise<Count> {
  const passed = await run(
    ['vitest', 'run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    'at once',
  )
  const isNamed = filters.includes('--testNamePattern')
  const files = isNamed ? readReport(report).map(withoutSkipped) : readReport(report)
  printStages(files)
  const count = countTests(files)
  // A file that cannot even be loaded has no failed test in it, and must still be counted.
  return passed ? count : { ...count, failed: Math.max(1, count.failed) }
}

/** What the arguments choose, as vitest's own. */
function filtersOf(words: readonly string[]): readonly string[] {
  const files = words.filter((word) => word.includes('/') || word.endsWith('.ts'))
  const names = words.filter((word) => !isStage(word) && !isCheck(word) && !files.includes(word))
  return [
    ...words.filter(isStage).flatMap((stage) => ['--project', stage]),
    ...files,
    ...(names.length > 0 ? ['--testNamePattern', names.join(' ')] : []),
  ]
}

const folder = mkdtempSync(join(tmpdir(), 'voice-live-web-'))
// Some two hundred times the tests start a program of ours, and half of such a start is its compilation.
process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
try {
  const isWhole = positionals.length === 0
  const wanted = isWhole ? (Object.keys(checks) as (keyof typeof checks)[]) : positionals.filter(isCheck)
  const filters = filtersOf(positionals)
  const checked = runChecks(wanted)
  const missing = await installPrograms()
  for (const line of missing) console.log(line)
  const hasTests = isWhole || filters.length > 0
  const count = hasTests ? await runTests(filters, values.json ?? join(folder, 'report.json')) : undefined
  const ok = await checked
  for (const line of missing) console.log(line)
  if (count) console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  const isComplete = !values.complete || (missing.length === 0 && count?.unexplained === 0)
  if (!isComplete) console.error('Not complete: nothing may be skipped here.')
  process.exitCode = ok && (count?.failed ?? 0) === 0 && isComplete ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
