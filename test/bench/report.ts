/** Prints what the bench measured as tables, each figure beside its aim. */

import type { GrowthSample } from './growth.ts'
import type { LagSample } from './lag.ts'
import type { PageLatency } from './page-latency.ts'
import type { ProxySample } from './proxy.ts'
import type { RelayCost } from './relay-cost.ts'
import type { RestSample } from './rest.ts'
import { quantile } from './statistics.ts'

/** The aims: CPU as multiples of the yardsticks, delays as 95th percentiles. */
const aims = {
  tcpPipe: 2.4,
  passThrough: 1.3,
  sdkRelay: 0.7,
  microphoneToWireMs: 60,
  wireToSpeakerMs: 120,
  pressToReadyMs: 60,
  microphoneToSpeakerMs: 250,
  lagMs: 100,
}

type Row = readonly string[]

/** Columns as wide as their widest cell; the first to the left, figures to the right. */
function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: Row) =>
    widths.map((width, column) => (row[column] ?? '')[column === 0 ? 'padEnd' : 'padStart'](width)).join('   ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

export function relayReport({ plan, medians }: RelayCost): string {
  const [tcpPipe, passThrough, , sdkRelay] = medians.map(({ cpuMsPerSessionSecond }) => cpuMsPerSessionSecond)
  const times = (value: number, yardstick: number | undefined) => (value / (yardstick ?? Number.NaN)).toFixed(2)
  const rows = medians.map(
    ({ name, cpuMsPerSessionSecond, memoryBytesPerSession, framesUpPerSecond, upP99Ms, downP99Ms }) => [
      name,
      cpuMsPerSessionSecond.toFixed(2),
      times(cpuMsPerSessionSecond, tcpPipe),
      times(cpuMsPerSessionSecond, passThrough),
      times(cpuMsPerSessionSecond, sdkRelay),
      upP99Ms.toFixed(1),
      downP99Ms.toFixed(1),
      (memoryBytesPerSession / 1024).toFixed(0),
      framesUpPerSecond.toFixed(1),
    ],
  )
  return [
    `Relay, ${plan.sessions} sessions, medians of ${plan.rounds} rounds of ${plan.windowMs / 1000} s`,
    table([
      [
        '',
        'CPU ms / session s',
        '× TCP pipe',
        '× pass-through',
        '× SDK',
        'up p99, ms',
        'down p99, ms',
        'KiB / session',
        'frames up / s',
      ],
      ...rows,
      ['aim for the relay', '', aims.tcpPipe.toFixed(2), aims.passThrough.toFixed(2), aims.sdkRelay.toFixed(2)],
    ]),
  ].join('\n')
}

export function pageReport(latency: PageLatency): string {
  const { microphoneToWireMs, wireToSpeakerMs, wireToSpeakerTrickledMs } = latency
  const row = (name: string, delays: readonly number[], aimMs: number): Row => [
    name,
    ...[0.5, 0.95, 1].map((share) => quantile(delays, share).toFixed(0)),
    String(aimMs),
    String(delays.length),
  ]
  return [
    'Page in Chromium, ms',
    table([
      ['', 'p50', 'p95', 'max', 'aim p95', 'samples'],
      row('microphone sample to wire', microphoneToWireMs, aims.microphoneToWireMs),
      row('wire to audible sample, first delta longer than the pre-roll', wireToSpeakerMs, aims.wireToSpeakerMs),
      row('wire to audible sample, pre-roll waited out', wireToSpeakerTrickledMs, aims.wireToSpeakerMs),
      row('press of Start to ready, service there at once', latency.pressToReadyMs, aims.pressToReadyMs),
      row(
        'sound to audible answer, service answers at once',
        latency.microphoneToSpeakerMs,
        aims.microphoneToSpeakerMs,
      ),
    ]),
  ].join('\n')
}

export const lagReport = (samples: readonly LagSample[]): string =>
  [
    `Delay of the microphone frames of other calls while one service is hostile, ms; aim ${aims.lagMs} at p99`,
    table([
      ['', 'runtime', 'p50', 'p99', 'longest', 'MiB / s taken', 'frames', 'calls cut', 'bench, longest'],
      ...samples.map(({ attack, runtime, p50Ms, p99Ms, longestMs, mibPerSecond, frames, lost, benchLongestMs }) => [
        attack,
        runtime,
        ...[p50Ms, p99Ms, longestMs, mibPerSecond, frames, lost, benchLongestMs].map((value) => value.toFixed(0)),
      ]),
    ]),
  ].join('\n')

export const restReport = (samples: readonly RestSample[]): string =>
  [
    'While nobody speaks',
    table([
      [
        '',
        'start, CPU ms',
        'start, ms',
        'MiB at rest',
        'KiB / idle call',
        'CPU ms / idle call s',
        '200 calls ready, ms',
      ],
      ...samples.map((sample) => [
        sample.name,
        sample.startCpuMs.toFixed(0),
        sample.startMs.toFixed(0),
        (sample.memoryBytes / 1024 / 1024).toFixed(0),
        (sample.memoryBytesPerIdleCall / 1024).toFixed(1),
        sample.idleCpuMsPerCallSecond.toFixed(3),
        sample.rushMs.toFixed(0),
      ]),
    ]),
  ].join('\n')

const mib = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

export const growthReport = (samples: readonly GrowthSample[]): string =>
  [
    'A hundred calls that talk for five minutes',
    table([
      ['s', 'MiB', 'live heap, MiB', 'full collections', 'CPU ms / session s'],
      ...samples.map((sample) => [
        `${sample.atSeconds}`,
        mib(sample.memoryBytes),
        mib(sample.liveHeapBytes),
        `${sample.fullCollections}`,
        sample.cpuMsPerSessionSecond.toFixed(2),
      ]),
    ]),
  ].join('\n')

export const proxyReport = (samples: readonly ProxySample[]): string =>
  [
    'Two servers behind a proxy',
    table([
      ['', 'proxy, CPU ms / session s', 'servers', 'up p50, ms', 'p99', 'down p50, ms', 'p99'],
      ...samples.map(({ name, proxyCpuMsPerSessionSecond, serverCpuMsPerSessionSecond, ...delays }) => [
        name,
        proxyCpuMsPerSessionSecond.toFixed(2),
        serverCpuMsPerSessionSecond.toFixed(2),
        ...[delays.upP50Ms, delays.upP99Ms, delays.downP50Ms, delays.downP99Ms].map((value) => value.toFixed(1)),
      ]),
    ]),
  ].join('\n')
