/** The page alone: what a user sees, hears, presses and is told, with the server's part played by the test. */

import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { deferred } from '../contract/deferred.ts'
import { needing } from '../support/needing.ts'
import { writeWav } from '../support/wav.ts'
import { hello, ready, startSession, syllables, usePage } from './page-rig.ts'

const { describe, test } = needing('chromium')

const { openPage, nextPeer, wavPath } = usePage({
  agent: { name: 'Lesson & Co. <b>', model: 'gpt-realtime', voice: 'Ava', profile: 'lesson' },
  // Chromium complains of what cannot be fetched, and of a socket that is closed before it is open.
  expected: /Failed to load resource|closed before the connection is established/,
})

const status = (page: Page) => page.locator('#status')
const untilStatus = (page: Page, text: string) => page.locator('#status', { hasText: text }).waitFor()
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const box = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const log = (page: Page) => page.getByRole('log', { name: 'Conversation' })

const second = 24_000
const sentence = 'Once upon a time there was a clockmaker.'
const words = sentence.split(' ').map((text, n) => ({ startMs: n * 400, durationMs: 350, text }))

/** An answer of `seconds`, wholly sent. */
const answer = (number: number, seconds: number) => ({
  captions: [
    { type: 'answer.started', answer: number, item: `a${number}` },
    { type: 'answer.caption.delta', answer: number, delta: sentence },
  ] as const,
  samples: syllables(seconds * second),
  end: [
    { type: 'answer.audio.done', answer: number, samples: seconds * second },
    { type: 'answer.done', answer: number, status: 'completed', text: sentence, heard: null },
  ] as const,
})

/** Two minutes of sound: no test here is to find the microphone silent. */
beforeAll(() => writeWav(wavPath, syllables(120 * second), second))
const sounding = { file: wavPath }

type Watched = {
  held: { contexts: AudioContext[]; tracks: MediaStreamTrack[]; sockets: WebSocket[]; workers: Set<Worker> }
}

/** Runs in the page: remembers every device that it opens from now on. */
function watchDevices(): void {
  const held: Watched['held'] = { contexts: [], tracks: [], sockets: [], workers: new Set() }
  Object.assign(window, { held })
  const Context = window.AudioContext
  window.AudioContext = class extends Context {
    constructor(options?: AudioContextOptions) {
      super(options)
      held.contexts.push(this)
    }
  }
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(url: string | URL) {
      super(url)
      held.sockets.push(this)
    }
  }
  window.Worker = class extends Worker {
    constructor(url: string | URL) {
      super(url)
      held.workers.add(this)
    }
    override terminate(): void {
      super.terminate()
      held.workers.delete(this)
    }
  }
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    const stream = await ask(wishes)
    held.tracks.push(...stream.getTracks())
    return stream
  }
}

/** Runs in the page: so many sessions were opened, and nothing of them is held. */
function areDevicesLetGo(sessions: number): boolean {
  const { contexts, tracks, sockets, workers } = (window as unknown as Watched).held
  return (
    workers.size === 0 &&
    contexts.length === sessions &&
    tracks.length === sessions &&
    contexts.every(({ state }) => state === 'closed') &&
    tracks.every(({ readyState }) => readyState === 'ended') &&
    sockets.every(({ readyState }) => readyState === WebSocket.CLOSED)
  )
}

/** Runs in the page: no audio context sounds before `allow-sound`, however often it is asked to, nor again after `take-sound`. */
function refuseSound(): void {
  let isAllowed = false
  let hasSounded = false
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options)
      const suspended = super.suspend()
      this.addEventListener('statechange', (event) => {
        hasSounded ||= isAllowed
        if (!hasSounded) event.stopImmediatePropagation()
      })
      addEventListener('allow-sound', () => {
        isAllowed = true
      })
      addEventListener('take-sound', async () => {
        await suspended
        await super.suspend()
        isAllowed = false
      })
    }
    override resume = () => (isAllowed ? super.resume() : new Promise<void>(() => {}))
    override get state() {
      return isAllowed ? super.state : 'suspended'
    }
  }
}

