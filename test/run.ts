/** `npm test`: every check there is, in the order in which a mistake is cheapest to find, and one closing line that counts the tests. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTools } from './support/tools.ts'

type Round = Readonly<{ projects: readonly string[]; options: readonly string[] }>

const zones = ['shared', 'server', 'client', 'client/tsconfig.worklet.json', 'test']

/**
 * One after the other: sound in a browser needs its share of the machine, and so does a deployment that is timed by its own limits.
 * The first mostly waits for processes, so that two files at once make it shorter even on two cores.
 */
const rounds: readonly Round[] = [
  { projects: ['unit', 'contract', 'integration'], options: ['--maxWorkers=2'] },
  { projects: ['deploy'], options: [] },
  { projects: ['e2e'], options: [] },
]

const run = (name: string, command: string, args: readonly string[]): boolean => {
  console.log(`\n== ${name}: ${command} ${args.join(' ')}`)
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error) console.error(`${command} could not be started: ${error.message}. Run npm ci first.`)
  return status === 0
}

type Count = Readonly<{ passed: number; failed: number; skipped: number }>

const testRound = ({ projects, options }: Round, report: string): Count => {
  const selected = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = run('tests', 'vitest', ['run', ...selected, ...options, ...reporters])
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  // A file that cannot even be loaded has no failed test in it, and must still be counted.
  const failed = ok ? numFailedTests : Math.max(1, numFailedTests, numFailedTestSuites)
  return { passed: numPassedTests, failed, skipped: numPendingTests }
}

const runTests = (): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'voice-live-web-'))
  try {
    const counts = rounds.map((round) => testRound(round, join(folder, `${round.projects[0]}.json`)))
    const total = (name: keyof Count) => counts.reduce((sum, count) => sum + count[name], 0)
    console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`)
    return total('failed') === 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ok =
  ensureTools() &&
  run('format and lint', 'biome', ['ci', '.']) &&
  zones.every((zone) => run('types', 'tsc', ['-p', zone])) &&
  runTests()
process.exitCode = ok ? 0 : 1
