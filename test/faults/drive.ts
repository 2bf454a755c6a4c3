/** Takes one call to its moment, and sees what becomes of it and what it leaves behind. */

import { createVoice } from '../../server/emulator/speech/voice.ts'
import { FRAME_MS, msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import { openPage, type Page } from '../contract/page.ts'
import { joinSpeech } from '../support/wav.ts'
import type { FaultCase, Moment, Outcome } from './matrix.ts'
import { openEnds, outcomeOf } from './outcome.ts'
import { startRelay } from './relay.ts'

/** `leaked` are the calls that the server still counts when the page has gone; `open` is what began on the page and never ended. */
export type Result = Readonly<{ outcome: Outcome; open: readonly string[]; leaked: number }>

/** Longer than the slowest end: the relay waits ten seconds for a session to be ready, and dials for as long as that. */
const HANGS_AFTER_MS = 40_000

let recording: Promise<Int16Array> | undefined
const question = () => {
  recording ??= createVoice()
    .speak('What is seven times six?')
    .then(({ samples }) => joinSpeech([300, samples, 1200], SAMPLE_RATE_HZ))
  return recording
}

async function speak(page: Page): Promise<void> {
  const audio = await question()
  const frame = msToSamples(FRAME_MS)
  for (let at = 0; at + frame <= audio.length; at += frame)
    page.send(new Uint8Array(audio.slice(at, at + frame).buffer))
}

/** Resolves with the first message at or behind `from` that fits; rejects when the socket closes without one. */
function until(page: Page, from: number, fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const found = page.messages().slice(from).find(fits)
      if (found === undefined) return
      page.socket.off('message', check)
      resolve(found)
    }
    page.socket.on('message', check)
    page.closed.then(() => reject(new Error('the socket closed')))
    check()
  })
}

/** An answer that fails before its first word has no end of its own: then there is only the error. */
const answered = (page: Page, from: number) =>
  until(
    page,
    from,
    (message) => message.type === 'answer.done' || (message.type === 'error' && message.code === 'answer_failed'),
  )

/** What was being said when the service was lost, and even that it was heard, may be lost with it: then the talker sees that it is back. */
const answeredOrBack = (page: Page) =>
  Promise.race([answered(page, 0), until(page, 0, ({ type }) => type === 'service.resumed')])

/** What the talker does at each moment; each ends with the end of an answer, or where one can ask again. */
const scenes: Readonly<Record<Moment, (page: Page) => Promise<unknown>>> = {
  connect: async () => {},
  listening: async (page) => {
    await speak(page)
    await answeredOrBack(page)
  },
  answering: async (page) => {
    page.say({ type: 'text.send', text: 'tell me a joke' })
    await answered(page, 0)
  },
  'tool-call': async (page) => {
    page.say({ type: 'text.send', text: 'what is seven times six' })
    await until(page, 0, ({ type }) => type === 'tool.done')
    await answered(page, 0)
  },
}

/** A call that goes on answers one of the next questions. */
async function goOn(page: Page): Promise<void> {
  for (;;) {
    const from = page.messages().length
    page.say({ type: 'text.send', text: 'what is the capital of italy' })
    const message = await answered(page, from)
    if (message.type === 'answer.done' && message.status === 'completed' && message.text.includes('Rome')) return
  }
}

async function converse(page: Page, { moment }: FaultCase): Promise<void> {
  await page.next('hello')
  page.say({ type: 'session.start' })
  await page.next('session.ready')
  await scenes[moment](page)
  await goOn(page)
  page.say({ type: 'session.stop' })
}

/** Runs one case against the emulator at `service`. */
export async function driveCase(service: string, one: FaultCase): Promise<Result> {
  const relay = await startRelay(service, one.dials)
  try {
    const page = openPage(relay.page)
    // Whoever waits longer than this hangs, and is seen to: 1006 is documented nowhere.
    const hangs = setTimeout(() => page.socket.terminate(), HANGS_AFTER_MS)
    // A socket that closes on the way is an outcome, not a mistake.
    await Promise.race([converse(page, one).catch(() => {}), page.closed])
    const { code } = await page.closed
    clearTimeout(hangs)
    let leaked = await relay.activeCalls()
    for (let tries = 0; leaked > 0 && tries < 100; tries++) leaked = await relay.activeCalls()
    return {
      outcome: outcomeOf(page.messages(), code, relay.moves() > 0),
      open: code === 1000 ? openEnds(page) : [],
      leaked,
    }
  } finally {
    await relay.stop()
  }
}

/** Runs all cases, so many at a time, in their order. */
export async function driveAll(
  service: string,
  cases: readonly FaultCase[],
  atOnce: number,
): Promise<ReadonlyMap<FaultCase, Result>> {
  const results = new Map<FaultCase, Result>()
  const waiting = [...cases]
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
      results.set(one, await driveCase(service, one))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
