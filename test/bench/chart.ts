/** `npm run bench:chart`: draws what the relay costs beside its yardsticks from the raw runs in `docs/performance`, as an SVG beside them. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { RelaySample } from './relay-cost.ts'
import { median } from './statistics.ts'

type Run = Readonly<{ relays: readonly Readonly<{ plan: { sessions: number }; samples: readonly RelaySample[] }>[] }>

/** Median, and all single rounds, of one contender with so many sessions. */
type Bar = Readonly<{ sessions: number; name: string; median: number; rounds: readonly number[] }>

const folder = fileURLToPath(new URL('../../docs/performance/', import.meta.url))
const ROW_PX = 18
const LABEL_PX = 240
const BARS_PX = 420

/** All rounds of all runs together, the fewest sessions first; contenders stay in the order in which they were measured. */
function barsOf(runs: readonly Run[]): readonly Bar[] {
  const relays = runs.flatMap((run) => run.relays)
  const counts = [...new Set(relays.map(({ plan }) => plan.sessions))].sort((one, other) => one - other)
  return counts.flatMap((sessions) => {
    const samples = relays.filter(({ plan }) => plan.sessions === sessions).flatMap((relay) => relay.samples)
    return [...new Set(samples.map(({ name }) => name))].map((name) => {
      const rounds = samples.filter((sample) => sample.name === name).map((sample) => sample.cpuMsPerSessionSecond)
      return { sessions, name, median: median(rounds), rounds }
    })
  })
}

/** One bar for each median, with a dot for each round. */
function chartOf(bars: readonly Bar[]): string {
  const most = Math.max(...bars.flatMap(({ rounds }) => rounds))
  const x = (value: number) => LABEL_PX + (value / most) * BARS_PX
  let y = 30
  let sessions = 0
  const lines = bars.flatMap((bar) => {
    const isFirst = bar.sessions !== sessions
    sessions = bar.sessions
    if (isFirst) y += ROW_PX
    const title = isFirst ? [`<text x="8" y="${y + 4}" font-weight="bold">${sessions} sessions</text>`] : []
    y += ROW_PX
    return [
      ...title,
      `<text x="${LABEL_PX - 8}" y="${y + 4}" text-anchor="end">${bar.name}</text>`,
      `<rect x="${LABEL_PX}" y="${y - 6}" width="${(x(bar.median) - LABEL_PX).toFixed(1)}" height="12" fill="${/^our/.test(bar.name) ? '#2563eb' : '#94a3b8'}"/>`,
      ...bar.rounds.map((value) => `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="2.5" fill="#0f172a"/>`),
      `<text x="${LABEL_PX + BARS_PX + 8}" y="${y + 4}">${bar.median.toFixed(2)}</text>`,
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LABEL_PX + BARS_PX + 60}" height="${y + 20}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    '<text x="8" y="20">CPU, ms per session-second: medians, and each round as a dot</text>',
    ...lines,
    '</svg>\n',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = readdirSync(folder).filter((name) => /relay.*\.json$/.test(name))
  const runs = files.map((name): Run => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  writeFileSync(join(folder, 'relay.svg'), chartOf(barsOf(runs)))
}