describe('a session', () => {
  test('goes through its states, and sends the microphone only when the session is ready', async () => {
    const page = await openPage(sounding)
    expect(await status(page).textContent()).toBe('Idle')
    await button(page, 'Start session').click()
    const peer = await nextPeer()
    await untilStatus(page, 'Starting')
    peer.say(hello)
    await peer.said('session.start')
    await page.locator('#mute:not([aria-disabled])').waitFor()
    peer.say({ type: 'ping', nonce: 1 })
    await peer.said('pong')
    peer.say(ready)
    expect((await peer.heard()).byteLength).toBe(1920)
    await untilStatus(page, 'Ready')
    peer.say({ type: 'speech.started', item: 'u' })
    await untilStatus(page, 'Listening')
    peer.say({ type: 'speech.stopped', item: 'u' })
    await untilStatus(page, 'Processing')
    const { captions, samples, end } = answer(1, 1)
    peer.say(...captions)
    peer.play(1, 0, samples)
    peer.say(...end)
    await untilStatus(page, 'Speaking')
    await untilStatus(page, 'Ready')
    await button(page, 'Stop session').click()
    await untilStatus(page, 'Stopped')
    await peer.said('session.stop')
    await peer.left
  })

  test('ends with every device let go, and can be started again', async () => {
    const page = await openPage(sounding)
    await page.evaluate(watchDevices)
    for (const sessions of [1, 2]) {
      const peer = await startSession(page, nextPeer)
      await peer.heard()
      await button(page, 'Stop session').click()
      await peer.left
      await page.waitForFunction(areDevicesLetGo, sessions)
    }
  })

  test('lets the sound output go while nobody speaks, and has it back for every sample of what is said next', async () => {
    const page = await openPage(sounding)
    await page.evaluate(watchDevices)
    const peer = await startSession(page, nextPeer)
    const output = (state: string) =>
      page.waitForFunction((state) => (window as unknown as Watched).held.contexts[0]?.state === state, state)
    await output('suspended')
    // Frames come all the same, and no one is told of a lost sound.
    for (let frame = 0; frame < 25; frame++) await peer.heard()
    expect(await button(page, 'Turn on sound').isVisible()).toBe(false)
    const { captions, samples, end } = answer(1, 1)
    peer.say(...captions)
    peer.play(1, 0, samples)
    peer.say(...end)
    await output('running')
    await untilStatus(page, 'Speaking')
    await untilStatus(page, 'Ready')
    expect(await log(page).locator('.agent .heard').textContent()).toBe(sentence)
    await output('suspended')
    await button(page, 'Stop session').click()
    await page.waitForFunction(areDevicesLetGo, 1)
  })

  test('leaves no listener behind, however many there were', async () => {
    const page = await openPage('absent')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    const listeners = async () => {
      await devtools.send('HeapProfiler.collectGarbage')
      const { metrics } = await devtools.send('Performance.getMetrics')
      return metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? 0
    }
    const hold = async (sessions: number) => {
      for (let session = 0; session < sessions; session++) {
        const peer = await startSession(page, nextPeer)
        await page.locator('#microphone-notice:not(:empty)').waitFor()
        await button(page, 'Stop session').click()
        await peer.left
      }
    }
    await hold(2)
    const before = await listeners()
    await hold(5)
    // Of what the last session held, some is let go a little later.
    await expect.poll(listeners, { timeout: 30_000 }).toBeLessThanOrEqual(before + 4)
  })

  test('stopped while the browser still asks for the microphone, it lets go of what is granted later', async () => {
    const page = await openPage(sounding)
    await page.evaluate(watchDevices)
    await page.evaluate(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      const granted = new Promise((grant) => Object.assign(window, { grant }))
      navigator.mediaDevices.getUserMedia = (wishes) => granted.then(() => ask(wishes))
    })
    const peer = await startSession(page, nextPeer)
    await page.getByText('Allow the microphone to speak, or type a message.').first().waitFor()
    await button(page, 'Stop session').click()
    await peer.left
    await page.evaluate(() => (window as unknown as { grant: () => void }).grant())
    await page.waitForFunction(areDevicesLetGo, 1)
    expect(await status(page).textContent()).toBe('Stopped')
  })

  test('stopped in the same moment, it opens no call; a double-click starts it and does not stop it again', async () => {
    const page = await openPage('absent')
    await page.evaluate(watchDevices)
    // Within one task of the page: two presses from here can have a connection between them, which is another case.
    await button(page, 'Start session').evaluate((start: HTMLElement) => {
      start.click()
      start.click()
    })
    await page.waitForFunction(() => (window as unknown as Watched).held.contexts[0]?.state === 'closed')
    await button(page, 'Start session').dblclick()
    // The socket of the first press was closed before it was open; the server may have seen it.
    const isCall = async (): Promise<boolean> => {
      const peer = await nextPeer()
      peer.say(hello)
      return Promise.race([peer.said('session.start').then(() => true), peer.left.then(() => false)])
    }
    expect((await isCall()) || (await isCall())).toBe(true)
    await button(page, 'Stop session').waitFor()
    expect(await page.evaluate(() => (window as unknown as Watched).held.sockets.length)).toBe(2)
  })

  test('the nudge comes when nobody speaks, and goes when somebody does', async () => {
    const page = await openPage(sounding)
    // What draws waits for the clock as well, which therefore goes on, but by what is asked of it.
    await page.clock.install({ time: 0 })
    await page.clock.pauseAt(60_000)
    const showing = async (text: string) => {
      await page.clock.runFor(100)
      return page.locator('#sentence', { hasText: text }).count()
    }
    const started = startSession(page, nextPeer)
    await expect.poll(() => showing('Your turn. Speak, or type a message.')).toBe(1)
    const peer = await started
    await expect.poll(() => showing('I am listening. Say something whenever you like.')).toBe(1)
    peer.say({ type: 'speech.started', item: 'u' })
    await expect.poll(() => showing('Go on, I am listening.')).toBe(1)
  })
})

