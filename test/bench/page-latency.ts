/** Measures how long sound takes through the page: from the microphone to the socket, and from the socket to the loudspeaker. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import { node, startServer } from '../contract/runtimes.ts'
import { openBrowser } from '../support/browser.ts'
import { writeWav } from '../support/wav.ts'
import { startCannedService } from './canned-service.ts'
import { onService } from './contenders.ts'
import { startEchoService } from './echo-service.ts'
import { type Watched, watchPage } from './page-watch.ts'
import { sleep } from './schedule.ts'
import { answerOf, type Cue, type Piece } from './service-turn.ts'

/** Every delay that was seen, in milliseconds. */
export type PageLatency = Readonly<{
  microphoneToWireMs: readonly number[]
  /** of answers whose first delta is longer than the pre-roll */
  wireToSpeakerMs: readonly number[]
  /** of answers that trickle in at the pace of speech, so that the pre-roll is waited out */
  wireToSpeakerTrickledMs: readonly number[]
  /** from the press of the button, with a service that is there at once */
  pressToReadyMs: readonly number[]
  /** from a sound in the microphone to the first of its answer, which the service gives at once */
  microphoneToSpeakerMs: readonly number[]
}>

const ANSWERS = 50
const ANSWER_MS = 200
const TRICKLE_MS = 20
/** Neither is a multiple of a frame or of a buffer, so that bursts fall everywhere in them. */
const ANSWER_EVERY_MS = 803
const CLICK_EVERY_MS = 237
/** The page is live, the answer before is over, the browser has settled. */
const FIRST_ANSWER_MS = 2_000
const LENGTH_MS = FIRST_ANSWER_MS + ANSWERS * ANSWER_EVERY_MS

/** Longer than any delay, shorter than the distance of two bursts. */
const LONGEST_MS = 230

const STARTS = 20
const ECHOES = 30
const ECHO_EVERY_MS = 811

/** Takes about 90 s. */
export async function measurePageLatency(): Promise<PageLatency> {
  const watched = await watchClicks(await startCannedService(answers), CLICK_EVERY_MS, async (page) => {
    await page.getByRole('button', { name: 'Start session' }).click()
    await sleep(LENGTH_MS + 1_000)
  })
  const answered = delays(watched.received, watched.sounded)
  const echoed = await watchClicks(await startEchoService(echo()), ECHO_EVERY_MS, startAgainAndAgain)
  return {
    microphoneToWireMs: delays(watched.captured, watched.sent).flatMap(({ ms }) => ms ?? []),
    wireToSpeakerMs: answered.flatMap(({ ms }, index) => (isTrickled(index) ? [] : (ms ?? []))),
    wireToSpeakerTrickledMs: answered.flatMap(({ ms }, index) => (isTrickled(index) ? (ms ?? []) : [])),
    pressToReadyMs: echoed.pressed.flatMap((ms, index) => (echoed.ready[index] ?? Number.NaN) - ms),
    microphoneToSpeakerMs: delays(echoed.captured, echoed.sounded, ECHO_EVERY_MS / 2).flatMap(({ ms }) => ms ?? []),
  }
}

/** What a page sees that hears clicks in its microphone while `act` is done to it. */
async function watchClicks(
  service: Readonly<{ port: number; stop: () => void }>,
  everyMs: number,
  act: (page: Page) => Promise<void>,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'clicks.wav')
  writeWav(file, clicks(everyMs), SAMPLE_RATE_HZ)
  const server = await startServer(node, onService(service.port))
  const browser = await openBrowser({ file })
  try {
    const page = await browser.newPage({ bypassCSP: true })
    await page.addInitScript(watchPage)
    await page.goto(server.http)
    await act(page)
    return await page.evaluate(() => (window as unknown as { watched: Watched }).watched)
  } finally {
    await browser.close()
    await server.kill()
    service.stop()
    rmSync(folder, { recursive: true })
  }
}

/** The last of its sessions goes on, and is spoken to. */
async function startAgainAndAgain(page: Page): Promise<void> {
  for (let start = 1; start <= STARTS; start++) {
    await page.getByRole('button', { name: 'Start session' }).click()
    await page.locator('body[data-status=ready]').waitFor()
    if (start === STARTS) return sleep(ECHOES * ECHO_EVERY_MS)
    await page.getByRole('button', { name: 'Stop session' }).click()
    await page.locator('body[data-status=stopped]').waitFor()
    // What was open is let go.
    await sleep(300)
  }
}

const isTrickled = (answer: number): boolean => answer % 2 === 1

/** From each time in `from` to the first in `to` after it. */
const delays = (from: readonly number[], to: readonly number[], longestMs = LONGEST_MS) =>
  from.map((start) => {
    const end = to.find((time) => time >= start)
    return { ms: end === undefined || end - start > longestMs ? undefined : end - start }
  })

/** 5 ms of a loud tone: neither noise suppression nor gain control take it away. */
function burst(samples: Int16Array, at: number): void {
  for (let i = 0; i < msToSamples(5); i++) samples[at + i] = Math.round(20_000 * Math.sin((2 * Math.PI * i) / 24))
}

function clicks(everyMs: number): Int16Array {
  const samples = new Int16Array(msToSamples(LENGTH_MS))
  for (let atMs = 1_000; atMs < LENGTH_MS - 500; atMs += everyMs) burst(samples, msToSamples(atMs))
  return samples
}

const base64Of = (pcm: Int16Array): string => Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64')

/** An answer that begins with a burst. */
function answerSound(): Int16Array {
  const sound = new Int16Array(msToSamples(ANSWER_MS))
  burst(sound, 0)
  return sound
}

const echo = (): Piece => ({ atMs: 0, audioMs: ANSWER_MS, base64: base64Of(answerSound()) })

/** In one delta and in trickles by turns. */
function* answers(): Generator<Cue> {
  const sound = answerSound()
  for (let number = 0; number < ANSWERS; number++) {
    const pieceMs = isTrickled(number) ? TRICKLE_MS : ANSWER_MS
    const pieces: Piece[] = []
    for (let fromMs = 0; fromMs < ANSWER_MS; fromMs += pieceMs) {
      const pcm = sound.subarray(msToSamples(fromMs), msToSamples(fromMs + pieceMs))
      pieces.push({
        atMs: FIRST_ANSWER_MS + number * ANSWER_EVERY_MS + fromMs,
        audioMs: pieceMs,
        base64: base64Of(pcm),
      })
    }
    yield* answerOf(number, pieces, ANSWER_MS)
  }
}
