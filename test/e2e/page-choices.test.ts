/** What the user chooses before a session, in a real browser. */

import { expect } from 'vitest'
import { openAccess } from '../support/access.ts'
import { needing } from '../support/needing.ts'
import { hello, ready, usePage } from './page-rig.ts'

const { test } = needing('chromium')

const offers = {
  voice: { labels: 'Ava\nFrancisca (Brazil)\nRaquel (Portugal)', initial: 'Ava' },
  language: { labels: 'English and Portuguese of Brazil\nEnglish and Portuguese of Portugal', initial: null },
  rate: { labels: 'Slow\nRelaxed\nNormal', initial: 'Relaxed' },
}
const { openPage, nextPeer } = usePage({ access: openAccess(offers) })

test('the lists are named, chosen from by keyboard, sent, locked while the session runs, and remembered', async () => {
  const page = await openPage('absent', { viewport: { width: 1280, height: 800 } })
  const voice = page.getByRole('combobox', { name: 'Voice' })
  const language = page.getByRole('combobox', { name: 'Spoken language' })
  const rate = page.getByRole('combobox', { name: 'Speech rate' })
  await voice.waitFor()
  expect(await voice.locator('option').allTextContents()).toEqual(offers.voice.labels.split('\n'))
  expect(await language.locator('option').first().textContent()).toBe('Standard')
  expect(await rate.inputValue()).toBe('Relaxed')

  await voice.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  expect(await language.evaluate((list) => list === document.activeElement)).toBe(true)

  await page.getByRole('button', { name: 'Start session' }).click()
  const peer = await nextPeer()
  peer.say(hello)
  const { choice } = await peer.said('session.start')
  expect(choice).toEqual({ voice: 'Francisca (Brazil)', rate: 'Relaxed' })
  peer.say(ready)
  await page.getByRole('button', { name: 'Stop session' }).waitFor()
  expect(await voice.isDisabled()).toBe(true)
  expect(await voice.inputValue()).toBe('Francisca (Brazil)')
  await page.getByRole('button', { name: 'Stop session' }).click()
  await page.getByRole('button', { name: 'Start session' }).waitFor()
  expect(await voice.isEnabled()).toBe(true)

  await page.reload()
  await voice.waitFor()
  expect(await voice.inputValue()).toBe('Francisca (Brazil)')
})

test('the lists fit a narrow window, in every language', async () => {
  const page = await openPage('absent', { viewport: { width: 320, height: 568 } }, '/?lang=pt-BR')
  await page.getByRole('combobox', { name: 'Voz' }).waitFor()
  await page.getByRole('combobox', { name: 'Velocidade' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await page.locator('#language').selectOption('es')
  await page.getByRole('combobox', { name: 'Idioma hablado' }).waitFor()
})
