/** The page for everybody: languages, light and dark, small screens, screen readers, less motion. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Status } from '../../client/state/status.ts'
import { needing } from '../support/needing.ts'
import { hello, ready, startSession, usePage } from './page-rig.ts'
import { goThroughEveryNotice, goThroughEveryStatus } from './page-states.ts'

const { describe, test } = needing('chromium')

const agent = { name: 'General assistant', model: 'gpt-realtime', voice: 'Ava', profile: 'general-assistant' }
const { openPage, nextPeer } = usePage({ agent })

const language = (page: Page) => page.locator('#language')
const untilStatus = (page: Page, text: string) => page.locator('#status', { hasText: text }).waitFor()

describe('language', () => {
  test('is what the address asks for, or else the nearest to what the browser speaks', async () => {
    const page = await openPage('absent', { locale: 'pt-PT' })
    for (const [query, lang, start] of [
      ['', 'pt-BR', 'Iniciar conversa'],
      ['?lang=es', 'es', 'Iniciar conversación'],
    ] as const) {
      if (query !== '') await page.goto(new URL(query, page.url()).href)
      await page.getByRole('button', { name: start, exact: true }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe(lang)
      expect(await language(page).inputValue()).toBe(lang)
    }
  })

  test('a choice takes the whole page with it, what was said included, and is remembered', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    peer.say({ type: 'error', code: 'answer_failed', message: 'm', remedy: 'r', fatal: false, retryAfterSeconds: null })
    await page.locator('#problem', { hasText: 'The agent could not finish its answer.' }).waitFor()
    await language(page).selectOption('es')
    await page.getByRole('heading', { name: 'Conversación' }).waitFor()
    await page.locator('#problem', { hasText: 'El agente no pudo terminar su respuesta.' }).waitFor()
    expect(await page.locator('.note .text').textContent()).toBe('Conversación iniciada')
    expect(await page.locator('#sentence').textContent()).toBe('Tu turno. Escribe un mensaje.')
    const english = /\b(the|session|microphone|message|heard|agent|log|level)\b/i
    const texts = await page.locator('body').innerText()
    expect(texts.replace(/“[^”]*”|Voice Live Web/g, '')).not.toMatch(english)
    await page.reload()
    await page.getByRole('button', { name: 'Iniciar conversación' }).waitFor()
  })
})

describe('appearance', () => {
  const isDark = (page: Page) => page.evaluate(() => getComputedStyle(document.body).color === 'rgb(238, 240, 248)')

  test('follows the system until somebody chooses, and remembers the choice', async () => {
    const page = await openPage('absent', { colorScheme: 'dark' })
    await expect.poll(() => isDark(page)).toBe(true)
    await page.locator('#theme').selectOption('light')
    await expect.poll(() => isDark(page)).toBe(false)
    await page.reload()
    await expect.poll(() => isDark(page)).toBe(false)
    await page.locator('#theme').selectOption('system')
    await expect.poll(() => isDark(page)).toBe(true)
  })

  test('nothing moves for those who want less motion, nor at rest', async () => {
    const page = await openPage('absent')
    const expectEndless = async (expected: number) => {
      for (const [reducedMotion, endless] of [
        ['reduce', 0],
        ['no-preference', expected],
      ] as const) {
        await page.emulateMedia({ reducedMotion })
        const moving = await page.evaluate(
          () => document.getAnimations().filter((one) => one.effect?.getTiming().iterations === Infinity).length,
        )
        expect(moving, reducedMotion).toBe(endless)
      }
    }
    await untilStatus(page, 'Idle')
    await expectEndless(0)
    await page.getByRole('button', { name: 'Start session' }).click()
    await untilStatus(page, 'Starting')
    await expectEndless(1)
    const peer = await nextPeer()
    peer.say(hello, ready)
    await untilStatus(page, 'Ready')
    await expectEndless(0)
  })
})

/** Runs in the page: the properties that differ between silence and the loudest voice, in the orb and in all that it holds. */
function movedByLevel(): string[] {
  const orb = document.getElementById('orb') as HTMLElement
  // A style element is what the page's policy forbids.
  const still = new CSSStyleSheet()
  still.replaceSync('*, ::before, ::after { transition: none !important }')
  document.adoptedStyleSheets.push(still)
  const looksAt = (level: string) => {
    orb.style.setProperty('--level', level)
    return [orb, ...orb.querySelectorAll('*')].flatMap((element) =>
      [null, '::before', '::after'].map((part) => {
        const style = getComputedStyle(element, part)
        return new Map(['--level', ...style].map((name) => [name, style.getPropertyValue(name)]))
      }),
    )
  }
  const silent = looksAt('0')
  const loud = looksAt('1')
  document.adoptedStyleSheets.pop()
  return [
    ...new Set(loud.flatMap((look, at) => [...look.keys()].filter((name) => look.get(name) !== silent[at]?.get(name)))),
  ]
}

