/** How the tests run: one project per kind, so that each can be run alone (`vitest run --project unit`). */

import { defineConfig } from 'vitest/config'

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 30_000, hookTimeout: 60_000, ...options },
})

export default defineConfig({
  test: {
    // Once for all projects: the servers under test serve the built page.
    globalSetup: 'test/support/build.ts',
    projects: [
      project('unit'),
      project('contract'),
      project('integration'),
      // One browser at a time: two would compete for the two cores that the sound needs. A stall of the machine is no fault of ours.
      project('e2e', { fileParallelism: false, testTimeout: 90_000, retry: 2 }),
      project('deploy', { testTimeout: 60_000 }),
    ],
  },
})
