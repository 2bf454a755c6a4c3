/** The main job, whole: a person speaks into a real browser, a real server relays, the emulator listens and answers, and the speaker is heard. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { createVoice } from '../../server/emulator/speech/voice.ts'
import { SAMPLE_RATE_HZ, samplesToMs } from '../../shared/audio-format.ts'
import { floatsFromInt16 } from '../../shared/pcm.ts'
import { resample } from '../../shared/resampler.ts'
import { type FakeMicrophone, PLAIN_HOST, useBrowsers } from '../support/browser.ts'
import { answerSamples, isFromClient, startEmulator, type TestEmulator } from '../support/emulator.ts'
import { holdMicrophone, releaseMicrophone, replaceMicrophone, speak } from '../support/microphone.ts'
import { needing } from '../support/needing.ts'
import { startPrefixProxy } from '../support/prefix-proxy.ts'
import { type Running, startServer } from '../support/processes.ts'
import { readTap, soundOf, type Tapped, tap, tappable } from '../support/tap.ts'
import { joinSpeech, writeWav } from '../support/wav.ts'

const { describe, test } = needing('chromium')

const folder = mkdtempSync(join(tmpdir(), 'conversation-'))
const voice = createVoice()
let emulator: TestEmulator
let server: Running

beforeAll(async () => {
  // As fast as it is made: a busy machine then has no excuse for a gap in what is heard.
  emulator = await startEmulator({ pace: Number.POSITIVE_INFINITY })
  server = await startServer({
    AZURE_VOICE_LIVE_ENDPOINT: emulator.url,
    AZURE_VOICE_LIVE_API_KEY: 'any',
    ALLOWED_HOSTS: PLAIN_HOST,
  })
})
afterEach(async () => {
  await emulator.quiet()
  emulator.journal.length = 0
})
afterAll(async () => {
  await server.stop()
  await emulator.stop()
  rmSync(folder, { recursive: true })
})
const newPage = useBrowsers()

/** A WAV of an utterance, with silence around it. */
async function record(words: string): Promise<{ file: string }> {
  const { samples } = await voice.speak(words)
  const file = join(folder, 'question.wav')
  writeWav(file, joinSpeech([300, samples, 30_000], SAMPLE_RATE_HZ), SAMPLE_RATE_HZ)
  return { file }
}

async function openPage(
  microphone: FakeMicrophone,
  { prepare = async (_page: Page) => {}, url = server.url } = {},
): Promise<Page> {
  const page = await newPage(microphone, tappable)
  await tap(page)
  await prepare(page)
  await page.goto(url)
  return page
}

const button = (page: Page, name: string) => page.getByRole('button', { name })
const transcript = (page: Page) => page.getByRole('log')
const startSession = async (page: Page) => {
  await button(page, 'Start session').click()
  await page.locator('body[data-status="ready"]').waitFor()
}
const type = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}
const untilHeard = (page: Page) => page.locator('body[data-status="ready"]').waitFor()
const untilSpeaking = (page: Page) => page.locator('body[data-status="speaking"]').waitFor()

const messagesOf = ({ messages }: Tapped, name: string) => messages.filter(({ message }) => message.type === name)
const firstOf = (tapped: Tapped, name: string) => {
  const [first] = messagesOf(tapped, name)
  if (!first) throw new Error(`The page never received ${name}.`)
  return first
}

/** The answer as a perfect player at this rate would give it. */
const expectedSound = (samples: Int16Array, rateHz: number) =>
  resample(floatsFromInt16(samples), SAMPLE_RATE_HZ, rateHz)

const withoutSilence = (sound: Float32Array) => {
  const first = sound.findIndex((sample) => sample !== 0)
  return first < 0 ? sound.subarray(0, 0) : sound.subarray(first, sound.findLastIndex((sample) => sample !== 0) + 1)
}

const audible = (sound: Float32Array) => sound.reduce((sum, sample) => sum + (sample === 0 ? 0 : 1), 0)

/** 20 ms at 44.1 kHz: at a tear the player fades out and in, 8 ms each. */
const CHANGED_BY_TEAR = 882

/** A crowded machine may tear it so often: all of them change less than one piece that is lost, or comes twice (100 ms and more, speech/pieces.ts). */
const TORN_MAX = 4 * CHANGED_BY_TEAR

const differing = (a: Float32Array, b: Float32Array) =>
  a.reduce((count, sample, i) => count + (Math.abs(sample - (b[i] ?? 9)) < 1e-6 ? 0 : 1), 0)

