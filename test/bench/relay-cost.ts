/** Measures what the relay costs beside a TCP pipe and a WebSocket pass-through that carry the same conversations. */

import { FRAME_MS } from '../../shared/audio-format.ts'
import { node, type Running, type Runtime, run } from '../contract/runtimes.ts'
import { startCannedService } from './canned-service.ts'
import { sleep } from './schedule.ts'
import { conversation, TURN_MS } from './service-turn.ts'
import { median } from './statistics.ts'
import { type Dialect, pageDialect, serviceDialect, startTalkers } from './talkers.ts'
import { usageOf } from './usage.ts'

export const SESSIONS = 100
export const ROUNDS = 3
/** Past the connections and most of the compiling. */
const WARM_UP_MS = 3_000
/** One whole turn of every talker. */
const WINDOW_MS = TURN_MS
/** The rest is on its way when a window ends. */
const DELIVERED = 0.9

/** One run of one contender. */
export type RelaySample = Readonly<{
  name: string
  cpuMsPerSessionSecond: number
  memoryBytesPerSession: number
  /** what was relayed, for each session: 25 and 0.5 when all is well */
  framesUpPerSecond: number
  audioShareDown: number
}>

/** Medians of all rounds; the yardsticks come first, in the order of `yardsticks`. */
export type RelayCost = Readonly<{ medians: readonly RelaySample[]; samples: readonly RelaySample[] }>

/** What stands between talkers and service. */
type Contender = Readonly<{ name: string; dialect: Dialect; start: (servicePort: string) => Running }>

const yardstick = (name: string, file: string): Contender => ({
  name,
  dialect: serviceDialect,
  start: (servicePort) => run(node, `test/bench/${file}`, { SERVICE_PORT: servicePort }),
})

const yardsticks = [yardstick('TCP pipe', 'tcp-pipe.ts'), yardstick('WebSocket pass-through', 'pass-through.ts')]

const relayOn = (runtime: Runtime): Contender => ({
  name: `our relay on ${runtime.name}`,
  dialect: pageDialect,
  start: (servicePort) =>
    run(runtime, runtime.sources, {
      PORT: '0',
      MAX_SESSIONS: String(SESSIONS),
      MAX_SESSIONS_PER_ADDRESS: String(SESSIONS),
      AZURE_VOICE_LIVE_ENDPOINT: `http://127.0.0.1:${servicePort}`,
      AZURE_VOICE_LIVE_API_KEY: 'a-key-that-the-bench-does-not-check',
    }),
})

/** Takes about 13 s for each contender and round. `note` is told of each run as it ends. */
export async function measureRelayCost(
  runtimes: readonly Runtime[],
  note: (sample: RelaySample) => void,
): Promise<RelayCost> {
  const contenders = [...yardsticks, ...runtimes.map(relayOn)]
  const samples: RelaySample[] = []
  // Interleaved, so that whatever else this machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round++)
    for (const contender of contenders) {
      const sample = await measure(contender)
      samples.push(sample)
      note(sample)
    }
  const medians = contenders.map(({ name }) => medianOf(samples.filter((sample) => sample.name === name)))
  return { medians, samples }
}

async function measure({ name, dialect, start }: Contender): Promise<RelaySample> {
  // Each talker is at another place of the turn.
  const service = await startCannedService((client) => conversation((client / SESSIONS) * TURN_MS))
  const subject = start(String(service.port))
  try {
    const [, port] = await subject.printed(/Listening on http:\/\/localhost:(\d+)\//)
    const { pid = 0 } = subject.process
    const idle = usageOf(pid)
    const talkers = await startTalkers(Number(port), dialect, SESSIONS)
    const read = () => ({ atMs: performance.now(), ...usageOf(pid), ...service.counts(), ...talkers.counts() })
    await sleep(WARM_UP_MS)
    const before = read()
    await sleep(WINDOW_MS)
    const after = read()
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
      memoryBytesPerSession: (after.rssBytes - idle.rssBytes) / SESSIONS,
      framesUpPerSecond: grown('appends') / (grown('atMs') / 1000) / SESSIONS,
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
    framesUpPerSecond: of('framesUpPerSecond'),
    audioShareDown: of('audioShareDown'),
  }
}