describe('an answer', () => {
  test('cut by the user is silenced, reported as played, and shown with the words marked that went unheard as the server says', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    const { captions, samples, end } = answer(1, 4)
    peer.say(...captions, ...words.map((word) => ({ type: 'answer.word' as const, answer: 1, ...word })))
    peer.play(1, 0, samples)
    peer.say(...end)
    await page.locator('.agent .heard', { hasText: 'Once upon' }).waitFor()
    peer.say({ type: 'speech.started', item: 'u' }, { type: 'answers.cut', through: 1 })
    const { answer: number, playedSamples } = await peer.said('playback.stopped')
    expect(number).toBe(1)
    expect(playedSamples).toBeGreaterThan(0.75 * second)
    expect(playedSamples).toBeLessThan(4 * second)
    await untilStatus(page, 'Listening')
    const entry = log(page).locator('.agent')
    const heard = 'Once upon a time '
    peer.say({ type: 'answer.heard', answer: 1, characters: heard.length, settled: true })
    await entry.locator('.heard', { hasText: heard }).waitFor()
    expect(await entry.locator('.heard').textContent()).toBe(heard)
    expect(await entry.locator('.rest').textContent()).toBe(sentence.slice(heard.length))
    expect(await entry.locator('.visually-hidden').textContent()).toBe(' Not heard: ')
    const strike = await entry.locator('.rest').evaluate((rest) => getComputedStyle(rest).textDecorationLine)
    expect(strike).toBe('line-through')
  })

  test('is interrupted by its button, in the page first', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    const { captions, samples } = answer(1, 4)
    peer.say(...captions)
    peer.play(1, 0, samples)
    await untilStatus(page, 'Speaking')
    await button(page, 'Interrupt').click()
    await peer.said('answer.interrupt')
    expect((await peer.said('playback.stopped')).playedSamples).toBeLessThan(4 * second)
    await untilStatus(page, 'Ready')
    peer.play(1, 4 * second, samples)
    peer.say(
      { type: 'answers.cut', through: 1 },
      { type: 'answer.done', answer: 1, status: 'cancelled', text: '', heard: null },
    )
    peer.say({ type: 'ping', nonce: 9 })
    await peer.said('pong')
    expect(await status(page).textContent()).toBe('Ready')
  })

  test('lights up word by word as it is heard, and moves the orb', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    const { captions, samples, end } = answer(1, 2)
    peer.say(...captions)
    peer.play(1, 0, samples)
    peer.say(...end)
    await page.locator('.agent.partial .heard', { hasText: 'Once' }).waitFor()
    await page.waitForFunction(() => {
      const orb = document.getElementById('orb')
      return Number(orb?.style.getPropertyValue('--level')) > 0.3
    })
    await page.locator('.agent:not(.partial) .heard', { hasText: 'clockmaker.' }).waitFor()
    await untilStatus(page, 'Ready')
    await page.waitForFunction(() => document.getElementById('orb')?.style.getPropertyValue('--level') === '0')
  })
})

