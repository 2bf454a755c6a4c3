/**
 * A real TCP connection freezes: for 8, 20 and 45 s between page and server, for 20 and 45 s between server and service. The time of page and server
 * is turned by the test, and no one waits for it; the service and its wire are another process, where time goes its own way.
 */

import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fields } from '../../server/observe/facts.ts'
import { openSession } from '../contract/page.ts'
import { openEnds } from '../faults/outcome.ts'
import { startRelay } from '../faults/relay.ts'
import { answersPings, goOn, isPhase, until } from '../faults/scenes.ts'
import { forkStandIns, type StandIns } from '../faults/stand-ins.ts'
import { startFreezingProxy } from '../support/freezing-proxy.ts'
import { openHeadlessPage } from '../support/headless-page.ts'

let standIns: StandIns
let service: string

beforeAll(async () => {
  standIns = forkStandIns()
  service = await standIns.service({ pace: 20 }, 0)
})
afterAll(() => standIns.kill())
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A session that is dialled is there as soon as the service gets to it: what waits by a clock of its own would be too late for ours. */
const dials = { created: '0' }

/** The other process answers in its turn: whatever was sent to it before has been answered too. */
async function settle(): Promise<void> {
  const [response] = (await once(get(`${service}/health`, { agent: false }), 'response')) as [IncomingMessage]
  response.resume()
  await once(response, 'end')
}

/** Lets so many seconds pass, and after each of them what it brought about arrive. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    vi.advanceTimersByTime(1_000)
    await settle()
  }
}

/** Waits for what the service does in its own time. Ours goes on a little, because what comes all at once is read in turns. */
async function passBeside(awaited: Promise<unknown>): Promise<void> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  awaited.then(over, over)
  while (!isOver) {
    vi.advanceTimersByTime(1)
    await settle()
  }
  await awaited
}

const PATIENCE_SECONDS = 60

async function passUntil(holds: () => boolean): Promise<void> {
  for (let second = 0; second < PATIENCE_SECONDS && !holds(); second += 1) await pass(1)
  expect(holds()).toBe(true)
}

describe('between server and service', () => {
  test.each([
    [20, 0],
    [45, 1],
  ])(
    '%i s: the service is lost %i times, the answer comes to its end, and the next question is answered',
    async (seconds, losses) => {
      const wire = await standIns.wire(Number(new URL(service).port))
      const relay = await startRelay(`http://127.0.0.1:${wire.port}`, dials)
      const page = await openSession(relay.page)
      answersPings(page)
      page.say({ type: 'text.send', text: 'tell me a story' })
      await until(page, 0, isPhase.answering)
      await wire.freeze()
      await pass(seconds)
      await wire.thaw()
      const countOf = (wanted: string) => page.messages().filter(({ type }) => type === wanted).length
      await passUntil(() => countOf('service.resumed') === countOf('service.lost'))
      await passBeside(until(page, 0, ({ type }) => type === 'answer.done'))
      await passBeside(goOn(page))
      expect([countOf('service.lost'), countOf('service.resumed')]).toEqual([losses, losses])
      expect(openEnds(page)).toEqual([])
      page.say({ type: 'session.stop' })
      expect((await page.closed).code).toBe(1000)
      await relay.stop()
    },
  )
})

describe('between page and server', () => {
  test.each([
    [8, { redials: false, absences: 0 }],
    [20, { redials: true, absences: 0 }],
    [45, { redials: true, absences: 1 }],
  ])('%i s: %j, and a question that was typed meanwhile is answered', async (seconds, expected) => {
    let ended: Fields | undefined
    const relay = await startRelay(service, dials, { RESUME_SECONDS: '60' }, (_level, event, fields) => {
      if (event === 'call ended') ended = fields
    })
    const proxy = await startFreezingProxy(Number(new URL(relay.page).port))
    const page = openHeadlessPage(`ws://127.0.0.1:${proxy.port}/ws`)
    await page.until(({ phase }) => phase === 'live')
    const microphone = setInterval(() => page.dispatch({ type: 'microphone.audio', pcm: new ArrayBuffer(1920) }), 40)
    page.dispatch({ type: 'text.submitted', text: 'tell me a story' })
    await page.until(() => page.answers.size > 0)
    proxy.freeze()
    await pass(1)
    page.dispatch({ type: 'text.submitted', text: 'what is two plus two' })
    await pass(seconds - 1)
    proxy.thaw()
    const isAnswered = () =>
      page.state().transcript.entries.some((entry) => entry.kind === 'agent' && entry.text.includes('4'))
    await passUntil(isAnswered)
    clearInterval(microphone)
    const { dropped } = page.state()
    page.dispatch({ type: 'session.pressed' })
    await passUntil(() => ended !== undefined)
    expect({ redials: proxy.taken() > 1, absences: ended?.absences }).toEqual(expected)
    expect(dropped).toMatchObject({ choked: 0, garbled: 0 })
    expect([...page.answers.values()].filter(({ received, total }) => total !== undefined && received > total)).toEqual(
      [],
    )
    await proxy.stop()
    await relay.stop()
  })
})
