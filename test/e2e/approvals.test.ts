/** Approvals in a real browser, from a real server and the emulator: asked on a card that a keyboard and a screen reader can use. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { useBrowsers } from '../support/browser.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'
import { needing } from '../support/needing.ts'
import { type Running, startServer } from '../support/processes.ts'

const { test } = needing('chromium')

const folder = mkdtempSync(join(tmpdir(), 'approvals-'))
let emulator: TestEmulator
let server: Running

beforeAll(async () => {
  const profile = join(folder, 'weather.json')
  const mcp = { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.example/' }
  writeFileSync(profile, JSON.stringify({ name: 'Weather desk', model: 'gpt-4.1', mcp_servers: [mcp] }))
  emulator = await startEmulator({ pace: Number.POSITIVE_INFINITY })
  server = await startServer({
    AGENT_PROFILE: profile,
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
  })
})
afterEach(async () => {
  await emulator.quiet()
})
afterAll(async () => {
  await server.stop()
  await emulator.stop()
  rmSync(folder, { recursive: true })
})
const newPage = useBrowsers()

/** Asks for the weather; the focus stays in the text box. */
async function ask(language: string): Promise<Page> {
  const page = await newPage('absent')
  await page.goto(`${server.url}/?lang=${language}`)
  await page.locator('#session').click()
  await page.locator('body[data-status="ready"]').waitFor()
  await page.locator('#message').fill('call get_weather {"city":"Oslo"}')
  await page.keyboard.press('Enter')
  return page
}

const card = (page: Page, name: string) => page.getByRole('log').getByRole('group', { name })
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id)

test('allowed by keyboard, the call runs, its card says so, and the agent tells the result', async () => {
  const page = await ask('en')
  const question = card(page, 'docs/get_weather: May the agent use this?')
  await question.waitFor()
  expect(await question.innerText()).toContain('{"city":"Oslo"}')
  expect(await focused(page)).toBe('message')

  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Deny')
  await page.keyboard.press('Shift+Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Allow')
  await page.keyboard.press('Enter')
  const answered = card(page, 'docs/get_weather: Allowed')
  await answered.waitFor()
  expect(await answered.getByRole('button').count()).toBe(0)
  expect(await focused(page)).toBe('transcript')
  await page.locator('.tool[data-outcome="succeeded"]', { hasText: 'docs/get_weather' }).waitFor()
  await page.locator('.agent', { hasText: 'sunny and 21 degrees in Oslo' }).waitFor()
})

test('denied with a click, in Portuguese, nothing runs, and the agent says so', async () => {
  const page = await ask('pt-BR')
  await card(page, 'docs/get_weather: O agente pode usar isto?').getByRole('button', { name: 'Negar' }).click()
  await card(page, 'docs/get_weather: Negado').waitFor()
  await page.locator('.agent', { hasText: 'not approved' }).waitFor()
  expect(await page.locator('.tool').count()).toBe(0)
})
