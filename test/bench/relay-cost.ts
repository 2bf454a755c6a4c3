/** Measures what the relay costs beside a TCP pipe and a WebSocket pass-through that carry the same conversations. */

import { FRAME_MS } from '../../shared/audio-format.ts'
import { node, type Running, type Runtime, run } from '../contract/runtimes.ts'
import { startCannedService } from './canned-service.ts'
import { sleep } from './schedule.ts'
import { conversation, TURN_MS } from './service-turn.ts'
import { median, quantile } from './statistics.ts'
import { type Dialect, pageDialect, serviceDialect, startTalkers } from './talkers.ts'
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

/** Medians of all rounds; the yardsticks come first, in the order of `yardsticks`. */
export type RelayCost = Readonly<{ plan: RelayPlan; medians: readonly RelaySample[]; samples: readonly RelaySample[] }>

/** What stands between talkers and service. */
type Contender = Readonly<{
  name: string
  dialect: Dialect
  start: (servicePort: string, sessions: number) => Running
}>

const yardstick = (name: string, file: string, dialect: Dialect): Contender => ({
  name,
  dialect,
  start: (servicePort) => run(node, `test/bench/${file}`, { SERVICE_PORT: servicePort }),
})

const yardsticks = [
  yardstick('TCP pipe', 'tcp-pipe.ts', serviceDialect),
  yardstick('WebSocket pass-through', 'pass-through.ts', serviceDialect),
  yardstick('plain relay on ws', 'plain-relay.ts', pageDialect),
  yardstick('relay on the SDK', 'sdk-relay.ts', pageDialect),
]

const relayOn = (runtime: Runtime): Contender => ({
  name: `our relay on ${runtime.name}`,
  dialect: pageDialect,
  start: (servicePort, sessions) =>
    run(runtime, runtime.sources, {
      PORT: '0',
      MAX_SESSIONS: String(sessions),
      MAX_SESSIONS_PER_ADDRESS: String(sessions),
      AZURE_VOICE_LIVE_ENDPOINT: `http://127.0.0.1:${servicePort}`,
      AZURE_VOICE_LIVE_API_KEY: 'a-key-that-the-bench-does-not-check',
    }),
})

/** `note` is told of each run as it ends. */
export async function measureRelayCost(
  runtimes: readonly Runtime[],
  plan: RelayPlan,
  note: (sample: RelaySample) => void,
): Promise<RelayCost> {
  const contenders = [...yardsticks, ...runtimes.map(relayOn)]
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

async function measure(
  { name, dialect, start }: Contender,
  { sessions, warmUpMs, windowMs }: RelayPlan,
): Promise<RelaySample> {
  // Each talker is at another place of the turn.
  const service = await startCannedService((client) => conversation((client / sessions) * TURN_MS), true)
  const subject = start(String(service.port), sessions)
  try {
    const [, port] = await subject.printed(/Listening on http:\/\/localhost:(\d+)\//)
    const { pid = 0 } = subject.process
    const idle = usageOf(pid)
    const talkers = await startTalkers(Number(port), dialect, sessions)
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
  } finally {
    await subject.kill()
    service.stop()
  }
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
