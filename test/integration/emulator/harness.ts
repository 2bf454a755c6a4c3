/** The emulator on a free port, and a client that says what it likes and waits for what it expects. */

import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { WebSocket, WebSocketServer } from 'ws'
import { createEmulator } from '../../../server/emulator/app.ts'
import type { Dials } from '../../../server/emulator/dials.ts'
import type { JournalEntry } from '../../../server/emulator/journal.ts'
import { createVoice } from '../../../server/emulator/speech/voice.ts'
import { type ServerEvent, serverEvent } from '../../../server/voicelive/server-events.ts'

type Type = ServerEvent['type']
type Of<T extends Type> = Extract<ServerEvent, { type: T }>

const voice = createVoice()
const FRAME_SAMPLES = 960
export const SAMPLES_PER_MS = 24

/** Starts an emulator; `journal` collects what passes over the wire. */
export async function startEmulator(dials: Partial<Dials> = {}) {
  const journal: JournalEntry[] = []
  const emulator = createEmulator({ upgradeWebSocket, journal: (entry) => journal.push(entry), dials })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024, perMessageDeflate: false })
  const server = createAdaptorServer({ fetch: emulator.app.fetch, websocket: { server: sockets as never } })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    origin: `ws://127.0.0.1:${address.port}`,
    journal,
    emulator,
    sockets,
    async stop() {
      emulator.stop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A sentence as a user would say it: with silence before, and enough of it behind to end the turn. */
export async function utterance(sentence: string, { leadMs = 500, tailMs = 1000 } = {}): Promise<Int16Array> {
  const { samples } = await voice.speak(sentence)
  const audio = new Int16Array(leadMs * SAMPLES_PER_MS + samples.length + tailMs * SAMPLES_PER_MS)
  audio.set(samples, leadMs * SAMPLES_PER_MS)
  return audio
}

export const base64 = (samples: Int16Array): string =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64')

/** Connects and waits for `session.created`. */
export async function connect(origin: string, query: Record<string, string> = {}) {
  const url = new URL('/voice-live/realtime', origin)
  for (const [name, value] of Object.entries({ 'api-version': '2026-07-15', model: 'gpt-4o', ...query }))
    url.searchParams.set(name, value)
  const socket = new WebSocket(url, { headers: { 'api-key': 'any' } })
  const events: ServerEvent[] = []
  const waiting = new Set<() => void>()
  let closeCode: number | undefined
  const wake = () => {
    for (const check of [...waiting]) check()
  }
  socket.on('message', (data) => {
    events.push(serverEvent.parse(JSON.parse(String(data))))
    wake()
  })
  socket.on('close', (code) => {
    closeCode = code
    wake()
  })
  socket.on('error', wake)

  /** Resolves with the first event behind `from` that fits; rejects when the socket closes before it comes. */
  const next = <T extends Type>(type: T, fits: (event: Of<T>) => boolean = () => true, from = 0): Promise<Of<T>> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = events.slice(from).find((event): event is Of<T> => event.type === type && fits(event as Of<T>))
        if (found === undefined && closeCode === undefined) return
        waiting.delete(check)
        if (found !== undefined) resolve(found)
        else
          reject(
            new Error(`closed with ${closeCode} before ${type}; got ${events.map((event) => event.type).join(' ')}`),
          )
      }
      waiting.add(check)
      check()
    })

  const send = (event: object) => socket.send(JSON.stringify(event))
  const client = {
    events,
    socket,
    send,
    next,
    mark: () => events.length,
    /** Types from a mark on, repeated ones once. */
    types: (from = 0) => {
      const types = events.slice(from).map(({ type }) => type)
      return types.filter((type, index) => type !== types[index - 1])
    },
    all: <T extends Type>(type: T, from = 0) =>
      events.slice(from).filter((event): event is Of<T> => event.type === type),
    update: (session: object) => {
      send({ type: 'session.update', session })
      return next('session.updated', undefined, events.length)
    },
    say(audio: Int16Array) {
      for (let at = 0; at < audio.length; at += FRAME_SAMPLES)
        send({ type: 'input_audio_buffer.append', audio: base64(audio.subarray(at, at + FRAME_SAMPLES)) })
    },
    type(text: string) {
      const content = [{ type: 'input_text', text }]
      send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
      send({ type: 'response.create' })
    },
    /** All audio of an answer, joined. */
    audioOf(responseId: string | null | undefined): Int16Array {
      const deltas = client.all('response.audio.delta').filter(({ response_id: id }) => id === responseId)
      const bytes = Buffer.concat(deltas.map(({ delta }) => Buffer.from(delta, 'base64')))
      return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    },
    closed: () =>
      new Promise<number>((resolve) => {
        if (closeCode !== undefined) resolve(closeCode)
        else socket.once('close', resolve)
      }),
    close: async () => {
      socket.close()
      await client.closed()
    },
  }
  await next('session.created')
  return client
}

/** What a refused upgrade answers. */
export const refusal = (origin: string, pathAndQuery: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; reason: string | undefined }>((resolve, reject) => {
    const socket = new WebSocket(new URL(pathAndQuery, origin), { headers })
    socket.on('unexpected-response', (request, { statusCode, headers: answered }) => {
      request.destroy()
      resolve({ status: statusCode, reason: answered['x-emulator-reason']?.toString() })
    })
    socket.on('open', () => reject(new Error('it was let in')))
    socket.on('error', reject)
  })
