/**
 * `npm run bench:page`: what the page costs at rest, ready and speaking, on a machine without a GPU: share of one core over all
 * processes of the browser, and layouts and style recalculations a second.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { buildClient } from '../../client/build.ts'
import { SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { openBrowser } from '../support/browser.ts'
import { startServer } from '../support/processes.ts'
import { writeWav } from '../support/wav.ts'
import { sleep } from './schedule.ts'
import { usageOf } from './usage.ts'

/** The page settles, and then is watched. */
const SETTLE_MS = 2_000
const WATCH_MS = 5_000

/** Lasts longer than it is watched, in the emulator's voice. */
const LONG = 'Tell me a story'

type Cost = Readonly<{ cpuPercent: string; layouts: string; styles: string; byThread: string }>

/** Milliseconds of CPU so far of each thread of the browser, by the kernel's account. */
async function cpuOf(browser: CDPSession): Promise<ReadonlyMap<string, Readonly<{ name: string; ms: number }>>> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo')
  return new Map(
    processInfo.flatMap(({ type, id }) =>
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

async function countsOf(tab: CDPSession): Promise<Readonly<{ layouts: number; styles: number }>> {
  const { metrics } = await tab.send('Performance.getMetrics')
  const count = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0
  return { layouts: count('LayoutCount'), styles: count('RecalcStyleCount') }
}

async function watch(browser: CDPSession, tab: CDPSession): Promise<Cost> {
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

const until = (page: Page, status: string) => page.locator(`body[data-status=${status}]`).waitFor()

await buildClient('dist/client')
// No Azure: the emulator answers, in a process of its own that is not counted.
const server = await startServer({})
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const file = join(folder, 'room.wav')
writeWav(file, room(), SAMPLE_RATE_HZ)
const chromium = await openBrowser({ file })
try {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 800 } })
  const browser = await chromium.newBrowserCDPSession()
  const tab = await page.context().newCDPSession(page)
  await tab.send('Performance.enable')
  await page.goto(server.url)
  await until(page, 'idle')
  const costs: Record<string, Cost> = { idle: await watch(browser, tab) }
  await page.locator('#session').click()
  await until(page, 'ready')
  costs.ready = await watch(browser, tab)
  await page.locator('#message').fill(LONG)
  await page.keyboard.press('Enter')
  await until(page, 'speaking')
  costs.speaking = await watch(browser, tab)
  const isWhole = await page.locator('body[data-status=speaking]').count()
  for (const [state, { byThread, ...cost }] of Object.entries(costs)) console.log(state, cost, byThread)
  console.log(`Percent of one core, per second; load average ${loadavg()[0]?.toFixed(1)} before and after others.`)
  if (isWhole === 0) console.log('The answer ended before it was watched to its end: "speaking" is too low.')
} finally {
  await chromium.close()
  await server.stop()
  rmSync(folder, { recursive: true })
}
