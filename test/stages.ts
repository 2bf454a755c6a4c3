/** The stages of the test command: which files each has, and which may run at the same time. */

export type Stage = Readonly<{
  include: readonly string[]
  /** Stages of one round run together. */
  round: Round
  testTimeoutMs: number
}>

/**
 * `pool`: as many at once as two cores carry, for most of these wait for processes. `page`: a browser beside another. `sound`: alone,
 * for what is heard in a browser needs its share of the machine.
 */
type Round = 'pool' | 'page' | 'sound'

/** Files of a round that run at the same time. */
export const workers: Readonly<Record<Round, number>> = { pool: 3, page: 2, sound: 1 }

const soundFiles = ['audio', 'conversation', 'lasting'].map((name) => `test/e2e/${name}.test.ts`)

/** In the order in which their files are started: what waits longest first. */
export const stages = {
  contract: { include: ['test/contract/**/*.test.ts'], round: 'pool', testTimeoutMs: 30_000 },
  image: { include: ['test/deploy/container/image.test.ts'], round: 'pool', testTimeoutMs: 60_000 },
  integration: { include: ['test/integration/**/*.test.ts'], round: 'pool', testTimeoutMs: 30_000 },
  deploy: {
    include: ['test/deploy/**/*.test.ts', '!test/deploy/container/image.test.ts'],
    round: 'pool',
    // A row of several deployments starts some thousand processes, which a crowded machine takes its time for.
    testTimeoutMs: 150_000,
  },
  unit: { include: ['test/unit/**/*.test.ts'], round: 'pool', testTimeoutMs: 30_000 },
  page: {
    include: ['test/e2e/**/*.test.ts', ...soundFiles.map((file) => `!${file}`)],
    round: 'page',
    testTimeoutMs: 90_000,
  },
  sound: { include: soundFiles, round: 'sound', testTimeoutMs: 90_000 },
} as const satisfies Readonly<Record<string, Stage>>

export type StageName = keyof typeof stages

export const stageNames = Object.keys(stages) as readonly StageName[]

export const isStage = (name: string): name is StageName => name in stages
