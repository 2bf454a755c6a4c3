/** Measures what the relay costs beside a TCP pipe and a WebSocket pass-through that carry the same conversations. */

import { FRAME_MS } from '../../shared/audio-format.ts'
import type { Runtime } from '../contract/runtimes.ts'
import {
  bundledRelay,
  type Contender,
  passThrough,
  plainRelay,
  relayOn,
  sdkRelay,
  tcpPipe,
  watchContender,
} from './contenders.ts'
import { sleep } from './schedule.ts'
import { conversations } from './service-turn.ts'
import { median, quantile } from './statistics.ts'
import { startTalkers } from './talkers.ts'
import { usageOf } from './usage.ts'

/** How much is measured: of so many sessions at once, so many rounds of so long. `warmUpMs` is past the first full collections. */
export type RelayPlan = Readonly<{ sessions: number; rounds: number; warmUpMs: number; windowMs: number }>

/** The rest is on its way when a window ends. */
const DELIVERED = 0.9

/** One run of one contender. */
export type RelaySample = Readonly<{
  name: string
  cpuMsPerSessionSecond: number
  memoryBytesPerSession: number
  /** added delay of a microphone frame, and of a delta of an answer, beside what the bench itself takes: at most so late in 99 of 100 cases */
  upP99Ms: number
  downP99Ms: number
  /** what was relayed, for each session: 25 and 0.94 when all is well */
  framesUpPerSecond: number
  audioShareDown: number
}>

/** Medians of all rounds; the yardsticks come first: pipe, pass-through, plain relay, SDK. */
export type RelayCost = Readonly<{ plan: RelayPlan; medians: readonly RelaySample[]; samples: readonly RelaySample[] }>

/** On each runtime from its sources, and as the image runs it. The bundle must have been built. `note` is told of each run as it ends. */
export async function measureRelayCost(
  runtimes: readonly Runtime[],
  plan: RelayPlan,
  note: (sample: RelaySample) => void,
): Promise<RelayCost> {
  const relays = [...runtimes.map((runtime) => relayOn(runtime)), bundledRelay()]
  const contenders = [tcpPipe, passThrough, plainRelay, sdkRelay, ...relays]
  const samples: RelaySample[] = []
  // Interleaved, so that whatever else this machine does falls on all of them.
  for (let round = 0; round < plan.rounds; round++)
    for (const contender of contenders) {
      const sample = await measure(contender, plan)
      samples.push(sample)
      note(sample)
    }
  const medians = contenders.map(({ name }) => medianOf(samples.filter((sample) => sample.name === name)))
  return { plan, medians, samples }
}

function measure(contender: Contender, { sessions, warmUpMs, windowMs }: RelayPlan): Promise<RelaySample> {
  const { name, dialect } = contender
  // Each talker is at another place of the turn.
  return watchContender(contender, sessions, conversations(sessions), async ({ port, pid, service }) => {
    const idle = usageOf(pid)
    const talkers = await startTalkers(port, dialect, sessions)
    const read = () => ({ atMs: performance.now(), ...usageOf(pid), ...service.counts(), ...talkers.counts() })
    await sleep(warmUpMs)
    const before = read()
    service.takeDelaysMs()
    talkers.takeDelaysMs()
    await sleep(windowMs)
    const after = read()
    const [upP99Ms, downP99Ms] = [service, talkers].map((end) => quantile(end.takeDelaysMs(), 0.99))
    talkers.stop()
    const grown = (counter: keyof typeof after) => after[counter] - before[counter]
    if (after.lost > 0) throw new Error(`${name}: ${after.lost} sessions were cut off.`)
    for (const [sent, arrived] of [
      ['framesSent', 'appends'],
      ['audioDeltas', 'audioMessages'],
    ] as const)
      if (grown(arrived) < DELIVERED * grown(sent))
        throw new Error(`${name}: ${sent} grew by ${grown(sent)}, but ${arrived} by ${grown(arrived)} only.`)
    // What was relayed counts, not the clock: on a busy machine the generator may fall behind for a while.
    const sessionSeconds = (grown('appends') * FRAME_MS) / 1000
    return {
      name,
      cpuMsPerSessionSecond: grown('cpuMs') / sessionSeconds,
      memoryBytesPerSession: (after.rssBytes - idle.rssBytes) / sessions,
      upP99Ms: upP99Ms ?? Number.NaN,
      downP99Ms: downP99Ms ?? Number.NaN,
      framesUpPerSecond: grown('appends') / (grown('atMs') / 1000) / sessions,
      audioShareDown: grown('audioMs') / 1000 / sessionSeconds,
    }
  })
}

/** The median of each figure by itself. */
function medianOf(samples: readonly RelaySample[]): RelaySample {
  const of = (figure: Exclude<keyof RelaySample, 'name'>) => median(samples.map((sample) => sample[figure]))
  return {
    name: samples[0]?.name ?? '',
    cpuMsPerSessionSecond: of('cpuMsPerSessionSecond'),
    memoryBytesPerSession: of('memoryBytesPerSession'),
    upP99Ms: of('upP99Ms'),
    downP99Ms: of('downP99Ms'),
    framesUpPerSecond: of('framesUpPerSecond'),
    audioShareDown: of('audioShareDown'),
  }
}
