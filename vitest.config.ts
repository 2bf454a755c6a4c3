/** How the tests run: one project for each stage, so that each can be run alone (`npm test -- unit`). */

import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { CONCURRENT_TESTS, stageNames, stages, TIMEOUT_MS, workers } from './test/stages.ts'

const rounds = Object.keys(workers)
const ranks: readonly string[] = stageNames

/** A stage that waits long is not left for the end, where nothing is left to do beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => ranks.indexOf(project.name)
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    // Once for all stages: the servers under test serve the built page.
    globalSetup: 'test/support/build.ts',
    sequence: { sequencer: LongestFirst },
    projects: stageNames.map((name) => {
      const { include, round } = stages[name]
      return {
        test: {
          name,
          include: include.filter((glob) => !glob.startsWith('!')),
          exclude: include.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)),
          testTimeout: TIMEOUT_MS,
          hookTimeout: TIMEOUT_MS,
          expect: { poll: { timeout: TIMEOUT_MS } },
          maxConcurrency: CONCURRENT_TESTS,
          setupFiles: 'test/support/seed.ts',
          maxWorkers: workers[round],
          // No test keeps state outside itself: a process for each file would be two thirds of the cost of the units.
          isolate: false,
          sequence: { groupOrder: rounds.indexOf(round) },
        },
      }
    }),
  },
})
