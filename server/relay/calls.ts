/** All calls of this process: how many there may be, how many there were, how a page comes back to its own, and how they are drained. */

import type { Clock } from '../../shared/clock.ts'
import { closeCodes, type ErrorCode, errorCodes, isHeld } from '../../shared/errors.ts'
import type { Call, CallDependencies } from './call.ts'
import { createEndings } from './ended.ts'
import { createLine, type Line } from './line.ts'
import { errorText, greetVisitor, type ResumeRequest, type Visitor, type VisitorOptions } from './lobby.ts'
import type { PageSocket } from './page-socket.ts'
import { lackOfRoom } from './room.ts'

type Totals = Readonly<{ calls: number; refused: number; framesIn: number; framesOut: number }>

/** What one socket of a page may tell. */
export type PageEnd = Readonly<{
  said: (text: string) => void
  heard: (pcm: Uint8Array) => void
  /** `code` says whether the page left or was cut off; unknown is taken for left. */
  closed: (code?: number) => void
}>

/** Who opens a socket. A resume token works only under the access (a cookie, a signed-in person; '' where nothing is asked) that the call began under. */
type Caller = Readonly<{ address: string; accessId: string }>

export type Calls = Readonly<{
  /** Greets the page on an open socket, or refuses it with a sentence and a close code. */
  open: (page: PageSocket, caller: Caller) => PageEnd | undefined
  /** Tells every call to end, refuses new ones, and resolves when the last page socket has closed. */
  drain: () => Promise<void>
  /** Calls that are held for a page without socket are counted too; sockets that have not asked for one are not. */
  active: () => number
  draining: () => boolean
  totals: () => Totals
}>

export type CallsOptions = Readonly<{
  maxSessions: number
  /** of one address, so that nobody takes the room of all */
  maxSessionsPerAddress: number
  hello: VisitorOptions['hello']
  /** how long a page that has room may take to ask for its call */
  startWithinMs: number
  clock: Clock
  /** an id that nobody can guess */
  newId: () => string
  start: (page: Line, resumeToken: string, onEnd: CallDependencies['onEnd']) => Call
}>

/** A page that finds no room may still come for a call that is held, and says so as soon as it is greeted. */
export const RESUME_ASKED_WITHIN_MS = 2_000

/** A call and the page's line to it; it is over when it has ended and its last socket has closed. `call` is undefined while it starts. */
type Entry = {
  readonly resumeToken: string
  readonly line: Line
  readonly accessId: string
  address: string
  call: Call | undefined
  socket: PageSocket | undefined
  ended: boolean
}

/** A socket that is open and has no call. */
type Waiting = { readonly visitor: () => Visitor | undefined; readonly address: string; takesRoom: boolean }