test('a microphone that cannot be used is named, in colour too, and the conversation goes on by text', async () => {
  const page = await openPage('absent')
  for (const [name, reason] of [
    ['NotAllowedError', 'The microphone is blocked.'],
    ['NotFoundError', 'No microphone was found.'],
    ['NotReadableError', 'Another program is using the microphone.'],
    ['TypeError', 'This browser cannot use a microphone here.'],
  ] as const) {
    await page.evaluate((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name))
    }, name)
    const peer = await startSession(page, nextPeer)
    await page.locator('#microphone-notice', { hasText: reason }).waitFor()
    await page.getByText('Your turn. Type a message.').first().waitFor()
    const [missing, there] = await page.evaluate(() => {
      const tone = () => getComputedStyle(document.body).getPropertyValue('--tone')
      const shown = tone()
      document.getElementById('microphone-notice')?.replaceChildren()
      return [shown, tone()]
    })
    expect(missing).not.toBe(there)
    if (name === 'NotFoundError') await expectItBack(page)
    await button(page, 'Stop session').click()
    await peer.left
  }
})

/** Somebody connects a microphone: it is used without a press, in the same session. */
async function expectItBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    const made = new MediaStreamAudioDestinationNode(new AudioContext())
    const hum = new OscillatorNode(made.context, { detune: 1 })
    hum.connect(new GainNode(made.context, { gain: 0.1 })).connect(made)
    hum.start()
    navigator.mediaDevices.getUserMedia = async () => made.stream
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  })
  const sentence = () => page.locator('#sentence').textContent()
  await expect.poll(sentence, { timeout: 30_000 }).toBe('Your turn. Speak, or type a message.')
}

