/** The way of an event out of the emulator, and of a message in: printed, delayed, held up and followed by faults, as the dials of the session say. */

import type { Clock } from '../../shared/clock.ts'
import type { ServerEvent } from '../voicelive/server-events.ts'
import type { Dials } from './dials.ts'
import { isActedOn } from './faults/acted.ts'
import { type Action, type EngineAction, EXPIRED } from './faults/actions.ts'
import { createFlow } from './faults/flow.ts'
import { createInjector } from './faults/injector.ts'
import { createOddFields } from './faults/odd-fields.ts'
import type { Journal } from './journal.ts'
import { printEvent } from './print.ts'

/** The socket as a session needs it. */
export type Socket = Readonly<{
  send(text: string): void
  close(code: number, reason: string): void
  /** ends the connection without a close frame, where the runtime can */
  cut(): void
  /** stops or goes on reading, pings too, where the runtime can */
  read(on: boolean): void
  queuedBytes(): number
}>

export type Wire = Readonly<{
  send(event: ServerEvent): void
  /** A message of the client: it is handed on, or lost, or kept until the wire goes on. */
  take(data: unknown): void
  /** bytes that wait for the wire to go on */
  heldBytes(): number
  /** The session begins: from now on it can expire. */
  start(): void
  /** Ends all timers; nothing is sent any more. */
  stop(): void
}>

type Options = Readonly<{
  socket: Socket
  sessionId: string
  dials: Dials
  clock: Clock
  /** of an event that is sent out of turn */
  newEventId(): string
  journal: Journal
  /** the fault of the dials is about to happen: whether it may */
  mayFail(): boolean
  /** the conversation is to take part in the fault */
  act(action: EngineAction): void
  /** a message of the client has arrived */
  received(data: unknown): void
  /** the socket has been told to close */
  ended(): void
}>

function printIds(event: ServerEvent, { previousIds }: Dials): ServerEvent {
  if (previousIds === 'given' || !('previous_item_id' in event)) return event
  if (previousIds === 'null') return { ...event, previous_item_id: null }
  if (previousIds === 'empty') return { ...event, previous_item_id: '' }
  const { previous_item_id: _, ...rest } = event
  return rest
}

/** Makes the wire of one session. The journal has no odd fields, nor what is no event. */
export function createWire(options: Options): Wire {
  const { socket, sessionId, dials, clock, newEventId, journal, mayFail, act, received, ended } = options
  const injector = createInjector(dials, mayFail)
  const flow = createFlow({ clock, read: socket.read, hangUp })
  const odd = createOddFields({
    seed: dials.odd,
    ...(dials.oddScope === 'any' ? {} : { mayChange: (type, path) => !isActedOn(type, path) }),
  })
  const stops = new Set<() => void>()
  let stopped = false

  const later = (perform: () => void, ms: number) => {
    const cancel = clock.after(ms, () => {
      stops.delete(cancel)
      perform()
    })
    stops.add(cancel)
  }

  const put = (text: string) => flow.pass(text.length, () => socket.send(text))

  function deliver(meant: ServerEvent) {
    if (stopped) return
    const event = injector.alter(meant)
    journal({ session: sessionId, from: 'server', event })
    put(printEvent(odd(event)))
    for (const action of injector.sent(event)) perform(action)
  }

  function perform(action: Action) {
    switch (action.type) {
      case 'send':
        return deliver({ ...action.event, event_id: newEventId() })
      case 'send-texts':
        for (const text of action.texts()) put(text)
        return
      case 'expire':
        deliver({ ...EXPIRED, event_id: newEventId() })
        return hangUp(1001, 'session expired')
      case 'close':
        return hangUp(action.code, 'the dial fault asked for this')
      case 'stall':
        return flow.stall(action.pongs)
      case 'freeze':
        return flow.freeze(dials.thaw)
      default:
        return act(action)
    }
  }

  function hangUp(code: number, reason: string) {
    flow.pass(0, () => {
      if (code === 1006) socket.cut()
      else socket.close(code, reason)
      ended()
    })
  }

  return {
    send(given) {
      const event = printIds(given, dials)
      if (event.type !== 'session.updated' || dials.updated === 0) deliver(event)
      else if (dials.updated !== Number.POSITIVE_INFINITY) later(() => deliver(event), dials.updated)
    },
    take: (data) => flow.take(() => received(data)),
    heldBytes: flow.heldBytes,
    start: () => later(() => perform({ type: 'expire' }), dials.expires * 1000),
    stop() {
      stopped = true
      flow.stop()
      for (const cancel of stops) cancel()
      stops.clear()
    },
  }
}
