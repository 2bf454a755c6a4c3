/** The calls that there are, each with the page's line to it: from the first request of a page to the close of its last socket. */

import { closeCodes, errorCodes, isHeld } from '../../shared/errors.ts'
import type { Call, CallDependencies } from './call.ts'
import { createEndings } from './ended.ts'
import type { Line } from './line.ts'
import type { ResumeRequest } from './lobby.ts'
import type { PageSocket } from './page-socket.ts'
import type { Place } from './room.ts'

/** Who opens a socket. A resume token works only under the access (a cookie, a signed-in person; '' where nothing is asked) that the call began under. */
export type Caller = Readonly<{ address: string; accessId: string }>

/** A call and the page's line to it; it is over when it has ended and its last socket has closed. `call` is undefined while it starts. */
export type Entry = {
  readonly resumeToken: string
  readonly line: Line
  readonly accessId: string
  address: string
  call: Call | undefined
  socket: PageSocket | undefined
  ended: boolean
}

export type StartCall = (page: Line, resumeToken: string, onEnd: CallDependencies['onEnd']) => Call

type Options = Readonly<{
  /** an id that no one can guess */
  newId: () => string
  start: StartCall
  /** a call is over */
  over: () => void
}>

export function createRegistry({ newId, start, over }: Options) {
  const entries = new Map<string, Entry>()
  const endings = createEndings()
  let totals = { calls: 0, framesIn: 0, framesOut: 0 }

  const forget = (entry: Entry): void => {
    if (!entry.ended || entry.socket) return
    entries.delete(entry.resumeToken)
    over()
  }
  const onEnd =
    (entry: Entry): CallDependencies['onEnd'] =>
    ({ framesIn, framesOut, reason }) => {
      totals = { ...totals, framesIn: totals.framesIn + framesIn, framesOut: totals.framesOut + framesOut }
      entry.ended = true
      const code = errorCodes.find((one) => one === reason)
      if (code && !entry.socket) endings.note(entry.resumeToken, { accessId: entry.accessId, code })
      forget(entry)
    }

  return {
    add: (line: Line, socket: PageSocket, caller: Caller): Entry => {
      const entry = { ...caller, resumeToken: newId(), line, call: undefined, socket, ended: false }
      entries.set(entry.resumeToken, entry)
      return entry
    },
    /** The call may end, and its page may go, before it has started. False when it could not. */
    begin: (entry: Entry): boolean => {
      totals = { ...totals, calls: totals.calls + 1 }
      try {
        entry.call = start(entry.line, entry.resumeToken, onEnd(entry))
      } catch {
        entry.ended = true
        forget(entry)
        return false
      }
      if (!entry.socket) entry.call.pageClosed()
      return true
    },
    find: ({ ticket, received }: ResumeRequest, accessId: string): Entry | undefined => {
      const entry = entries.get(ticket)
      if (!entry?.call || entry.ended || entry.accessId !== accessId) return undefined
      return received === null || entry.line.canResume(received) ? entry : undefined
    },
    /** Why there is no such call; a page that was reloaded shows nothing of one that has ended, and begins another. */
    lackOf: ({ ticket, received }: ResumeRequest, accessId: string) =>
      (received === null ? undefined : endings.find(ticket, accessId)) ?? 'resume_expired',
    /** The call goes on over another socket, which is its own before the old one closes: one runtime reports that at once. */
    move: (entry: Entry, socket: PageSocket, address: string, received: number | null): void => {
      const before = entry.socket
      entry.socket = socket
      entry.address = address
      entry.line.attach(socket)
      entry.call?.pageResumed(received)
      before?.close(closeCodes.normal, 'resumed elsewhere')
    },
    /** Its socket has closed. */
    detach: (entry: Entry, code: number | undefined): void => {
      entry.socket = undefined
      entry.line.detach()
      if (code !== undefined && isHeld(code)) entry.call?.pageDropped()
      else entry.call?.pageClosed()
      forget(entry)
    },
    drain: (): void => {
      for (const { call } of [...entries.values()]) call?.drain()
    },
    /** Whether a call could be that of somebody with this access. */
    isKnown: (accessId: string): boolean =>
      [...entries.values()].some((entry) => !entry.ended && entry.accessId === accessId),
    places: (): readonly Place[] =>
      [...entries.values()].map(({ address, socket }) => ({ address, isHeld: socket === undefined })),
    size: () => entries.size,
    totals: () => totals,
  }
}