describe('the controls', () => {
  test('mute sends silence and says so, until it is pressed again', async () => {
    const page = await openPage(sounding)
    const peer = await startSession(page, nextPeer)
    const mute = button(page, 'Mute microphone')
    const isSilent = async () => new Int16Array(await peer.heard()).every((sample) => sample === 0)
    while (await isSilent());
    await mute.click()
    await page.getByText('Your microphone is muted.').first().waitFor()
    expect(await mute.getAttribute('aria-pressed')).toBe('true')
    while (!(await isSilent()));
    for (let frame = 0; frame < 5; frame++) expect(await isSilent()).toBe(true)
    await mute.click()
    while (await isSilent());
    await page.locator('#mute[aria-pressed="false"]').waitFor()
  })

  test('text is text, whatever it says', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    const attack = '<img src=x onerror="document.title=\'owned\'"><b>bold</b>'
    await box(page).fill(attack)
    await button(page, 'Send').click()
    await peer.said('text.send')
    peer.say({ type: 'answer.started', answer: 1, item: 'a' })
    peer.say({ type: 'answer.done', answer: 1, status: 'completed', text: attack, heard: null })
    peer.say({ type: 'tool.started', call: 'c', name: attack })
    await log(page).locator('.tool').waitFor()
    expect(await log(page).locator('img, b').count()).toBe(0)
    expect(await log(page).locator('.agent .heard').textContent()).toBe(attack)
    // What is said may run from right to left in a page that does not.
    peer.say({ type: 'answer.started', answer: 2, item: 'b' })
    peer.say({ type: 'answer.done', answer: 2, status: 'completed', text: 'مرحبا', heard: null })
    peer.say({ type: 'answer.started', answer: 3, item: 'c' })
    peer.say({ type: 'answer.done', answer: 3, status: 'cancelled', text: 'لم يُسمع', heard: 0 })
    for (const text of ['مرحبا', 'لم يُسمع']) {
      const arabic = log(page).locator('.text', { hasText: text })
      expect(await arabic.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    }
    expect(await page.title()).toBe('Voice Live Web')
  })

  test('a draft that is sent before there is a session starts one, and is kept until it is sent', async () => {
    const page = await openPage('absent')
    await box(page).fill('Too early')
    await page.keyboard.press('Enter')
    const peer = await nextPeer()
    peer.say(hello)
    await peer.said('session.start')
    expect(await box(page).inputValue()).toBe('Too early')
    peer.say(ready)
    expect((await peer.said('text.send')).text).toBe('Too early')
    expect(await box(page).inputValue()).toBe('')
  })

  test('sound that the browser blocks, or that the system takes away, comes with a press, and the page says so until then', async () => {
    const page = await openPage('absent')
    await page.clock.install()
    await page.evaluate(refuseSound)
    const peer = await startSession(page, nextPeer)
    const notice = page.locator('#microphone-notice')
    await untilStatus(page, 'Ready')
    const first = answer(1, 2)
    peer.say(...first.captions)
    peer.play(1, 0, first.samples)
    peer.say(...first.end)
    await untilStatus(page, 'Processing')
    await page.clock.fastForward(2000)
    await expect.poll(() => notice.textContent(), { timeout: 30_000 }).toContain('The browser keeps the sound back')
    // What cannot be heard is read, in its time, and the turn comes back.
    await expect
      .poll(() => page.locator('.agent:not(.partial) .heard').allTextContents(), { timeout: 30_000 })
      .toEqual([sentence])
    await page.getByText('Your turn. Type a message.').first().waitFor()
    await button(page, 'Turn on sound').click()
    await untilStatus(page, 'Ready')
    expect(await button(page, 'Turn on sound').isVisible()).toBe(true)
    await page.evaluate(() => dispatchEvent(new Event('allow-sound')))
    // The sound comes when the key goes down, and the button goes before it has seen a whole press.
    await button(page, 'Turn on sound').focus()
    await page.keyboard.down('Space')
    await button(page, 'Turn on sound').waitFor({ state: 'hidden' })
    await page.keyboard.up('Space')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('session')
    const second = answer(2, 2)
    peer.say(...second.captions)
    peer.play(2, 0, second.samples)
    await untilStatus(page, 'Speaking')
    await page.evaluate(() => dispatchEvent(new Event('take-sound')))
    await expect.poll(() => notice.textContent(), { timeout: 30_000 }).toContain('The sound was taken away')
    await page.evaluate(() => dispatchEvent(new Event('allow-sound')))
    await page.locator('h1').click()
    await button(page, 'Turn on sound').waitFor({ state: 'hidden' })
  })

  test('all can be reached by keyboard, in the order in which they stand', async () => {
    const page = await openPage('absent')
    await page.locator('#phrases').waitFor()
    const reached: string[] = []
    for (let press = 0; press < 13; press++) {
      await page.keyboard.press('Tab')
      reached.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent || ''))
    }
    expect(reached).toEqual([
      'language',
      'theme',
      'session',
      'mute',
      'interrupt',
      'transcript',
      'What is seven times six?',
      'What time is it?',
      'Tell me a story',
      'message',
      'send',
      'about-label',
      'log-label',
    ])
    const outline = () => page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
    expect(await outline()).toBe('solid')
    await page.keyboard.press('Enter')
    for (const id of ['verbose', 'log']) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(id)
      expect(await outline()).toBe('solid')
    }
  })

  test('verbose shows every message in the log', async () => {
    const page = await openPage('absent', { timezoneId: 'Asia/Kolkata' })
    await page.locator('#log-label').click()
    const peer = await startSession(page, nextPeer)
    const lines = page.locator('#log')
    const hours = [new Date().toISOString().slice(0, 13)]
    await lines.getByText('↓ session.ready call-1').waitFor()
    peer.say({ type: 'ping', nonce: 1 })
    await peer.said('pong')
    await page.getByRole('checkbox', { name: 'Verbose' }).check()
    peer.say({ type: 'ping', nonce: 2 })
    await lines.getByText('↓ ping 2').waitFor()
    expect(await lines.getByText('↓ ping 1').count()).toBe(0)
    // UTC, as in the server's log, wherever the browser is.
    hours.push(new Date().toISOString().slice(0, 13))
    const time = await lines.locator('li', { hasText: 'ping 2' }).locator('time').textContent()
    expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
    expect(hours.map((hour) => hour.slice(-2))).toContain(time?.slice(0, 2))
  })
})

