/** A page that loses its network in mid-answer, or is reloaded, finds its call again, and the transcript is whole. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { useBrowsers } from '../support/browser.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'
import { type FreezingProxy, startFreezingProxy } from '../support/freezing-proxy.ts'
import { needing } from '../support/needing.ts'
import { type Running, startServer } from '../support/processes.ts'
import { readTap, tap, tappable } from '../support/tap.ts'

const { test } = needing('chromium')

let emulator: TestEmulator
let server: Running
let wire: FreezingProxy

beforeAll(async () => {
  // Faster than it is spoken, and slow enough for the wire to be cut in the middle of it.
  emulator = await startEmulator({ pace: 8 })
  server = await startServer({
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
    RESUME_SECONDS: '30',
  })
  wire = await startFreezingProxy(Number(new URL(server.url).port))
})
afterAll(async () => {
  await wire.stop()
  await server.stop()
  await emulator.stop()
})
const newPage = useBrowsers()

async function startSession(): Promise<Page> {
  const page = await newPage('absent', tappable)
  await tap(page)
  await page.goto(`http://127.0.0.1:${wire.port}`)
  await page.getByRole('button', { name: 'Start session' }).click()
  await page.locator('body[data-status="ready"]').waitFor()
  return page
}

/** A call that is not stopped is held for its page. */
const stopSession = async (page: Page) => {
  await page.getByRole('button', { name: 'Stop session' }).click()
  await emulator.quiet()
}

const ask = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

test('the network is away in mid-answer while the page tries three times: nothing of it is lost, or comes twice', async () => {
  const page = await startSession()
  await ask(page, 'Tell me a long story')
  await page.locator('body[data-status="speaking"]').waitFor()

  wire.admit(false)
  wire.reset()
  await page.locator('body[data-status="resuming"]').waitFor()
  await expect.poll(wire.refused).toBeGreaterThan(2)
  wire.admit(true)
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
  await page.locator('#log-label').click()
  await page.locator('#log li').first().waitFor()
  expect(await page.locator('#log').innerText()).not.toMatch(/playback\.faulted/)

  await page.getByRole('button', { name: 'Interrupt' }).click()
  await ask(page, 'What is two plus two')
  await page.getByRole('log').getByText('4').first().waitFor()
  expect(await page.locator('.agent').count()).toBe(2)
  await stopSession(page)
})

test('a page that is loaded anew goes on with its call, and shows what was said', async () => {
  const page = await startSession()
  await ask(page, 'What is the capital of France')
  await page.getByRole('log').getByText('Paris').waitFor()
  await page.locator('body[data-status="ready"]').waitFor()
  await ask(page, 'Tell me a long story')
  await page.locator('body[data-status="speaking"]').waitFor()

  await page.reload()
  await page.getByText('Your conversation is still open.').first().waitFor()
  expect(await page.locator('#invitation').textContent()).toContain('appears here again when you go on')
  await page.getByRole('button', { name: 'Start session' }).click()
  await page.locator('body[data-status="ready"]').waitFor()
  const shown = page.getByRole('log')
  for (const text of ['What is the capital of France', 'Paris', 'Tell me a long story'])
    await shown.getByText(text).waitFor()
  await ask(page, 'What is two plus two')
  await shown.getByText('4').first().waitFor()
  expect(emulator.openSessions()).toBe(1)
  await stopSession(page)
})
