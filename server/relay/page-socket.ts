/** The page's socket as the relay uses it: sends until its queue is full, the same on every runtime. */

import type { WSContext } from 'hono/ws'

export type PageSocket = Readonly<{
  /** False, and nothing sent, when the page has left more than the bound unread. */
  send: (data: string | Uint8Array<ArrayBuffer>) => boolean
  close: (code: number, reason: string) => void
}>

/**
 * Hears what comes on a socket, below the adapter that upgraded it. Where a runtime can do that, no event object and no copy is
 * made of each microphone frame: a tenth of what a call costs on Node (docs/performance.md).
 */
export type Subscribe = (raw: unknown, receive: (data: string | Uint8Array) => void) => void

/**
 * Three minutes of answer audio: the service sends answers faster than they are spoken, and a slow network may hold most of
 * one. When it is full the call ends, because an answer with holes is worse than none.
 */
const QUEUE_BYTES = 8 * 1024 * 1024

export const pageSocket = (context: WSContext<unknown>): PageSocket => ({
  send: (data) => {
    if (queuedBytes(context.raw) + data.length > QUEUE_BYTES) return false
    context.send(data)
    return true
  },
  close: (code, reason) => context.close(code, reason),
})

/** Two runtimes have the property of the standard, one has a method; unread bytes that cannot be read count as none. */
function queuedBytes(raw: unknown): number {
  if (typeof raw !== 'object' || raw === null) return 0
  if ('getBufferedAmount' in raw && typeof raw.getBufferedAmount === 'function') return Number(raw.getBufferedAmount())
  return 'bufferedAmount' in raw && typeof raw.bufferedAmount === 'number' ? raw.bufferedAmount : 0
}