test('what a voice moves has the page neither laid out nor painted anew', async () => {
  const page = await openPage('absent', { reducedMotion: 'no-preference' })
  await page.evaluate(() => {
    const context = new AudioContext()
    const made = new MediaStreamAudioDestinationNode(context)
    // Never so loud that the page says so.
    const loudness = new GainNode(context, { gain: 0.3 })
    const swell = new OscillatorNode(context, { frequency: 2 })
    swell.connect(new GainNode(context, { gain: 0.3 })).connect(loudness.gain)
    const voice = new OscillatorNode(context)
    voice.connect(loudness).connect(made)
    for (const source of [swell, voice]) source.start()
    navigator.mediaDevices.getUserMedia = async () => made.stream
  })
  const peer = await startSession(page, nextPeer)
  peer.say({ type: 'speech.started', item: 'u' })
  await untilStatus(page, 'Listening')
  await page.locator('#mute:not([aria-disabled])').waitFor()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const layouts = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'LayoutCount')?.value
  }
  // One that is cut short by the next never finishes.
  await page.waitForFunction(() => document.getAnimations().length === 0)
  const before = await layouts()
  const moved = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = []
        new MutationObserver((changes) => {
          for (const { target, attributeName } of changes) {
            const { id, style } = target as HTMLElement
            seen.push(`${id} ${attributeName === 'style' ? [...style].join() : attributeName}`)
          }
          if (seen.filter((one) => one.startsWith('orb ')).length >= 10) resolve(seen)
        }).observe(document, { subtree: true, attributes: true, childList: true, characterData: true })
      }),
  )
  expect([...new Set(moved)].sort()).toEqual(['level aria-valuenow', 'level-bar transform', 'orb --level'])
  expect(await layouts()).toBe(before)
  expect((await page.evaluate(movedByLevel)).sort()).toEqual(['--level', 'opacity', 'transform'])
  peer.close(1000)
})

describe('small screens', () => {
  test('nothing runs over the edge of 320 pixels, in any language', async () => {
    const page = await openPage('refused', { viewport: { width: 320, height: 568 } })
    await page.locator('#session').click()
    const peer = await nextPeer()
    peer.say(hello, ready, { type: 'speech.started', item: 'u' })
    peer.say({ type: 'user.caption.done', item: 'u', text: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(3) })
    peer.say({ type: 'tool.started', call: 'c', name: 'a_tool_with_a_rather_long_name_that_goes_on_and_on' })
    const name = 'a_tool_of_a_server_with_a_long_name_that_goes_on'
    peer.say({
      type: 'approval.asked',
      id: 'a',
      server: 'a-server-with-a-label',
      name,
      arguments: `{"x":"${'y'.repeat(300)}"}`,
    })
    peer.say({
      type: 'error',
      retryAfterSeconds: null,
      code: 'upstream_unauthorized',
      message: 'm',
      remedy: 'r',
      fatal: false,
    })
    await page.locator('.tool').waitFor()
    await page.locator('.approval').waitFor()
    await page.locator('#log-label').click()
    await page.locator('#problem').waitFor()
    for (const [lang, name] of [
      ['en', 'Conversation'],
      ['pt-BR', 'Conversa'],
      ['es', 'Conversación'],
    ] as const) {
      await language(page).selectOption(lang)
      await page.getByRole('heading', { name, exact: true }).waitFor({ state: 'attached' })
      const overflowing = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('body *')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .filter((element) => getComputedStyle(element).display !== 'inline')
          .filter((element) => getComputedStyle(element).clipPath === 'none' && !element.closest('.visually-hidden'))
          // The phrases of the emulator scroll.
          .filter((element) => !element.matches('.light, .light *, input, .phrases'))
          .map((element) => element.outerHTML.slice(0, 100)),
      )
      expect(overflowing, lang).toEqual([])
      // All but the phrases of the emulator, which are there to try it.
      const targets = await page
        .locator('button:not(.phrases button):visible, select:visible, input[type=text]:visible')
        .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().height))
      expect(Math.min(...targets), lang).toBeGreaterThanOrEqual(40)
    }
  })
})