test('the banner of the emulator is there before a session, moves nothing, and its phrases are pressed to start one', async () => {
  const page = await openPage('absent')
  const told = deferred<void>()
  await page.route('**/access', async (route) => {
    await told.promise
    await route.continue()
  })
  await page.reload()
  await page.getByRole('button', { name: 'Start session' }).waitFor()
  const badge = page.getByRole('banner').getByText('Emulator')
  expect(await badge.isVisible()).toBe(false)
  /** Where all stands that is read or pressed, at every size. */
  const places = async () => {
    const found: string[] = []
    for (const [width, height] of [
      [320, 568],
      [360, 740],
      [844, 390],
      [768, 1024],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height })
      const boxes = await page
        .locator('button:not(.phrases *), input, select, summary, #status, #sentence, #invitation, #orb')
        .evaluateAll((all) =>
          all.map((one) => {
            const { x, y, width, height } = one.getBoundingClientRect()
            return `${one.id} ${[x, y, width, one.id === 'invitation' ? '' : height]}`
          }),
        )
      found.push(...boxes.map((box) => `${width} x ${height} ${box}`))
    }
    return found
  }
  const before = await places()
  told.resolve()
  await expect.poll(() => badge.isVisible(), { timeout: 30_000 }).toBe(true)
  expect(await places()).toEqual(before)
  await button(page, 'What time is it?').click()
  const peer = await nextPeer()
  peer.say(hello, ready)
  expect((await peer.said('text.send')).text).toBe('What time is it?')
  await button(page, 'Tell me a story').click()
  expect((await peer.said('text.send')).text).toBe('Tell me a story')
})

describe('problems', () => {
  test('each is explained: one that ends the session with its remedy, and one that does not; the next session starts clean', async () => {
    const page = await openPage('absent')
    const peer = await startSession(page, nextPeer)
    peer.say({
      type: 'error',
      retryAfterSeconds: null,
      code: 'upstream_throttled',
      message: 'm',
      remedy: 'r',
      fatal: true,
    })
    await untilStatus(page, 'Error')
    const alert = page.locator('#problem')
    expect(await alert.locator('p').allTextContents()).toEqual([
      'The voice service is receiving too many requests.',
      'Wait a minute, then start a new session.',
    ])
    await peer.left
    const second = await startSession(page, nextPeer)
    await untilStatus(page, 'Ready')
    expect(await alert.isVisible()).toBe(false)
    const passing = { code: 'answer_failed', message: 'm', remedy: 'r', fatal: false, retryAfterSeconds: null } as const
    second.say({ type: 'error', ...passing })
    await alert.getByText('The agent could not finish its answer.').waitFor()
    await untilStatus(page, 'Ready')
    second.close(1013, 'busy')
    await alert.getByText('The server has no room for another conversation.').waitFor()
    await button(page, 'Start session').click()
    const third = await nextPeer()
    third.say({ ...hello, protocol: 1 } as unknown as typeof hello)
    await alert.getByText('This page and the server are of different versions.').waitFor()
    await third.left
  })

  test('a part that a deployment has taken away says to reload, with a button; one without a network does not', async () => {
    const page = await openPage('absent')
    await page.route('**/log-pane-*', (route) => route.fulfill({ status: 404 }))
    await page.route('**/', (route) => route.abort())
    const open = async () => {
      const failed = page.waitForEvent(
        'console',
        (line) => line.text().includes('404') || line.text().includes('Failed to load'),
      )
      await page.locator('#log-label').click()
      await failed
    }
    await open()
    await page.getByText('Voice Live Web').click()
    const problem = page.locator('#problem')
    // English goes on being English, for a screen reader too.
    await page.route('**/es-*', (route) => route.fulfill({ status: 404 }))
    await Promise.all([page.waitForRequest('**/'), page.locator('#language').selectOption('es')])
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await problem.isVisible()).toBe(false)
    await page.unroute('**/')
    await page.route('**/', (route) => route.fulfill({ body: '<script src="assets/main-NEWER.js"></script>' }))
    await page.locator('h1').click()
    await problem.getByText('This page and the server are of different versions.').waitFor()
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.locator('body[data-status=idle]').waitFor()
    await problem.waitFor({ state: 'hidden' })
    await page.locator('#log-label').click()
    await page.locator('#log li').first().waitFor()
  })
})

