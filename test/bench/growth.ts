/** Measures whether a server grows: calls that talk for five minutes, and every half minute its memory, its live heap and its full collections. */

import { FRAME_MS } from '../../shared/audio-format.ts'
import { bundledRelay, watchContender } from './contenders.ts'
import { sleep } from './schedule.ts'
import { conversations } from './service-turn.ts'
import { pageDialect, startTalkers } from './talkers.ts'
import { usageOf } from './usage.ts'

const SESSIONS = 100
const EVERY_MS = 30_000
const TIMES = 10

/** What was so `atSeconds` after the calls began, and what had happened since the line before. */
export type GrowthSample = Readonly<{
  atSeconds: number
  memoryBytes: number
  /** what the last full collection left in V8's heap; NaN before the first */
  liveHeapBytes: number
  fullCollections: number
  cpuMsPerSessionSecond: number
}>

/** A line of `--trace-gc`: so many MiB before and after. */
const FULL_COLLECTION = /Mark-Compact .*?[\d.]+ \([\d.]+\) -> ([\d.]+) \(/g

/** `note` is told of each line as it is measured. */
export function measureGrowth(note: (sample: GrowthSample) => void): Promise<readonly GrowthSample[]> {
  const cuesFor = conversations(SESSIONS)
  return watchContender(bundledRelay(['--trace-gc']), SESSIONS, cuesFor, async ({ port, pid, service, output }) => {
    const talkers = await startTalkers(port, pageDialect, SESSIONS)
    const read = () => ({
      cpuMs: usageOf(pid).cpuMs,
      appends: service.counts().appends,
      left: [...output().matchAll(FULL_COLLECTION)].map(([, mib]) => Number(mib) * 1024 * 1024),
    })
    const samples: GrowthSample[] = []
    let before = read()
    for (let time = 1; time <= TIMES; time++) {
      await sleep(EVERY_MS)
      const now = read()
      const sample = {
        atSeconds: (time * EVERY_MS) / 1000,
        memoryBytes: usageOf(pid).rssBytes,
        liveHeapBytes: now.left.at(-1) ?? Number.NaN,
        fullCollections: now.left.length - before.left.length,
        cpuMsPerSessionSecond: (now.cpuMs - before.cpuMs) / (((now.appends - before.appends) * FRAME_MS) / 1000),
      }
      samples.push(sample)
      note(sample)
      before = now
    }
    const { lost } = talkers.counts()
    talkers.stop()
    if (lost > 0) throw new Error(`${lost} calls were cut off.`)
    return samples
  })
}
