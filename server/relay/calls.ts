/** All calls of this process: how many there may be, how many there were, how a page comes back to its own, and how they are drained. */

import { randomUUID } from 'node:crypto'
import { type ClientMessage, clientMessage } from '../../shared/client-messages.ts'
import { errors } from '../../shared/error-sentences.ts'
import { closeCodes, type ErrorCode, isHeld } from '../../shared/errors.ts'
import { MESSAGE_MAX_BYTES, type ServerMessage } from '../../shared/messages.ts'
import type { Call, CallDependencies } from './call.ts'
import { createLine, type Line } from './line.ts'
import type { PageSocket } from './page-socket.ts'
import { lackOfRoom } from './room.ts'

export type Totals = Readonly<{ calls: number; refused: number; framesIn: number; framesOut: number }>

/** What one socket of a page may tell. */
export type PageEnd = Readonly<{
  said: (text: string) => void
  heard: (pcm: Uint8Array) => void
  /** `code` says whether the page left or was cut off; unknown is taken for left. */
  closed: (code?: number) => void
}>

export type Calls = Readonly<{
  /** Starts a call on an open socket, or refuses it with a sentence and a close code. */
  open: (page: PageSocket, address: string) => PageEnd | undefined
  /** Tells every call to end, refuses new ones, and resolves when the last page socket has closed. */
  drain: () => Promise<void>
  /** Calls that are held for a page without socket are counted too. */
  active: () => number
  draining: () => boolean
  totals: () => Totals
}>

export type CallsOptions = Readonly<{
  maxSessions: number
  /** of one address, so that nobody takes the room of all */
  maxSessionsPerAddress: number
  start: (page: Line, ticket: string, onEnd: CallDependencies['onEnd']) => Call
}>

/** A call and the page's line to it; it is over when it has ended and its last socket has closed. */
type Entry = {
  readonly call: Call
  readonly line: Line
  readonly address: string
  socket: PageSocket | undefined
  ended: boolean
}

export function createCalls({ maxSessions, maxSessionsPerAddress, start }: CallsOptions): Calls {
  const entries = new Map<string, Entry>()
  let draining = false
  let totals: Totals = { calls: 0, refused: 0, framesIn: 0, framesOut: 0 }
  let emptied = () => {}

  const refuse = (page: Pick<PageSocket, 'send' | 'close'>, code: ErrorCode, closeCode: number): undefined => {
    totals = { ...totals, refused: totals.refused + 1 }
    const message: ServerMessage = { type: 'error', code, ...errors[code], fatal: true, retryAfterSeconds: null }
    page.send(JSON.stringify(message))
    page.close(closeCode, code)
  }

  const forget = (ticket: string): void => {
    const entry = entries.get(ticket)
    if (!entry?.ended || entry.socket) return
    entries.delete(ticket)
    if (entries.size === 0) emptied()
  }

  const begin = (page: PageSocket, address: string, ticket: string): void => {
    const line = createLine(page)
    const call = start(line, ticket, ({ framesIn, framesOut }) => {
      totals = { ...totals, framesIn: totals.framesIn + framesIn, framesOut: totals.framesOut + framesOut }
      const entry = entries.get(ticket)
      if (entry) entry.ended = true
      forget(ticket)
    })
    entries.set(ticket, { call, line, address, socket: page, ended: false })
    totals = { ...totals, calls: totals.calls + 1 }
  }

  /** `isHere`: only those that have a page now; the others have room until their page comes back or has lost it. */
  const lackFor = (address: string, isHere: boolean) => {
    const counted = [...entries.values()].filter(({ socket }) => !isHere || socket)
    const taken = counted.map((entry) => ({ address: entry.address, isHeld: entry.socket === undefined }))
    return lackOfRoom(address, taken, { maxSessions, maxSessionsPerAddress })
  }

  return {
    open: (page, address) => {
      if (draining) return refuse(page, 'draining', closeCodes.restart)
      // It may be the page of a call that is held, which is no further call: the first message tells.
      const lack = lackFor(address, false)
      const isHopeless = lack && lackFor(address, true)
      if (isHopeless) return refuse(page, isHopeless, closeCodes.capacity)
      let ticket: string = randomUUID()
      let isFirst = true
      begin(page, address, ticket)

      /** This socket's own call has not begun; it is given up for the one that the page comes back to. */
      const resume = ({ ticket: wanted, received }: Extract<ClientMessage, { type: 'session.resume' }>): void => {
        const own = entries.get(ticket)
        const entry = entries.get(wanted)
        if (!own) return
        if (!entry || entry.ended || (received !== null && !entry.line.canResume(received))) {
          refuse(own.line, 'resume_expired', closeCodes.policy)
          own.call.pageClosed()
          return
        }
        own.line.detach()
        own.socket = undefined
        own.call.pageClosed()
        totals = { ...totals, calls: totals.calls - 1 }
        entry.socket?.close(closeCodes.normal, 'resumed elsewhere')
        entry.socket = page
        ticket = wanted
        entry.line.attach(page)
        entry.call.pageResumed(received)
      }

      const entryHere = (): Entry | undefined => {
        const entry = entries.get(ticket)
        return entry?.socket === page ? entry : undefined
      }

      return {
        said: (text) => {
          const asked = isFirst ? readResume(text) : undefined
          const refusal = isFirst ? lack : undefined
          isFirst = false
          const entry = entryHere()
          if (asked) resume(asked)
          else if (refusal && entry) {
            refuse(entry.line, refusal, closeCodes.capacity)
            entry.call.pageClosed()
          } else entry?.call.said(text)
        },
        heard: (pcm) => entryHere()?.call.heard(pcm),
        closed: (code) => {
          const entry = entryHere()
          if (!entry) return
          entry.socket = undefined
          entry.line.detach()
          if (code !== undefined && isHeld(code)) entry.call.pageDropped()
          else entry.call.pageClosed()
          forget(ticket)
        },
      }
    },
    drain: async () => {
      draining = true
      if (entries.size === 0) return
      const empty = new Promise<void>((resolve) => {
        emptied = resolve
      })
      for (const { call } of [...entries.values()]) call.drain()
      await empty
    },
    active: () => entries.size,
    draining: () => draining,
    totals: () => totals,
  }
}

/** A first message that asks for a call that is held. Everything else is read by the call itself. */
function readResume(text: string): Extract<ClientMessage, { type: 'session.resume' }> | undefined {
  if (text.length > MESSAGE_MAX_BYTES || !text.includes('session.resume')) return undefined
  try {
    const read = clientMessage.safeParse(JSON.parse(text))
    return read.success && read.data.type === 'session.resume' ? read.data : undefined
  } catch {
    return undefined
  }
}
