/**
 * `npm run bench:page`: what the page costs at rest, ready and speaking, on a machine without a GPU: share of one core over all
 * processes of the browser, and layouts and style recalculations a second. Beside it the floor: a page that opens the microphone, with
 * the same wishes, and an audio context in which nothing is.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildClient } from '../../client/build.ts'
import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { startServer } from '../support/processes.ts'
import { writeWav } from '../support/wav.ts'
import { openPlainBrowser, type PlainBrowser, type Tab } from './plain-browser.ts'
import { sleep } from './schedule.ts'
import { usageOf } from './usage.ts'

/** The page settles, and then is watched. */
const SETTLE_MS = 2_000
const WATCH_MS = 5_000

/** Lasts longer than it is watched, in the emulator's voice. */
const LONG = 'Tell me a story'

type Cost = Readonly<{ cpuPercent: string; layouts: string; styles: string; byThread: string }>

/** Milliseconds of CPU so far of each thread of the browser, by the kernel's account. */
async function cpuOf(browser: PlainBrowser): Promise<ReadonlyMap<string, Readonly<{ name: string; ms: number }>>> {
  const processes: { type: string; id: number }[] = (await browser.ask('SystemInfo.getProcessInfo')).processInfo
  return new Map(
    processes.flatMap(({ type, id }) =>
      readdirSync(`/proc/${id}/task`).map((thread) => {
        const { cpuMs } = usageOf(`${id}/task/${thread}`)
        return [
          thread,
          { name: `${type} ${readFileSync(`/proc/${id}/task/${thread}/comm`, 'utf8').trim()}`, ms: cpuMs },
        ]
      }),
    ),
  )
}

async function countsOf(tab: Tab): Promise<Readonly<{ layouts: number; styles: number }>> {
  const metrics: { name: string; value: number }[] = (await tab.ask('Performance.getMetrics')).metrics
  const count = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0
  return { layouts: count('LayoutCount'), styles: count('RecalcStyleCount') }
}

async function watch(browser: PlainBrowser, tab: Tab): Promise<Cost> {
  await tab.ask('Performance.enable')
  await sleep(SETTLE_MS)
  const startMs = performance.now()
  const [cpuBefore, before] = [await cpuOf(browser), await countsOf(tab)]
  await sleep(WATCH_MS)
  const [cpuAfter, after] = [await cpuOf(browser), await countsOf(tab)]
  const seconds = (performance.now() - startMs) / 1000
  const shares = [...cpuAfter].map(([thread, { name, ms }]) => ({
    name,
    percent: (ms - (cpuBefore.get(thread)?.ms ?? 0)) / (10 * seconds),
  }))
  return {
    cpuPercent: shares.reduce((sum, { percent }) => sum + percent, 0).toFixed(1),
    layouts: ((after.layouts - before.layouts) / seconds).toFixed(1),
    styles: ((after.styles - before.styles) / seconds).toFixed(1),
    byThread: shares
      .filter(({ percent }) => percent >= 1)
      .map(({ name, percent }) => `${name} ${percent.toFixed(1)}`)
      .join(', '),
  }
}

/** Faint noise that comes and goes, so that the level moves as it does in a room, and nobody takes it for speech. */
function room(): Int16Array {
  let seed = 1
  return Int16Array.from({ length: 120 * SAMPLE_RATE_HZ }, (_, n) => {
    seed = (seed * 16_807) % 2_147_483_647
    return ((seed / 2_147_483_647) * 2 - 1) * 20 * (1 + Math.sin(n / SAMPLE_RATE_HZ))
  })
}

const isNow = (status: string) => `document.body.dataset.status === '${status}'`

/** Presses until it is heard: the page is idle before its script has come. */
async function press(tab: Tab): Promise<void> {
  await tab.until(isNow('idle'))
  for (; (await tab.evaluate(isNow('idle'))) === true; await sleep(200))
    await tab.evaluate(`document.getElementById('session').click()`)
}

const BARE = `(async () => {
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 }
  window.held = [await navigator.mediaDevices.getUserMedia({ audio }), new AudioContext()]
  await window.held[1].resume()
  document.body.dataset.status = 'bare'
})()`

await buildClient('dist/client')
// No Azure: the emulator answers, in a process of its own that is not counted.
const server = await startServer({})
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const file = join(folder, 'room.wav')
writeWav(file, room(), SAMPLE_RATE_HZ)
const browser = await openPlainBrowser({ file })
try {
  // An address of the same server, with nothing on it.
  const bare = await browser.open(`${server.url}/health`)
  await bare.evaluate(BARE)
  await bare.until(isNow('bare'))
  const costs: Record<string, Cost> = { floor: await watch(browser, bare) }
  await bare.close()

  const tab = await browser.open(server.url)
  await tab.until(isNow('idle'))
  costs.idle = await watch(browser, tab)
  await press(tab)
  await tab.until(isNow('ready'))
  costs.ready = await watch(browser, tab)
  await tab.evaluate(`document.getElementById('message').value = '${LONG}'`)
  await tab.evaluate(`document.getElementById('composer').requestSubmit()`)
  await tab.until(isNow('speaking'))
  costs.speaking = await watch(browser, tab)
  const isWhole = await tab.evaluate(isNow('speaking'))
  for (const [state, { byThread, ...cost }] of Object.entries(costs)) console.log(state, cost, byThread)
  console.log(`Percent of one core, per second; load average ${loadavg()[0]?.toFixed(1)} before and after others.`)
  if (!isWhole) console.log('The answer ended before it was watched to its end: "speaking" is too low.')
} finally {
  await browser.close()
  await server.stop()
  rmSync(folder, { recursive: true })
}