/**
 * Each piece once and in its place; where a crowded machine tore the sound so that it is longer, none too few or too many. That what
 * leaves the player is exact to the sample, audio.test.ts holds at three rates.
 */
function expectSound(heard: Float32Array, expected: Float32Array): void {
  if (heard.length === expected.length) expect(differing(heard, expected)).toBeLessThan(TORN_MAX)
  else expect(Math.abs(audible(heard) - audible(expected))).toBeLessThan(TORN_MAX)
}

const energyOf = (sound: Float32Array) => Math.sqrt(sound.reduce((sum, sample) => sum + sample ** 2, 0) / sound.length)

describe('a conversation', () => {
  test('a spoken question is captioned, uses the tool, and its answer leaves the player whole', async () => {
    const page = await openPage(await record('What is seven times six?'), { prepare: holdMicrophone })
    await startSession(page)
    await releaseMicrophone(page)
    await transcript(page).getByText('what is seven times six').waitFor()
    await transcript(page).getByText('42').waitFor()
    await untilHeard(page)
    expect(await transcript(page).innerText()).toMatch(/calculate/)

    const tapped = await readTap(page)
    const sent = answerSamples(emulator.journal)
    const heard = withoutSilence(soundOf(tapped))
    const expected = withoutSilence(expectedSound(sent, tapped.sampleRateHz))
    expectSound(heard, expected)
    expect(energyOf(heard)).toBeGreaterThan(0.01)
    expect(firstOf(tapped, 'answer.audio.done').message.samples).toBe(sent.length)
  })

  test('speaking over the answer silences it, cuts the conversation at what was heard, and marks the rest', async () => {
    const page = await openPage('absent', { prepare: replaceMicrophone })
    // Made before the call. What it is taken for does not matter: a crowded machine lets a microphone stutter, too.
    const { samples } = await voice.speak('What time is it now?')
    await startSession(page)
    await page.locator('#mute:not([aria-disabled])').waitFor()
    await type(page, 'Tell me a story')
    // Some of it was heard: on a crowded machine speaking begins long before a word has sounded.
    await transcript(page).locator('.agent .heard', { hasText: /\w/ }).waitFor()
    await speak(page, samples, SAMPLE_RATE_HZ)
    const truncate = await emulator.seen(isFromClient('conversation.item.truncate'))
    await transcript(page).locator('.agent:not(.partial):not(.cut)').waitFor()
    await untilHeard(page)
    const tapped = await readTap(page)

    // What sounded before the next answer began is the story, up to where the conversation was truncated.
    const [, next] = messagesOf(tapped, 'answer.started')
    const nextFrom = (next?.atSeconds ?? 0) * tapped.sampleRateHz
    const story = soundOf({ quanta: tapped.quanta.filter(({ frame }) => frame < nextFrom) })
    // Its pauses are silent, and so is a tear: what was played is more than what was audible, and less than what it took.
    const playedMs = (samples: number) => (samples / tapped.sampleRateHz - tapped.outputLatencySeconds) * 1000
    expect(truncate.event.audio_end_ms).toBeGreaterThan(playedMs(audible(story)) - 40)
    expect(truncate.event.audio_end_ms).toBeLessThan(playedMs(story.length) + 40)
    const [cut] = messagesOf(tapped, 'answers.cut')
    expect(cut?.atSeconds).toBeLessThan(next?.atSeconds ?? 0)

    // Nothing of the story is heard after the cut: what is left is the second answer, and nothing else.
    const sounds = tapped.quanta.filter(({ frame }) => frame >= nextFrom)
    const answers = messagesOf(tapped, 'answer.audio.done').map(({ message }) => message)
    const last = withoutSilence(soundOf({ quanta: sounds }))
    const lastSent = answerSamples(emulator.journal).subarray(-Number(answers.at(-1)?.samples))
    const expected = withoutSilence(expectedSound(lastSent, tapped.sampleRateHz))
    expectSound(last, expected)

    // Where it is cut is where the sound was: within a word, or after sentences.
    const entry = transcript(page).locator('.entry.cut').first()
    const heard = await entry.locator('.heard').textContent()
    const rest = await entry.locator('.rest').textContent()
    expect(heard).toMatch(/\w/)
    expect(rest).toMatch(/\w/)
    expect(`${heard}${rest}`).toMatch(/^Once upon a time/)
  })

  test('the Interrupt button silences the answer and truncates it', async () => {
    const page = await openPage('absent')
    await startSession(page)
    await type(page, 'Tell me a story')
    await untilSpeaking(page)
    await button(page, 'Interrupt').click()
    const truncate = await emulator.seen(isFromClient('conversation.item.truncate'))
    await untilHeard(page)
    const { quanta, sampleRateHz } = await readTap(page)
    const heardMs = (soundOf({ quanta }).length / sampleRateHz) * 1000
    expect(truncate.event.audio_end_ms).toBeLessThanOrEqual(heardMs)
    expect(heardMs).toBeLessThan(samplesToMs(answerSamples(emulator.journal).length))
  })
})

