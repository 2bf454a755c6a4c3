/** `npm test`: every check there is, in the order in which a mistake is cheapest to find, and one closing line that counts the tests. */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTools } from './support/tools.ts'

const zones = ['shared', 'server', 'client', 'client/tsconfig.worklet.json', 'test']

const run = (name: string, command: string, args: readonly string[]): boolean => {
  console.log(`\n== ${name}: ${command} ${args.join(' ')}`)
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (error) console.error(`${command} could not be started: ${error.message}. Run npm ci first.`)
  return status === 0
}

const runVitest = (filters: readonly string[]): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'voice-live-web-'))
  const report = join(folder, 'report.json')
  try {
    const ok = run('tests', 'vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ])
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
    // A file that cannot even be loaded has no failed test in it, and must still be counted.
    const failed = ok ? numFailedTests : Math.max(1, numFailedTests, numFailedTestSuites)
    console.log(`\n${numPassedTests} passed, ${failed} failed`)
    return ok
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ok =
  ensureTools() &&
  run('format and lint', 'biome', ['ci', '.']) &&
  zones.every((zone) => run('types', 'tsc', ['-p', zone])) &&
  runVitest(process.argv.slice(2))
process.exitCode = ok ? 0 : 1
