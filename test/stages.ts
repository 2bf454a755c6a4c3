/** The stages of the test command: which files each has, and which may run at the same time. */

export type Stage = Readonly<{
  include: readonly string[]
  /** Stages of one round run together. */
  round: Round
}>

/**
 * `pool`: as many at once as two cores carry, for most of these wait for processes. `page`: a browser beside another. `sound`: alone,
 * for what is compared sample by sample must not miss a moment.
 */
type Round = 'pool' | 'page' | 'sound'

/** Ends what hangs. No test is held to it: a crowded machine takes many times as long as a quiet one. */
export const TIMEOUT_MS = 180_000

/** Tests of one file that run at the same time, where the file allows it: azdeploy.sh starts some eighty processes. */
export const CONCURRENT_TESTS = 2

/**
 * Files of a round that run at the same time, the rounds in their order: what runs alone leaves a core to the checks, which start
 * with it.
 */
export const workers: Readonly<Record<Round, number>> = { sound: 1, pool: 4, page: 3 }

const soundFile = 'test/e2e/audio.test.ts'

/** In the order in which their files are started: what waits longest first. */
export const stages = {
  contract: { include: ['test/contract/**/*.test.ts'], round: 'pool' },
  image: { include: ['test/deploy/container/image.test.ts'], round: 'pool' },
  integration: { include: ['test/integration/**/*.test.ts'], round: 'pool' },
  deploy: {
    include: ['test/deploy/**/*.test.ts', '!test/deploy/container/image.test.ts'],
    round: 'pool',
  },
  simulation: { include: ['test/simulation/**/*.test.ts'], round: 'pool' },
  unit: { include: ['test/unit/**/*.test.ts'], round: 'pool' },
  page: {
    include: ['test/e2e/**/*.test.ts', `!${soundFile}`],
    round: 'page',
  },
  sound: { include: [soundFile], round: 'sound' },
} as const satisfies Readonly<Record<string, Stage>>

export type StageName = keyof typeof stages

export const stageNames = Object.keys(stages) as readonly StageName[]

export const isStage = (name: string): name is StageName => name in stages
