/** How the tests run: one project per kind, so that each can be run alone (`vitest run --project unit`). */

import { defineConfig } from 'vitest/config'

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 30_000, hookTimeout: 60_000, ...options },
})

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('contract'),
      project('integration'),
      // One browser at a time: two would compete for the two cores that the audio needs.
      project('e2e', { fileParallelism: false, testTimeout: 60_000 }),
      project('deploy', { testTimeout: 60_000 }),
    ],
  },
})
