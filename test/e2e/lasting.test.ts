/** A page that loses its network in mid-answer finds its call again, and the transcript is whole. */

import { setTimeout as after } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'
import { type Running, startServer } from '../support/processes.ts'
import { openTappedPage, readTap } from '../support/tap.ts'
import { startWire, type Wire } from '../support/wire.ts'

/** The outage that the requirement names. */
const OUTAGE_MS = 5_000

const browsers: Browser[] = []
let emulator: TestEmulator
let server: Running
let wire: Wire

beforeAll(async () => {
  emulator = await startEmulator()
  server = await startServer({
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
    RESUME_SECONDS: '30',
  })
  wire = await startWire(Number(new URL(server.url).port))
})
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close()
})
afterAll(async () => {
  await wire.stop()
  await server.stop()
  await emulator.stop()
})

test('the network is away for five seconds in mid-answer: nothing of it is lost, or comes twice', async () => {
  const browser = await openBrowser('absent')
  browsers.push(browser)
  const page = await openTappedPage(browser)
  await page.goto(`http://127.0.0.1:${wire.port}`)
  await page.getByRole('button', { name: 'Start session' }).click()
  await page.locator('body[data-status="ready"]').waitFor()
  const ask = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.keyboard.press('Enter')
  }
  await ask('Tell me a long story')
  await page.locator('body[data-status="speaking"]').waitFor()

  wire.cut()
  await page.locator('body[data-status="resuming"]').waitFor()
  await after(OUTAGE_MS)
  expect(wire.refused()).toBeGreaterThan(1)
  wire.mend()
  await page.locator('body[data-status="speaking"]').waitFor()

  const whole = await emulator.seen(
    (entry): entry is typeof entry => entry.from === 'server' && entry.event.type === 'response.audio_transcript.done',
  )
  const text = 'event' in whole && 'transcript' in whole.event ? String(whole.event.transcript) : ''
  expect(text.length).toBeGreaterThan(200)
  await page.getByRole('log').getByText(text.slice(-40)).waitFor()
  // What was heard and what is still to be heard are two elements: only the spaces between them are the layout's.
  const bare = (words: string | null) => (words ?? '').replace(/\s/g, '')
  expect(bare(await page.locator('.agent').first().textContent())).toContain(bare(text))

  const { messages } = await readTap(page)
  const captions = messages.flatMap(({ message }) =>
    message.type === 'answer.caption.delta' ? [String(message.delta)] : [],
  )
  expect(captions.join('')).toBe(text)
  expect(messages.filter(({ message }) => message.type === 'session.resumed')).toHaveLength(1)
  expect(await page.locator('#log').innerText()).not.toMatch(/playback\.faulted/)

  await ask('What is two plus two')
  await page.getByRole('log').getByText('4').first().waitFor()
  expect(await page.locator('.agent').count()).toBe(2)
})