/** A phone upright, sideways and with its keyboard open; the same at twice its size; a tablet; a desktop, at twice its size too. */
const sizes = [
  [360, 740],
  [390, 844],
  [844, 390],
  [360, 440],
  [740, 160],
  [180, 370],
  [370, 180],
  [422, 195],
  [844, 180],
  [180, 220],
  [768, 1024],
  [640, 400],
  [1280, 800],
] as const

/** A phone at twice its size with its keyboard open shows who speaks and what is pressed; sentences are there where it is scrolled. */
const isSmallest = (height: number, width: number) => height < 288 && width < 288

/** Runs in the page: those whose last line is not wholly in the window, or is scrolled away, or lies under something else. */
const findOutside = (selectors: readonly string[]): readonly string[] =>
  selectors.filter((selector) => {
    const element = document.querySelector(selector)
    const found = [...(element?.getClientRects() ?? [])].at(-1)
    const isInside = found && found.top >= 0 && found.left >= 0 && found.width > 0
    if (!isInside || found.bottom > innerHeight || found.right > innerWidth) return true
    return [0.1, 0.5, 0.9].some((share) => {
      const there = document.elementFromPoint(found.left + found.width / 2, found.top + found.height * share)
      return !there?.closest(selector) && !element?.contains(there)
    })
  })

/**
 * Runs in the page, with the log folded and unfolded: lines of the stage, and what one types with, that are covered or cut. Those of the status and its sentence
 * must be there at once; the others where the stage is scrolled to them.
 */
function findCovered(): readonly string[] {
  const find = (selector: string) => document.querySelector(selector) as HTMLElement
  const [stage, actions, log] = [find('.stage'), find('#actions'), find('#log-details') as HTMLDetailsElement]
  const linesOf = (text: Element) => {
    const range = document.createRange()
    range.selectNodeContents(text)
    return [...range.getClientRects()]
  }
  const isCovered = (text: Element, { left, top, width, height }: DOMRect) =>
    [0.02, 0.5, 0.98].some((share) => {
      const there = document.elementFromPoint(left + width * share, top + height / 2)
      return !there || !text.parentElement?.contains(there)
    })
  const texts = [...stage.querySelectorAll('h2, p, span')].filter((text) => text.checkVisibility() && text.textContent)
  const covered: string[] = []
  for (log.open of [false, true]) {
    for (const text of texts) {
      const scrolls = !text.matches('#status, #sentence') && !actions.contains(text)
      linesOf(text).forEach((_, n) => {
        stage.scrollTop = 0
        const { bottom = 0 } = linesOf(text)[n] ?? {}
        if (scrolls) stage.scrollTop = Math.max(0, bottom - actions.getBoundingClientRect().top)
        const line = linesOf(text)[n]
        const isHidden = getComputedStyle(text).clipPath !== 'none'
        if (line && !isHidden && isCovered(text, line))
          covered.push(`${text.id} ${n} ${log.open ? 'with the log' : ''}`)
      })
    }
    stage.scrollTop = 0
    // Where there is no room for the log, it cannot be opened either.
    const { top, bottom } = find('#log').getBoundingClientRect()
    if (log.open && (top < 0 || bottom > innerHeight || (log.checkVisibility() && bottom - top < 32)))
      covered.push(`the log ${top}…${bottom}`)
    for (const field of document.querySelectorAll('#message, #send'))
      if (isCovered(field, field.getBoundingClientRect())) covered.push(`${field.id} ${log.open ? 'with the log' : ''}`)
  }
  log.open = false
  const [mute, interrupt] = [find('#mute'), find('#interrupt')].map((button) => button.getBoundingClientRect().top)
  if (mute !== interrupt) covered.push('what is pressed in a call takes a line more')
  return covered
}

/** What each status needs beside what is pressed. */
const needed: Partial<Record<Status, readonly string[]>> = {
  idle: ['#sentence'],
  starting: ['#sentence'],
  approval: ['#sentence', '.choice button:first-child', '.choice button:last-child'],
  error: ['#problem-message', '.entry:last-child .text'],
}