test('who answers is told on request: name, model, voice and profile, in the language of the page', async () => {
  const page = await openPage('absent')
  const about = page.locator('#about')
  expect(await about.isVisible()).toBe(false)
  const unfold = page.locator('#about-label')
  await page.route('**/status', (route) => route.fulfill({ json: {} }))
  await unfold.click()
  await about.getByText('The server does not tell it now.').waitFor()
  await page.unrouteAll()
  await unfold.click()
  await unfold.click()
  await about.getByText('Lesson & Co. <b>').waitFor()
  expect(await about.locator('p').allInnerTexts()).toEqual([
    'Name\nLesson & Co. <b>',
    'Model\ngpt-realtime',
    'Voice\nAva',
    'Profile\nlesson',
  ])
  await page.locator('#language').selectOption('pt-BR')
  await about.getByText('Modelo').waitFor()
})

test('a call needs no pointer: started, typed, muted, interrupted, allowed and stopped by keyboard', async () => {
  const page = await openPage(sounding)
  /** Of the element that has the focus: its id, or what it says. */
  const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent)
  const tabTo = async (name: string, key = 'Tab') => {
    for (let presses = 0; (await focused()) !== name; presses++) {
      expect(presses, name).toBeLessThan(15)
      await page.keyboard.press(key)
    }
  }
  const hold = async (key: string) => {
    for (const _press of ['first', 'repeated']) await page.keyboard.down(key)
    await page.keyboard.up(key)
  }
  await tabTo('theme')
  await hold('Tab')
  expect(await focused()).toBe('mute')
  await tabTo('session', 'Shift+Tab')
  await page.keyboard.press('Enter')
  const peer = await nextPeer()
  peer.say(hello, ready)
  await page.locator('#mute:not([aria-disabled])').waitFor()
  expect(await focused()).toBe('session')
  await tabTo('mute')
  await page.keyboard.press('Space')
  await page.locator('#mute[aria-pressed=true]').waitFor()
  await hold('Enter')
  await page.locator('#mute[aria-pressed=false]').waitFor()
  await tabTo('message')
  await page.keyboard.type('Tell me a story')
  await page.keyboard.press('Enter')
  expect((await peer.said('text.send')).text).toBe('Tell me a story')
  expect(await focused()).toBe('message')
  const { captions, samples } = answer(1, 4)
  peer.say(...captions)
  peer.play(1, 0, samples)
  await untilStatus(page, 'Speaking')
  await page.keyboard.press('Escape')
  await peer.said('answer.interrupt')
  peer.say({ type: 'answers.cut', through: 1 })
  peer.say({ type: 'answer.heard', answer: 1, characters: 4, settled: true })
  peer.say({ type: 'approval.asked', id: 'a', server: 'docs', name: 'search', arguments: '{}' })
  await untilStatus(page, 'Permission')
  await tabTo('Allow', 'Shift+Tab')
  await page.keyboard.press('Enter')
  expect(await peer.said('approval.answer')).toEqual({ type: 'approval.answer', id: 'a', approve: true })
  await page.locator('#transcript:focus').waitFor()
  peer.say({ type: 'approval.asked', id: 'b', server: 'docs', name: 'search', arguments: '{}' })
  await button(page, 'Deny').waitFor()
  await tabTo('Deny')
  peer.say({ type: 'approval.closed', id: 'b' })
  await page.locator('#transcript:focus').waitFor()
  await tabTo('session', 'Shift+Tab')
  // What the first press has stopped, the next does not start again.
  await hold('Enter')
  await peer.said('session.stop')
  await untilStatus(page, 'Stopped')
  expect(await focused()).toBe('session')
})
