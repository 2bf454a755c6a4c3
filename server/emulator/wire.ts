/** The way of an event out of the emulator: printed, delayed and followed by trouble, as the dials of the session say. */

import type { ServerEvent } from '../voicelive/server-events.ts'
import type { Dials } from './dials.ts'
import type { Journal } from './journal.ts'
import { createTrouble, EXPIRED, type Strike } from './trouble.ts'

/** The socket as a session needs it. */
export type Socket = Readonly<{
  send(text: string): void
  close(code: number, reason: string): void
  /** ends the connection without a close frame, where the runtime can */
  cut(): void
  queuedBytes(): number
}>

export type Wire = Readonly<{
  send(event: ServerEvent): void
  /** The session begins: from now on it can expire. */
  start(): void
  /** Ends all timers; nothing is sent any more. */
  stop(): void
}>

type Options = Readonly<{
  socket: Socket
  sessionId: string
  dials: Dials
  journal: Journal
  /** the fault of the dials is about to strike: whether it may */
  mayStrike(): boolean
  /** the answer in progress is to fail */
  fail(): void
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

/** Makes the wire of one session. */
export function createWire({ socket, sessionId, dials, journal, mayStrike, fail, ended }: Options): Wire {
  const trouble = createTrouble(dials, mayStrike)
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let stopped = false

  const later = (act: () => void, ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  function deliver(event: ServerEvent) {
    if (stopped) return
    journal({ session: sessionId, from: 'server', event })
    socket.send(JSON.stringify(event))
    const strike = trouble.sent(event)
    if (strike !== undefined) carryOut(strike)
  }

  const eventId = () => `event_${crypto.randomUUID().replaceAll('-', '').slice(0, 22)}`

  function carryOut(strike: Strike) {
    switch (strike.type) {
      case 'send':
        return deliver({ ...strike.event, event_id: eventId() })
      case 'send-unknown':
        return socket.send(JSON.stringify({ type: 'emulator.unknown_event', event_id: eventId() }))
      case 'fail':
        return fail()
      case 'expire':
        deliver({ ...EXPIRED, event_id: eventId() })
        return hangUp(1001, 'session expired')
      case 'close':
        return hangUp(strike.code, 'the dial fault asked for this')
    }
  }

  function hangUp(code: number, reason: string) {
    if (code === 1006) socket.cut()
    else socket.close(code, reason)
    ended()
  }

  return {
    send(given) {
      const event = trouble.alter(printIds(given, dials))
      if (event.type !== 'session.updated' || dials.updated === 0) deliver(event)
      else if (dials.updated !== Number.POSITIVE_INFINITY) later(() => deliver(event), dials.updated)
    },
    start: () => later(() => carryOut({ type: 'expire' }), dials.expires * 1000),
    stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
