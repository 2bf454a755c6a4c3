/** Measures what a relay costs while nobody speaks: its start, its memory at rest and for each idle call, and a rush of calls at once. */

import { buildServer } from '../../server/bundle/build.ts'
import type { Runtime } from '../contract/runtimes.ts'
import { bundledRelay, type Contender, plainRelay, relayOn, sdkRelay, watchContender } from './contenders.ts'
import { sleep } from './schedule.ts'
import { pageDialect, startTalkers } from './talkers.ts'
import { usageOf } from './usage.ts'

/** Calls that nobody speaks in, and how long they are watched. */
const IDLE_CALLS = 1_000
const WINDOW_MS = 10_000

/** Calls that begin at the same moment. */
const RUSH_CALLS = 200

export type RestSample = Readonly<{
  name: string
  /** until it listens: processor time of all its threads, and the clock's */
  startCpuMs: number
  startMs: number
  /** once it listens */
  memoryBytes: number
  memoryBytesPerIdleCall: number
  idleCpuMsPerCallSecond: number
  /** until each of the calls is ready */
  rushMs: number
}>

const silent = { ...pageDialect, frame: undefined }

/** `note` is told of each as it ends. */
export async function measureRest(
  runtimes: readonly Runtime[],
  note: (sample: RestSample) => void,
): Promise<readonly RestSample[]> {
  await buildServer()
  const contenders = [plainRelay, sdkRelay, bundledRelay(), ...runtimes.map((runtime) => relayOn(runtime))]
  const samples: RestSample[] = []
  for (const contender of contenders) {
    const sample = { ...(await measureIdle(contender)), rushMs: await measureRush(contender) }
    samples.push(sample)
    note(sample)
  }
  return samples
}

const saysNothing = () => []

const measureIdle = (contender: Contender): Promise<Omit<RestSample, 'rushMs'>> =>
  watchContender(contender, IDLE_CALLS, saysNothing, async ({ port, pid, startMs }) => {
    const started = usageOf(pid)
    // One call first, or what is loaded with it counts for those that follow.
    const first = await startTalkers(port, silent, 1)
    await sleep(1_000)
    const before = usageOf(pid)
    const talkers = await startTalkers(port, silent, IDLE_CALLS - 1)
    await sleep(1_000)
    const from = usageOf(pid)
    await sleep(WINDOW_MS)
    const to = usageOf(pid)
    const lost = first.counts().lost + talkers.counts().lost
    if (lost > 0) throw new Error(`${contender.name}: ${lost} idle calls were cut off.`)
    first.stop()
    talkers.stop()
    return {
      name: contender.name,
      startCpuMs: started.cpuMs,
      startMs,
      memoryBytes: started.rssBytes,
      memoryBytesPerIdleCall: (to.rssBytes - before.rssBytes) / (IDLE_CALLS - 1),
      idleCpuMsPerCallSecond: (to.cpuMs - from.cpuMs) / IDLE_CALLS / (WINDOW_MS / 1000),
    }
  })

const measureRush = (contender: Contender): Promise<number> =>
  watchContender(contender, RUSH_CALLS, saysNothing, async ({ port }) => {
    const startedMs = performance.now()
    const talkers = await startTalkers(port, silent, RUSH_CALLS)
    const rushMs = performance.now() - startedMs
    talkers.stop()
    return rushMs
  })
