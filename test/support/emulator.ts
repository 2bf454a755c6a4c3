/** The emulator in the test's own process, so that a test can read in its journal what really passed over the wire. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { createEmulator } from '../../server/emulator/app.ts'
import type { Dials } from '../../server/emulator/dials.ts'
import type { JournalEntry } from '../../server/emulator/journal.ts'

export type TestEmulator = Readonly<{
  url: string
  journal: JournalEntry[]
  /** sessions that are open now */
  openSessions: () => number
  /** resolves when no session is open any more */
  quiet: () => Promise<void>
  /** resolves with the first entry, past or to come, that passes */
  seen: <Entry extends JournalEntry>(test: (entry: JournalEntry) => entry is Entry) => Promise<Entry>
  stop: () => Promise<void>
}>

export async function startEmulator(dials: Partial<Dials> = {}, port = 0): Promise<TestEmulator> {
  const journal: JournalEntry[] = []
  const waiting = new Set<(entry: JournalEntry) => void>()
  const emulator = createEmulator({
    upgradeWebSocket,
    dials,
    journal: (entry) => {
      journal.push(entry)
      for (const tell of waiting) tell(entry)
    },
  })
  const sockets = new WebSocketServer({ noServer: true })
  const server = createAdaptorServer({
    fetch: emulator.app.fetch,
    createServer,
    // @ts-expect-error The adapter is made for `ws`, but its types do not allow the undefined that those of `ws` do.
    websocket: { server: sockets },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The emulator has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    journal,
    openSessions: () => sockets.clients.size,
    quiet: async () => {
      await Promise.all([...sockets.clients].map((socket) => once(socket, 'close')))
    },
    seen: (test) =>
      new Promise((resolve) => {
        const past = journal.find(test)
        if (past) return resolve(past)
        const tell = (entry: JournalEntry): void => {
          if (!test(entry)) return
          waiting.delete(tell)
          resolve(entry)
        }
        waiting.add(tell)
      }),
    stop: () =>
      new Promise((resolve) => {
        emulator.stop()
        for (const socket of sockets.clients) socket.terminate()
        server.close(() => resolve())
      }),
  }
}

type ClientEntry = Extract<JournalEntry, { from: 'client' }>

/** Picks a client event by its type. */
export const isFromClient =
  <Type extends ClientEntry['event']['type']>(type: Type) =>
  (entry: JournalEntry): entry is ClientEntry & { event: Extract<ClientEntry['event'], { type: Type }> } =>
    entry.from === 'client' && entry.event.type === type

/** All audio that the emulator sent in the answers of a journal, in order. */
export function answerSamples(journal: readonly JournalEntry[]): Int16Array {
  const pieces = journal.flatMap((entry) =>
    entry.from === 'server' && entry.event.type === 'response.audio.delta'
      ? [Buffer.from(entry.event.delta, 'base64')]
      : [],
  )
  const bytes = Buffer.concat(pieces)
  return Int16Array.from({ length: bytes.byteLength / 2 }, (_, index) => bytes.readInt16LE(index * 2))
}