// The longest words.
describe.each(['pt-BR', 'es'])('at every size in %s, by the longest sentences that a server can bring', (lang) => {
  const controls = ['#session', '#mute', '#interrupt', '#message', '#send']

  const expectAll = async (page: Page, names: readonly string[], what: string, { uncovered = false } = {}) => {
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height })
      const isTiny = isSmallest(height, width)
      const wanted = isTiny ? names.filter((name) => !/sentence|problem/.test(name)) : names
      const where = { timeout: 30_000, message: `${what} ${width} x ${height}` }
      // The end of the conversation follows the new size with the next frame.
      await expect.poll(() => page.evaluate(findOutside, [...controls, ...wanted]), where).toEqual([])
      if (uncovered && !isTiny) expect.soft(await page.evaluate(findCovered), where.message).toEqual([])
    }
  }

  test('the orb, the status, what it says, the last caption, an approval and all that is pressed are on the screen in every status', async () => {
    const page = await openPage('refused', {}, `/?lang=${lang}`)
    // What is said of such an address is longer than what is said of any other.
    await page.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }))
    await page.reload()
    await page.locator('#emulator:not([hidden])').waitFor({ state: 'attached' })
    for await (const status of goThroughEveryStatus(page, nextPeer)) {
      const others = needed[status] ?? ['#sentence', '.entry:nth-last-child(1 of :not([hidden])) .text']
      const uncovered = status === 'idle' || status === 'approval'
      await expectAll(page, ['#orb', '#status', ...others], status, { uncovered })
    }
  })

  test('what is pressed and an approval are there when much else goes wrong, and what ended a session is read beside an open log', async () => {
    const page = await openPage('refused', {}, `/?lang=${lang}`)
    const peer = await startSession(page, nextPeer)
    peer.say({ type: 'speech.started', item: 'u' })
    peer.say({ type: 'user.caption.done', item: 'u', text: 'A question of some length, so that it takes two lines' })
    peer.say({ type: 'approval.asked', id: 'a', server: 'docs', name: 'search', arguments: '{"query":"weather"}' })
    peer.say({ type: 'speech.stopped', item: 'u' })
    peer.say({ type: 'error', retryAfterSeconds: null, code: 'answer_failed', message: 'm', remedy: 'r', fatal: false })
    peer.say({ type: 'session.ending', reason: 'idle', secondsLeft: 30 })
    await page.locator('#ending:not(:empty)').waitFor()
    await expectAll(page, ['.choice button:first-child', '.choice button:last-child'], 'much', { uncovered: true })
    const code = 'upstream_unknown_host'
    peer.say({ type: 'error', retryAfterSeconds: null, code, message: 'm', remedy: 'r', fatal: true })
    await page.locator('body[data-status=error]').waitFor()
    await page.locator('#log-label').click()
    await page.locator('#about-label').click()
    await page.locator('#about p').first().waitFor()
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height })
      // With a keyboard open, or on a page at twice its size, there is no room for either.
      const log = await page.locator('#log').boundingBox()
      if (!log) continue
      const where = `the log and who answers ${width} x ${height}`
      expect.soft(await page.evaluate(findOutside, ['#log']), where).toEqual([])
      expect.soft(log.width, where).toBeGreaterThan(300)
    }
    for (const [width, height] of [
      [1280, 800],
      [1366, 768],
    ] as const) {
      await page.setViewportSize({ width, height })
      const outside = () => page.evaluate(findOutside, ['#problem-message', '#problem-remedy', '#session'])
      await expect.poll(outside, { timeout: 30_000, message: `${width} x ${height}` }).toEqual([])
    }
  })
})

