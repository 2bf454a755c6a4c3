/** A page that needs an access code, and a session whose end is near, in a real browser. */

import { scryptSync } from 'node:crypto'
import { expect } from 'vitest'
import { createAccess } from '../../server/access/access.ts'
import { FREE_TRIES } from '../../server/access/lockout.ts'
import { needing } from '../support/needing.ts'
import { startSession, usePage } from './page-rig.ts'

const { describe, test } = needing('chromium')

const CODE = 'abcd-efgh-jkmn-pqrs'
const salt = Buffer.from('salt of a test')
let nowMs = 0
const access = createAccess({
  policy: {
    type: 'code',
    codeHash: { salt, key: scryptSync(CODE, salt, 32, { N: 16_384, r: 8, p: 1 }) },
    ticketKey: 'k'.repeat(40),
  },
  peer: () => '203.0.113.7',
  behindProxy: false,
  log: () => {},
  nowMs: () => nowMs,
})
// Chromium complains of every answer that is no success.
const { openPage, nextPeer } = usePage({ access, expected: /status of (401|429)|WebSocket connection/ })

describe('the access code', () => {
  test('stands in the place of Start until it is right, and leaves the focus on Start', async () => {
    const page = await openPage('absent')
    const code = page.getByLabel('Access code')
    await code.waitFor()
    expect(await page.getByRole('button', { name: 'Start session' }).count()).toBe(0)
    await code.fill('wrong')
    await code.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'This code is wrong.' }).waitFor()
    expect(await code.getAttribute('aria-invalid')).toBe('true')
    await code.fill(CODE)
    await page.getByRole('button', { name: 'Continue' }).click()
    const start = page.getByRole('button', { name: 'Start session' })
    await start.waitFor()
    expect(await code.isVisible()).toBe(false)
    expect(await code.inputValue()).toBe('')
    await startSession(page, nextPeer)
    expect(await page.evaluate(() => document.cookie)).toBe('')
  })

  test('is asked for again when the ticket has gone', async () => {
    const page = await openPage('absent')
    await page.getByLabel('Access code').fill(CODE)
    await page.getByRole('button', { name: 'Continue' }).click()
    const start = page.getByRole('button', { name: 'Start session' })
    await start.waitFor()
    await page.context().clearCookies()
    await start.click()
    await page.locator('#problem', { hasText: 'your access has expired' }).waitFor()
    // Start is gone, and the focus with it to where its user goes on.
    await page.locator('#code:focus').waitFor()
    await page.keyboard.type(CODE)
    await page.keyboard.press('Enter')
    await start.waitFor()
    expect(await page.locator('#problem').isVisible()).toBe(false)
  })

  test('says for how long it is locked, in every language', async () => {
    const page = await openPage('absent', { viewport: { width: 320, height: 568 } }, '/?lang=pt-BR')
    const code = page.getByLabel('Código de acesso')
    for (let tries = 0; tries <= FREE_TRIES; tries += 1) {
      await code.fill(`wrong ${tries}`)
      const [answer] = await Promise.all([page.waitForResponse('**/access'), code.press('Enter')])
      expect(answer.status()).toBe(tries < FREE_TRIES ? 401 : 429)
      await page.locator('#code-refusal:not(:empty)').waitFor()
    }
    await page.getByText('Muitos códigos errados. Tente de novo em um minuto.').first().waitFor()
    await page.locator('#language').selectOption('es')
    await page.getByText('Demasiados códigos incorrectos. Inténtalo de nuevo en un minuto.').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    nowMs += 60_000
    await code.or(page.getByLabel('Código de acceso')).fill(CODE)
    await page.locator('#enter').click()
    await page.locator('#session').waitFor()
  })
})

describe('the end of a session', () => {
  test('is announced before it comes, called off, and explained', async () => {
    const page = await openPage('absent')
    await page.getByLabel('Access code').fill(CODE)
    await page.getByLabel('Access code').press('Enter')
    const peer = await startSession(page, nextPeer)
    const ending = page.locator('#ending').filter({ hasText: 'Are you still there?' })
    peer.say({ type: 'session.ending', reason: 'idle', secondsLeft: 30 })
    await ending.waitFor()
    expect(await ending.textContent()).toContain('30 seconds')
    peer.say({ type: 'session.continued' })
    await ending.waitFor({ state: 'detached' })
    peer.say({ type: 'session.ending', reason: 'limit', secondsLeft: 60 })
    await page.locator('#ending').filter({ hasText: 'time limit' }).waitFor()
    peer.say({ type: 'error', code: 'session_limit', message: 'm', remedy: 'r', fatal: true, retryAfterSeconds: null })
    await page.locator('#problem', { hasText: 'reached the longest time' }).waitFor()
    expect(await page.locator('#status').textContent()).toBe('Stopped')
  })
})
