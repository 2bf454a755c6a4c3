/** A call outlives its wires: the one to the page, and the one to the service. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPage, openSession, type Page } from '../contract/page.ts'
import { bun, deno, node, type Server, startServer } from '../contract/runtimes.ts'
import { isFromClient, startEmulator, type TestEmulator } from '../support/emulator.ts'
import { type FreezingProxy, startFreezingProxy } from '../support/freezing-proxy.ts'

type Stage = Readonly<{ emulator: TestEmulator; wire: FreezingProxy; server: Server; stop: () => Promise<void> }>

/** The wire is between the server and the emulator. */
async function openStage(runtime = node, env: Record<string, string> = {}): Promise<Stage> {
  // Faster than it is spoken, and slow enough for a wire to be cut in the middle of an answer.
  const emulator = await startEmulator({ pace: 8 })
  const wire = await startFreezingProxy(Number(new URL(emulator.url).port))
  const server = await startServer(runtime, {
    AZURE_VOICE_LIVE_ENDPOINT: `http://127.0.0.1:${wire.port}`,
    AZURE_VOICE_LIVE_API_KEY: 'any',
    RESUME_SECONDS: '30',
    ...env,
  })
  const stop = async () => {
    await server.kill()
    await wire.stop()
    await emulator.stop()
  }
  return { emulator, wire, server, stop }
}

/** One for a group of tests, each of which must leave no session. */
function sharedStage(runtime: typeof node): () => Stage {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(runtime)
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) page.say({ type: 'session.stop' })
    await stage.emulator.quiet()
  })
  afterAll(() => stage.stop())
  return () => stage
}

const ticketOf = (page: Page): string => {
  const ready = page.messages().find((message) => message.type === 'session.ready')
  return ready?.type === 'session.ready' ? ready.ticket : ''
}

const pages: Page[] = []

async function talk(server: Server): Promise<Page> {
  const page = await openSession(server.ws)
  pages.push(page)
  return page
}

/** Comes back with a ticket on a new socket. */
async function comeBack(server: Server, ticket: string, received: number | null): Promise<Page> {
  const page = openPage(server.ws)
  pages.push(page)
  await page.next('hello')
  page.say({ type: 'session.resume', ticket, received })
  return page
}

/** Answers that were cut end as well, before the one that is waited for. */
async function untilSaid(page: Page, words: string): Promise<void> {
  let { text } = await page.next('answer.done')
  while (!text.includes(words)) text = (await page.next('answer.done')).text
}

describe.each([node, deno, bun])('$name', (runtime) => {
  const stage = sharedStage(runtime)

  test('a page that was loaded anew in mid-answer is told the conversation, and the call goes on', async () => {
    const { server, emulator } = stage()
    const first = await talk(server)
    first.say({ type: 'text.send', text: 'What is the capital of France' })
    const { text } = await first.next('answer.done')
    first.say({ type: 'text.send', text: 'Tell me a story' })
    let told = await first.next('answer.caption.delta')
    while (told.answer === 1) told = await first.next('answer.caption.delta')
    first.socket.terminate()
    await first.closed

    const second = await comeBack(server, ticketOf(first), null)
    expect(await second.next('session.resumed')).toEqual({ type: 'session.resumed', received: 0 })
    expect((await second.next('user.caption.done')).text).toBe('What is the capital of France')
    expect(await second.next('answer.done')).toMatchObject({ text, answer: 1 })
    expect((await second.next('user.caption.done')).text).toBe('Tell me a story')
    expect((await second.next('answer.done')).heard).toBeLessThan(text.length)
    expect(second.frames()).toEqual([])
    second.say({ type: 'text.send', text: 'What is two plus two' })
    await untilSaid(second, '4')
    expect(emulator.openSessions()).toBe(1)
  })

  test('a service that is lost in mid-answer comes back and remembers the conversation', async () => {
    const { server, emulator, wire } = stage()
    const page = await talk(server)
    page.say({ type: 'text.send', text: 'What is the capital of France' })
    const { text } = await page.next('answer.done')
    page.say({ type: 'text.send', text: 'Tell me a story' })
    for (const _answer of [1, 2]) await page.next('answer.started')
    wire.admit(false)
    wire.reset()
    await page.next('service.lost')
    expect(await page.next('answer.done')).toMatchObject({ status: 'incomplete' })
    page.say({ type: 'text.send', text: 'What is two plus two' })
    const before = emulator.journal.length
    wire.admit(true)
    await page.next('service.resumed')
    await untilSaid(page, '4')
    const items = emulator.journal.slice(before).filter(isFromClient('conversation.item.create'))
    const words = JSON.stringify(items.map(({ event }) => event.item))
    for (const said of ['What is the capital of France', text, 'Tell me a story', 'What is two plus two'])
      expect(words.split(said).length - 1, said).toBe(1)
  })
})

describe('what is the same on every runtime', () => {
  const stage = sharedStage(node)

  test.each([
    ['a ticket that nobody has', () => 'wrong', 3],
    ['messages that were never sent', ticketOf, 999],
  ])('%s is refused with resume_expired', async (_name, ticket, received) => {
    const { server } = stage()
    const first = await talk(server)
    const second = await comeBack(server, ticket(first), received)
    expect(await second.next('error')).toMatchObject({ code: 'resume_expired', fatal: true })
    expect(await second.closed).toMatchObject({ code: 1008 })
    first.say({ type: 'text.send', text: 'Hello' })
    expect((await first.next('answer.done')).status).toBe('completed')
  })
})

test('a page that does not come back is let go of, and so is its session', async () => {
  const { server, emulator, stop } = await openStage(node, { RESUME_SECONDS: '1' })
  const first = await talk(server)
  first.socket.terminate()
  await emulator.quiet()
  const late = await comeBack(server, ticketOf(first), first.heard.length)
  expect(await late.next('error')).toMatchObject({ code: 'resume_expired' })
  await stop()
})
