/** Whether a session's socket flows: a stalled one passes nothing any more, a frozen one passes all of it later. */

import type { Clock } from '../../../shared/clock.ts'

/** Pings stay unanswered for so long; then the socket is read again, if only to see that the client has gone. */
const UNREAD_MS = 40_000

/** Messages of the client kept by a frozen socket where the runtime cannot stop reading: more than ten minutes of audio. */
const HELD_MAX_MESSAGES = 20_000

type Options = Readonly<{
  clock: Clock
  /** stops or goes on reading, pings too, where the runtime can */
  read(on: boolean): void
  hangUp(code: number, reason: string): void
}>

export type Flow = Readonly<{
  /** Sends now, later or never; `byteLength` is how much waits meanwhile. */
  pass(byteLength: number, send: () => void): void
  /** Handles a message now, later or never. */
  take(handle: () => void): void
  stall(pongs: boolean): void
  freeze(forMs: number): void
  heldBytes(): number
  /** Ends its timer, and lets the socket see its own end. */
  stop(): void
}>

export function createFlow({ clock, read, hangUp }: Options): Flow {
  let state: 'open' | 'stalled' | 'frozen' = 'open'
  let stopWaiting = () => {}
  let heldBytes = 0
  let outgoing: (() => void)[] = []
  let incoming: (() => void)[] = []

  function thaw() {
    state = 'open'
    heldBytes = 0
    const held = [...outgoing, ...incoming]
    outgoing = []
    incoming = []
    for (const pass of held) pass()
    read(true)
  }

  return {
    pass(byteLength, send) {
      if (state === 'open') return send()
      if (state === 'stalled') return
      heldBytes += byteLength
      outgoing.push(send)
    },
    take(handle) {
      if (state === 'open') return handle()
      if (state === 'stalled') return
      if (incoming.push(handle) <= HELD_MAX_MESSAGES) return
      thaw()
      hangUp(1008, 'too many messages for a frozen session')
    },
    stall(pongs) {
      state = 'stalled'
      if (pongs) return
      read(false)
      stopWaiting = clock.after(UNREAD_MS, () => read(true))
    },
    freeze(forMs) {
      state = 'frozen'
      read(false)
      stopWaiting = clock.after(forMs, thaw)
    },
    heldBytes: () => heldBytes,
    stop() {
      stopWaiting()
      state = 'stalled'
      outgoing = []
      incoming = []
      read(true)
    },
  }
}