describe('screen readers', () => {
  test('every control has a name; a turn that was only written is announced as one, when it is over; captions and the log are not', async () => {
    const page = await openPage('absent')
    // Each is gone when it was taken.
    await page.evaluate(() => {
      const all: string[] = []
      Object.assign(window, { announced: all })
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) all.push(...[...addedNodes].map((node) => node.textContent ?? ''))
      }).observe(document.getElementById('announcer') as Node, { childList: true })
    })
    const announced = () => page.evaluate(() => (window as unknown as { announced: string[] }).announced)
    const live = page.locator('[aria-live]:not([aria-live=off]), [role=status], [role=alert]')
    for (const silent of ['#transcript', '#log', '#composer']) {
      expect(await page.locator(silent).and(live).count()).toBe(0)
      expect(await live.filter({ has: page.locator(silent) }).count()).toBe(0)
    }
    expect(await page.locator('#announcer').and(live).count()).toBe(1)
    const peer = await startSession(page, nextPeer)
    await page.getByRole('banner').getByText('Emulator').waitFor()
    await page.locator('#mute:not([aria-disabled])').waitFor()
    // What can be seen is named for those who see, and what has nothing to do is not drawn as a place to drop something.
    for (const name of ['Language', 'Appearance'])
      expect(await page.locator('label', { hasText: name }).boundingBox()).toMatchObject({ height: 21 })
    expect(await page.locator('#interrupt').evaluate((one) => getComputedStyle(one).borderStyle)).toBe('solid')
    const tree = await page.locator('body').ariaSnapshot()
    expect(tree).toContain('button "Stop session"')
    expect(tree).toContain('button "Use microphone"')
    expect(tree).toContain('button "Interrupt" [disabled]')
    expect(tree).toContain('textbox "Message"')
    expect(tree).toContain('meter "Microphone level"')
    expect(tree).toContain('combobox "Language"')
    expect(tree).toContain('combobox "Appearance"')
    expect(tree).toContain('log "Conversation"')
    expect(tree).not.toMatch(/- (button|textbox|combobox|checkbox|meter)(:| \[|$)/m)
    const start = 'Ready. No microphone was found.'
    await expect.poll(async () => (await announced())[0], { timeout: 30_000 }).toContain(start)
    peer.say({ type: 'speech.started', item: 'u' }, { type: 'user.caption.delta', item: 'u', delta: 'Tell' })
    await page.locator('.user .heard', { hasText: 'Tell' }).waitFor()
    peer.say({ type: 'user.caption.done', item: 'u', text: 'Tell me a story.' }, { type: 'speech.stopped', item: 'u' })
    peer.say({ type: 'answer.started', answer: 1, item: 'a' })
    peer.say({ type: 'answer.caption.delta', answer: 1, delta: 'Once upon a time' })
    await page.locator('.agent .rest', { hasText: 'Once' }).waitFor()
    expect(await announced()).toHaveLength(1)
    peer.say({ type: 'answer.done', answer: 1, status: 'completed', text: 'Once upon a time.', heard: null })
    await expect.poll(announced, { timeout: 30_000 }).toHaveLength(2)
    expect((await announced())[1]).toBe('You: Tell me a story. Agent: Once upon a time.')
    await page.locator('#announcer:empty').waitFor({ state: 'attached' })
  })
})

test('all text of every status and notice reaches 4.5 to 1, in light and in dark', async () => {
  const page = await openPage('absent', { reducedMotion: 'reduce' })
  await page.locator('#log-label').click()
  const expectContrast = async (shown: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await page.evaluate(findFaintText), `${shown} in ${colorScheme}`).toEqual([])
    }
  }
  for await (const status of goThroughEveryStatus(page, nextPeer)) await expectContrast(status)
  for await (const notice of goThroughEveryNotice(page, nextPeer)) await expectContrast(notice)
})

/** Runs in the page: texts whose contrast with their background is under 4.5:1, as WCAG 2 counts it. */
function findFaintText(): string[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (!context) return ['no canvas']
  /** Paints colours over each other and reads what comes of it. */
  const paint = (colors: readonly string[]): number[] => {
    for (const color of colors) {
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const luminance = (rgb: readonly number[]): number => {
    const [r = 0, g = 0, b = 0] = rgb
      .map((channel) => channel / 255)
      .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const faint: string[] = []
  for (const element of document.querySelectorAll('body *')) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim())
    if (texts.length === 0 || !element.checkVisibility() || element.closest('.visually-hidden, option')) continue
    const layers: string[] = []
    for (let above: Element | null = element; above; above = above.parentElement) {
      const style = getComputedStyle(above)
      layers.unshift(style.backgroundColor)
      // The stage's glow, at its strongest.
      if (above.matches('.stage'))
        layers.splice(1, 0, `color-mix(in oklab, ${style.getPropertyValue('--tone')} 16%, transparent)`)
    }
    const ground = luminance(paint(['white', ...layers]))
    const text = luminance(paint([getComputedStyle(element).color]))
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05)
    if (ratio < 4.5) faint.push(`${element.id || element.className}: ${ratio.toFixed(2)}`)
  }
  return faint
}