describe('at another address', () => {
  test('under the path of a proxy it talks all the same', async () => {
    const proxy = await startPrefixProxy(Number(new URL(server.url).port), '/user/ana/proxy/8080/')
    const asked: string[] = []
    const page = await openPage('absent', {
      url: proxy.url,
      prepare: async (page) => {
        page.on('request', (request) => asked.push(request.url()))
        page.on('websocket', (socket) => asked.push(socket.url().replace('ws', 'http')))
        await page.route('**/announcer-*', (route) => route.abort())
      },
    })
    // Who answers is asked for; what could not be fetched has the page ask whether it is outdated.
    await page.locator('#about-label').click()
    await button(page, 'Start session').click()
    const isMissed = (path: string, times = 1) =>
      asked.filter((url) => new URL(url).pathname.endsWith(path)).length < times
    // The page itself is asked for once more, to compare it.
    const missed = () => [isMissed('/access'), isMissed('/status'), isMissed('/', 2), isMissed('/ws')]
    await expect.poll(missed, { timeout: 30_000 }).toEqual([false, false, false, false])
    expect(asked.filter((url) => !url.startsWith(proxy.url))).toEqual([])
    await page.locator('body[data-status="ready"]').waitFor()
    await type(page, 'What is the capital of France?')
    await transcript(page).getByText('Paris').waitFor()
    await page.close()
    await proxy.stop()
  })

  test('that is not secure, it says so first, and answers what is typed by captions', async () => {
    const page = await openPage('absent', { url: `http://${PLAIN_HOST}:${new URL(server.url).port}/` })
    await page.getByText('This address is not secure').first().waitFor()
    await type(page, 'What is the capital of Spain?')
    await transcript(page).getByText('Madrid').waitFor()
    await page.locator('.agent:not(.partial) .heard', { hasText: 'Madrid' }).waitFor()
    await page.locator('body[data-status="ready"]').waitFor()
    await page.getByText('Open the page over HTTPS').first().waitFor()
  })
})

test('a session ends at the service with Stop, with a page that is loaded anew, and with its tab', async () => {
  const page = await openPage('absent')
  await startSession(page)
  expect(emulator.openSessions()).toBe(1)
  await button(page, 'Stop session').click()
  await emulator.quiet()
  await page.locator('body[data-status="stopped"]').waitFor()
  await startSession(page)
  expect(emulator.openSessions()).toBe(1)
  await page.reload()
  await emulator.quiet()
  await startSession(page)
  await type(page, 'Tell me a joke')
  await transcript(page).getByText('tell the time').waitFor()
  await page.close()
  await emulator.quiet()
})

test('two pages at once never hear each other', async () => {
  const first = await openPage('absent')
  const second = await openPage('absent')
  await Promise.all([startSession(first), startSession(second)])
  await Promise.all([type(first, 'What is the capital of France?'), type(second, 'What is the capital of Japan?')])
  await Promise.all([transcript(first).getByText('Paris').waitFor(), transcript(second).getByText('Tokyo').waitFor()])
  await Promise.all([untilHeard(first), untilHeard(second)])
  const sessions = [...new Set(emulator.journal.map(({ session }) => session))]
  expect(sessions).toHaveLength(2)
  for (const page of [first, second]) {
    const own = (await transcript(page).innerText()).includes('Paris') ? 'Paris' : 'Tokyo'
    expect(await transcript(page).innerText()).not.toMatch(own === 'Paris' ? /Tokyo/ : /Paris/)
    const tapped = await readTap(page)
    const heard = withoutSilence(soundOf(tapped))
    const sent = sessions
      .map((session) => emulator.journal.filter((entry) => entry.session === session))
      .find((entries) => JSON.stringify(entries).includes(own))
    const expected = withoutSilence(expectedSound(answerSamples(sent ?? []), tapped.sampleRateHz))
    expectSound(heard, expected)
  }
})
