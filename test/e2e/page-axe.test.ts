/** What axe, the checker of accessibility, finds in the page: nothing, whatever the page shows, on a phone, and where it is laid out anew on all four sizes. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Status } from '../../client/state/status.ts'
import { openAccess } from '../support/access.ts'
import { needing } from '../support/needing.ts'
import { usePage } from './page-rig.ts'
import { goThroughEveryNotice, goThroughEveryStatus } from './page-states.ts'

const { test } = needing('chromium')

const voices = { labels: 'Ava\nRaquel', initial: 'Ava' }
const offers = { voice: voices, language: null, rate: null }
const { openPage, nextPeer } = usePage({ access: openAccess(offers) })

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

type Found = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 800 }
const all = [phone, { width: 844, height: 390 }, { width: 768, height: 1024 }, desktop]

/** All rules of the standard and of good practice; contrast, the dearest of them, is page-looks.test.ts's, which knows the stage's glow as well. */
const options = { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } } }

async function findFaults(page: Page, sizes = [phone, desktop]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const faults: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    const { violations } = await page.evaluate((given) => {
      const { axe } = window as unknown as { axe: { run: (options: object) => Promise<Found> } }
      return axe.run(given)
    }, options)
    for (const { id, nodes } of violations)
      faults.push(...nodes.map(({ target, failureSummary }) => `${size.width} ${id} ${target} ${failureSummary}`))
  }
  return faults
}

/** Statuses in which something stands in another place, or something more; the others differ by words and colours. */
const isLaidOutAnew = (status: Status) => status === 'ready' || status === 'error'

test('axe finds nothing, in any status, with any notice, and with the log and who answers open', async () => {
  const page = await openPage('absent')
  await page.locator('.offers select').waitFor()
  for await (const status of goThroughEveryStatus(page, nextPeer)) {
    expect.soft(await findFaults(page, isLaidOutAnew(status) ? all : [phone]), status).toEqual([])
    if (status === 'ready') {
      await page.locator('#about-label').click()
      await page.locator('#about p').first().waitFor()
      await page.locator('#log-label').click()
      expect.soft(await findFaults(page, all), 'the log open').toEqual([])
    }
  }
  for await (const notice of goThroughEveryNotice(page, nextPeer))
    expect.soft(await findFaults(page), notice).toEqual([])
})
