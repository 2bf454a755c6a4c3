/** The voice service: the emulator's own connections, on simulated sockets, each with the dials of the plan. */

import { admit } from '../../../server/emulator/admit.ts'
import { type Connection, createConnection } from '../../../server/emulator/connection.ts'
import { type Dials, defaultDials } from '../../../server/emulator/dials.ts'
import { createFaultCounts } from '../../../server/emulator/faults/counts.ts'
import type { JournalEntry } from '../../../server/emulator/journal.ts'
import { createMemory } from '../../../server/emulator/memory.ts'
import { createMarkedEngines } from './engines.ts'
import type { Random } from './random.ts'
import type { Answer, Asked } from './service-socket.ts'
import type { Utterances } from './speech.ts'
import type { Process } from './time.ts'
import type { End } from './wire.ts'

/** One session of the service, and whose it is. */
export type ServiceSession = Readonly<{
  number: number
  call: string | null
  dials: Dials
  connection: Connection
  isOpen(): boolean
}>

export type Service = Readonly<{ answer(asked: Asked): Answer; sessions(): readonly ServiceSession[] }>

type Options = Readonly<{
  process: Process
  random: Random
  utterances: Utterances
  unixMs(): number
  /** of all sessions, and of the one of that number */
  dialsOf(session: number): Partial<Dials>
  /** the chance of an event to be sent twice */
  repeats: number
  journal(session: number, entry: JournalEntry): void
}>

/** Sound and words have no number: whoever gets them twice has them twice. */
const NEVER_TWICE = /^\{[^{]*"type":"[^"]*delta"/

export function createService({ process, random, utterances, unixMs, dialsOf, repeats, journal }: Options): Service {
  const engines = createMarkedEngines(utterances)
  const memory = createMemory()
  const counts = createFaultCounts()
  const sessions: ServiceSession[] = []
  const chance = random.fork('repeats')

  const connect = (end: End, admitted: Parameters<typeof createConnection>[0]['admission'], dials: Dials) => {
    const number = sessions.length + 1
    const connection = createConnection({
      admission: admitted,
      dials,
      engines,
      memory,
      mayFail: (sessionId) => counts.spend(admitted.call ?? sessionId, dials.faultSessions),
      socket: {
        send: (data) => {
          end.send(data)
          if (repeats > 0 && !NEVER_TWICE.test(data) && chance.happens(repeats)) end.send(data)
        },
        close: end.close,
        cut: end.cut,
        read: end.read,
        queuedBytes: end.queuedBytes,
      },
      journal: (entry) => journal(number, entry),
      random: () => Array.from({ length: 4 }, () => random.between(0, 2 ** 31)),
      clock: process.clock,
      wallClock: () => new Date(unixMs()),
    })
    sessions.push({ number, call: admitted.call, dials, connection, isOpen: end.isOpen })
    end.listen({ message: connection.received, pong: () => {}, closed: connection.closed })
    connection.opened()
  }

  return {
    sessions: () => sessions,
    answer: ({ url, headers }) => {
      const settings = { ...defaultDials, ...dialsOf(sessions.length + 1) }
      const found = admit(Object.fromEntries(url.searchParams), headers, settings, unixMs())
      if ('admission' in found) return { accept: (end) => connect(end, found.admission, found.dials) }
      return { status: found.status, retryAfter: found.retryAfter?.['retry-after'] }
    },
  }
}
