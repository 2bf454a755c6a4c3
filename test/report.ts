/** Reads vitest's report of a run: what passed, and how long each stage took. */

import { readFileSync } from 'node:fs'
import { matchesGlob, relative } from 'node:path'
import { type StageName, stageNames, stages } from './stages.ts'

/** One test; `name` has its suites before it. */
export type TestResult = Readonly<{ name: string; outcome: 'passed' | 'failed' | 'skipped' }>

/** `failedToLoad`: none of its tests could run. */
export type FileResult = Readonly<{
  file: string
  stage: StageName
  durationMs: number
  failedToLoad: boolean
  tests: readonly TestResult[]
}>

/** `unexplained` of the skipped are those that do not wait for the Bicep compiler, which is not to be had everywhere. */
export type Count = Readonly<{ passed: number; failed: number; skipped: number; unexplained: number }>

type Report = Readonly<{
  testResults: readonly Readonly<{
    name: string
    status: string
    startTime: number
    endTime: number
    assertionResults: readonly Readonly<{ fullName: string; status: string }>[]
  }>[]
}>

const outcomes: Readonly<Record<string, TestResult['outcome']>> = { passed: 'passed', failed: 'failed' }

/** The files of a report, as `vitest --reporter=json` writes it. */
export function readReport(path: string): readonly FileResult[] {
  const { testResults }: Report = JSON.parse(readFileSync(path, 'utf8'))
  return testResults.map(({ name, status, startTime, endTime, assertionResults }) => {
    const file = relative('.', name)
    const tests = assertionResults.map((test) => ({ name: test.fullName, outcome: outcomes[test.status] ?? 'skipped' }))
    const failedToLoad = status === 'failed' && tests.every(({ outcome }) => outcome !== 'failed')
    return { file, stage: stageOf(file), durationMs: endTime - startTime, failedToLoad, tests }
  })
}

function stageOf(file: string): StageName {
  const matches = (glob: string) => matchesGlob(file, glob)
  const stage = stageNames.find((name) => {
    const include: readonly string[] = stages[name].include
    const excluded = include.some((glob) => glob.startsWith('!') && matches(glob.slice(1)))
    return !excluded && include.some(matches)
  })
  if (!stage) throw new Error(`${file} belongs to no stage; see test/stages.ts.`)
  return stage
}

/** Without the tests that a pattern of names left out, which are no skipped ones. */
export const withoutSkipped = (file: FileResult): FileResult => ({
  ...file,
  tests: file.tests.filter(({ outcome }) => outcome !== 'skipped'),
})

const isOptional = ({ file }: FileResult): boolean => file.startsWith('test/deploy/bicep/')

export function countTests(files: readonly FileResult[]): Count {
  const count = (outcome: TestResult['outcome'], among = files) =>
    among.flatMap(({ tests }) => tests).filter((test) => test.outcome === outcome).length
  return {
    passed: count('passed'),
    failed: count('failed') + files.filter(({ failedToLoad }) => failedToLoad).length,
    skipped: count('skipped'),
    unexplained: count(
      'skipped',
      files.filter((file) => !isOptional(file)),
    ),
  }
}

/** A line for each stage: its files run side by side, so that the sum of their times is more than the clock shows. */
export function printStages(files: readonly FileResult[]): void {
  for (const stage of stageNames) {
    const its = files.filter((file) => file.stage === stage)
    const seconds = its.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000
    const { passed, failed, skipped } = countTests(its)
    if (its.length > 0)
      console.log(
        `${stage.padEnd(12)} ${String(passed + failed + skipped).padStart(5)} tests ${seconds.toFixed(1).padStart(7)} s`,
      )
  }
}
