/** The line to a page, which outlives its sockets: what was sent and not yet acknowledged is kept, and sent again on the next socket. */

import type { PageSocket } from './page-socket.ts'

export type Line = PageSocket &
  Readonly<{
    /** The page has received so many messages of this line, audio frames included. Returns those that were kept for it until now. */
    acknowledge: (received: number) => readonly Data[]
    /** Takes the next socket. Nothing goes to it before `resume`; the one before, if there is one, is let go of. */
    attach: (socket: PageSocket) => void
    /** Whether a page that has received so many messages can be given all the others. */
    canResume: (received: number) => boolean
    /** Says `first`, which is not counted, and then everything that the page has not received; null counts again, from nothing. */
    resume: (first: string, received: number | null) => void
    /** The socket is gone; what is sent from now on is kept. */
    detach: () => void
  }>

type Data = string | Uint8Array<ArrayBuffer>

/** As much as a socket may hold unread (three minutes of answer audio); what is kept beyond it ends the call, because an answer with holes is worse than none. */
const LINE_MAX_BYTES = 8 * 1024 * 1024

/**
 * Messages count from 1, in the order in which they were sent; both sides count alike, so no message carries a number.
 * `alreadySent`: so many went over the first socket before there was a line; they are not kept.
 */
export function createLine(first: PageSocket, maxBytes = LINE_MAX_BYTES, alreadySent = 0): Line {
  let socket: PageSocket | undefined = first
  let waiting: PageSocket | undefined
  let kept: Data[] = []
  let keptBytes = 0
  let acknowledged = alreadySent

  const forget = (count: number): readonly Data[] => {
    const forgotten = kept.splice(0, count)
    for (const data of forgotten) keptBytes -= data.length
    acknowledged += count
    return forgotten
  }

  return {
    send: (data) => {
      if (keptBytes + data.length > maxBytes) return false
      kept.push(data)
      keptBytes += data.length
      return socket?.send(data) ?? true
    },
    close: (code, reason) => {
      kept = []
      keptBytes = 0
      const last = socket ?? waiting
      socket = undefined
      waiting = undefined
      last?.close(code, reason)
    },
    acknowledge: (received) => forget(Math.min(kept.length, Math.max(0, received - acknowledged))),
    attach: (next) => {
      socket = undefined
      waiting = next
    },
    canResume: (received) => received >= acknowledged && received <= acknowledged + kept.length,
    resume: (greeting, received) => {
      if (!waiting) return
      if (received === null) {
        forget(kept.length)
        acknowledged = 0
      } else forget(Math.min(kept.length, Math.max(0, received - acknowledged)))
      socket = waiting
      waiting = undefined
      socket.send(greeting)
      for (const data of kept) socket.send(data)
    },
    detach: () => {
      socket = undefined
      waiting = undefined
    },
  }
}
