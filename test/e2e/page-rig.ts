/** The built page in a real Chromium, on the server's own routes and headers, with a call behind it that the test plays by hand. */

import { AssertionError } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { WebSocketServer } from 'ws'
import { createApp } from '../../server/app.ts'
import { loadAssets } from '../../server/assets.ts'
import type { PageSocket } from '../../server/relay/page-socket.ts'
import { writeAnswerHeader } from '../../shared/answer-frame.ts'
import { type ClientMessage, clientMessage } from '../../shared/client-messages.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import { TIMEOUT_MS } from '../stages.ts'
import { openAccess } from '../support/access.ts'
import { type FakeMicrophone, useBrowsers } from '../support/browser.ts'

/** The server's end of one call. */
export interface Peer {
  say(...messages: readonly ServerMessage[]): void
  /** Sends a piece of an answer's audio. */
  play(answer: number, offsetSamples: number, pcm: Int16Array): void
  /** The next message of that type from the page; the ones before it are passed over. */
  said<Type extends ClientMessage['type']>(type: Type): Promise<Extract<ClientMessage, { type: Type }>>
  /** The next microphone frame. */
  heard(): Promise<ArrayBuffer>
  close(code: number, reason?: string): void
  /** When the page has closed its socket. */
  readonly left: Promise<void>
}

export const hello: ServerMessage = { type: 'hello', protocol: 4, emulated: true, frameMs: 40, textMaxLength: 4000 }
export const ready: ServerMessage = { type: 'session.ready', call: 'call-1', ticket: 'ticket-1', resumeSeconds: 30 }

/** What the page owes and does not do fails its test by name, long before the test is given up. */
const PATIENCE_MS = TIMEOUT_MS / 2

function soon<Item>(promise: Promise<Item>, what: string): Promise<Item> {
  const message = `The page has ${what} within ${PATIENCE_MS} ms.`
  let timer: ReturnType<typeof setTimeout>
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AssertionError({ message })), PATIENCE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function queue<Item>() {
  const items: Item[] = []
  const takers: ((item: Item) => void)[] = []
  return {
    push: (item: Item) => {
      const taker = takers.shift()
      if (taker) taker(item)
      else items.push(item)
    },
    clear: () => items.splice(0),
    next: () => {
      const item = items.shift()
      return item === undefined ? new Promise<Item>((resolve) => takers.push(resolve)) : Promise.resolve(item)
    },
  }
}

/**
 * Call once in a test file: serves the built page before the tests, and closes what each test has opened.
 * `agent` is what the server tells of it; `expected` are serviceErrors of the console that belong to the tests.
 */
export function usePage({ access = openAccess(), agent = {}, expected = /^$/ } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'page-test-'))
  const peers = queue<Peer>()
  let problems: string[] = []
  let origin = ''
  let stop = async () => {}

  const openCall = (socket: PageSocket) => {
    const messages = queue<ClientMessage>()
    const frames = queue<ArrayBuffer>()
    let leave = () => {}
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    peers.push({
      say: (...said) => {
        for (const message of said) socket.send(JSON.stringify(message))
      },
      play: (answer, offsetSamples, pcm) => {
        const frame = new Uint8Array(8 + pcm.byteLength)
        frame.set(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), 8)
        writeAnswerHeader(frame, answer, offsetSamples)
        socket.send(frame)
      },
      said: async (type) => {
        for (;;) {
          const message = await soon(messages.next(), `not said ${type}`)
          if (message.type === type) return message as Extract<ClientMessage, { type: typeof type }>
        }
      },
      heard: () => soon(frames.next(), 'sent no sound'),
      close: (code, reason = '') => socket.close(code, reason),
      left,
    })
    return {
      onMessage: (text: string) => messages.push(clientMessage.parse(JSON.parse(text))),
      onAudio: (pcm: Uint8Array) => frames.push(new Uint8Array(pcm).buffer),
      onClose: leave,
    }
  }

  beforeAll(async () => {
    const calls = { open: openCall, drain: async () => {}, active: () => 0, draining: () => false }
    const totals = () => ({ calls: 0, refused: 0, framesIn: 0, framesOut: 0 })
    const app = createApp({
      upgradeWebSocket: upgradeWebSocket as Parameters<typeof createApp>[0]['upgradeWebSocket'],
      access,
      calls: { ...calls, totals },
      ready: async () => ({ ready: true }),
      assets: loadAssets(),
      status: agent,
      log: (level, event, fields) => {
        if (level === 'error') problems.push(`${event} ${JSON.stringify(fields)}`)
      },
    })
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
    const server = createAdaptorServer({ fetch: app.fetch, websocket: { server: sockets } } as Parameters<
      typeof createAdaptorServer
    >[0])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
    stop = () =>
      new Promise((stopped) => {
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => stopped())
      })
  })
  afterEach(async () => {
    peers.clear()
    const seen = problems
    problems = []
    expect(seen, 'what the console and the server complained of').toEqual([])
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true })
  })

  const newPage = useBrowsers()

  return {
    /** where the microphone's WAV file may lie */
    wavPath: join(folder, 'microphone.wav'),
    /** The server's end of the next call that a page opens. */
    nextPeer: () => soon(peers.next(), 'opened no socket'),
    openPage: async (microphone: FakeMicrophone, options: BrowserContextOptions = {}, path = '/'): Promise<Page> => {
      const page = await newPage(microphone, { locale: 'en-GB', ...options })
      page.on('pageerror', (error) => problems.push(error.stack ?? error.message))
      page.on('console', (line) => {
        const complains = line.type() === 'error' || line.type() === 'warning'
        if (complains && !expected.test(line.text())) problems.push(line.text())
      })
      await page.goto(origin + path)
      return page
    },
  }
}

/** Opens a session up to `session.ready`. */
export async function startSession(page: Page, nextPeer: () => Promise<Peer>): Promise<Peer> {
  await page.locator('#session').click()
  const peer = await nextPeer()
  peer.say(hello)
  await peer.said('session.start')
  peer.say(ready)
  return peer
}

/** A voice-like sound: a tone that swells and fades like syllables. */
export function syllables(samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, n) => {
    const swell = Math.abs(Math.sin((Math.PI * n) / 6000))
    return Math.round(9000 * swell * Math.sin((2 * Math.PI * 220 * n) / 24_000))
  })
}