export function createCalls(options: CallsOptions): Calls {
  const { maxSessions, maxSessionsPerAddress, hello, startWithinMs, clock, newId, start } = options
  const entries = new Map<string, Entry>()
  const lobby = new Set<Waiting>()
  const endings = createEndings()
  let draining = false
  let totals: Totals = { calls: 0, refused: 0, framesIn: 0, framesOut: 0 }
  let emptied = () => {}

  const checkEmpty = (): void => {
    if (entries.size === 0 && lobby.size === 0) emptied()
  }
  const countRefused = (): void => {
    totals = { ...totals, refused: totals.refused + 1 }
  }
  const refuse = (page: PageSocket, code: ErrorCode, closeCode: number): undefined => {
    countRefused()
    page.send(errorText(code, true))
    page.close(closeCode, code)
  }

  const room = { maxSessions, maxSessionsPerAddress }
  const waitingFor = (takesRoom: boolean) =>
    [...lobby].filter((one) => one.takesRoom === takesRoom).map(({ address }) => ({ address, isHeld: false }))

  /** Whose limit leaves no room for another call: undefined while there is some. */
  const lackFor = (address: string): ErrorCode | undefined => {
    const calls = [...entries.values()].map((entry) => ({ address: entry.address, isHeld: entry.socket === undefined }))
    return lackOfRoom(address, [...calls, ...waitingFor(true)], room)
  }

  /** So many may wait beyond the room that there is, and only where there is a call that could be theirs. */
  const mayResume = ({ address, accessId }: Caller): boolean =>
    [...entries.values()].some((entry) => !entry.ended && entry.accessId === accessId) &&
    lackOfRoom(address, waitingFor(false), room) === undefined

  const forget = (entry: Entry): void => {
    if (!entry.ended || entry.socket) return
    entries.delete(entry.resumeToken)
    checkEmpty()
  }

  /** The call may end, and its page may go, before `start` returns. */
  const begin = (entry: Entry, page: PageSocket): void => {
    entries.set(entry.resumeToken, entry)
    totals = { ...totals, calls: totals.calls + 1 }
    try {
      entry.call = start(entry.line, entry.resumeToken, ({ framesIn, framesOut, reason }) => {
        totals = { ...totals, framesIn: totals.framesIn + framesIn, framesOut: totals.framesOut + framesOut }
        entry.ended = true
        const code = errorCodes.find((one) => one === reason)
        if (code && !entry.socket) endings.note(entry.resumeToken, { accessId: entry.accessId, code })
        forget(entry)
      })
    } catch {
      entry.ended = true
      refuse(page, 'internal', closeCodes.failure)
      forget(entry)
    }
    if (!entry.socket) entry.call?.pageClosed()
  }

  const find = ({ resumeToken, received }: { resumeToken: string; received: number | null }, accessId: string) => {
    const entry = entries.get(resumeToken)
    if (!entry?.call || entry.ended || entry.accessId !== accessId) return undefined
    return received === null || entry.line.canResume(received) ? entry : undefined
  }

  const open = (page: PageSocket, caller: Caller): PageEnd | undefined => {
    if (draining) return refuse(page, 'draining', closeCodes.restart)
    const lack = lackFor(caller.address)
    if (lack && !mayResume(caller)) return refuse(page, lack, closeCodes.capacity)
    let visitor: Visitor | undefined
    let entry: Entry | undefined
    let isGone = false
    const waiting: Waiting = { visitor: () => visitor, address: caller.address, takesRoom: !lack }
    lobby.add(waiting)

    const onStart = (text: string, sent: number): void => {
      lobby.delete(waiting)
      const lackNow = lackFor(caller.address)
      if (lackNow) {
        // It closes, and is drained like the others.
        lobby.add(waiting)
        waiting.takesRoom = false
        refuse(page, lackNow, closeCodes.capacity)
        return
      }
      const line = createLine(page, undefined, sent)
      entry = { ...caller, resumeToken: newId(), line, call: undefined, socket: page, ended: false }
      begin(entry, page)
      entry.call?.said(text)
    }

    const onResume = ({ ticket, received }: ResumeRequest): void => {
      const found = find({ resumeToken: ticket, received }, caller.accessId)
      if (!found) {
        // A page that was loaded anew shows nothing of that call, and begins another.
        const ending = received === null ? undefined : endings.find(ticket, caller.accessId)
        visitor?.refuse(ending ?? 'resume_expired', closeCodes.policy)
        return
      }
      visitor?.stop()
      lobby.delete(waiting)
      // The new socket is the call's before the old one closes, which one runtime reports at once.
      const before = found.socket
      found.socket = page
      found.address = caller.address
      entry = found
      found.line.attach(page)
      found.call?.pageResumed(received)
      before?.close(closeCodes.normal, 'resumed elsewhere')
    }

    visitor = greetVisitor({
      socket: page,
      hello,
      clock,
      waitMs: lack ? Math.min(startWithinMs, RESUME_ASKED_WITHIN_MS) : startWithinMs,
      tooLate: lack
        ? { code: lack, closeCode: closeCodes.capacity }
        : { code: 'session_idle', closeCode: closeCodes.normal },
      onStart,
      onResume,
      onOver: (refused) => {
        waiting.takesRoom = false
        if (refused) countRefused()
      },
    })
    if (isGone) visitor.stop()

    const entryHere = (): Entry | undefined => (entry?.socket === page ? entry : undefined)
    return {
      said: (text) => (entry ? entryHere()?.call?.said(text) : visitor?.said(text)),
      heard: (pcm) => (entry ? entryHere()?.call?.heard(pcm) : visitor?.heard(pcm)),
      closed: (code) => {
        isGone = true
        visitor?.stop()
        if (lobby.delete(waiting)) checkEmpty()
        const here = entryHere()
        if (!here) return
        here.socket = undefined
        here.line.detach()
        if (code !== undefined && isHeld(code)) here.call?.pageDropped()
        else here.call?.pageClosed()
        forget(here)
      },
    }
  }

  return {
    open,
    drain: async () => {
      draining = true
      if (entries.size === 0 && lobby.size === 0) return
      const empty = new Promise<void>((resolve) => {
        emptied = resolve
      })
      for (const { visitor } of [...lobby]) visitor()?.refuse('draining', closeCodes.restart)
      for (const { call } of [...entries.values()]) call?.drain()
      checkEmpty()
      await empty
    },
    active: () => entries.size,
    draining: () => draining,
    totals: () => totals,
  }
}
