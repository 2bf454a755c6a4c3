/** All calls of this process: how many there may be, how many there were, how a page comes back to its own, and how they are drained. */

import type { Clock } from '../../shared/clock.ts'
import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import { createLine } from './line.ts'
import { errorText, greetVisitor, type ResumeRequest, type Visitor, type VisitorOptions } from './lobby.ts'
import type { PageSocket } from './page-socket.ts'
import { type Caller, createRegistry, type Entry, type StartCall } from './registry.ts'
import { lackOfRoom } from './room.ts'

type Totals = Readonly<{ calls: number; refused: number; framesIn: number; framesOut: number }>

/** What one socket of a page may tell. */
export type PageEnd = Readonly<{
  said: (text: string) => void
  heard: (pcm: Uint8Array) => void
  /** `code` says whether the page left or was cut off; unknown is taken for left. */
  closed: (code?: number) => void
}>

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
  start: StartCall
}>

/** A page that finds no room may still come for a call that is held, and says so as soon as it is greeted. */
export const RESUME_ASKED_WITHIN_MS = 2_000

/** What a page may ask for in the lobby, or come to. */
type Asks = Pick<VisitorOptions, 'onStart' | 'onResume' | 'onOver'>

/** A socket that is open and has no call. */
type Waiting = { readonly visitor: () => Visitor | undefined; readonly address: string; takesRoom: boolean }

export function createCalls(options: CallsOptions): Calls {
  const { newId, start } = options
  const lobby = new Set<Waiting>()
  let draining = false
  let refused = 0
  let emptied = () => {}

  const checkEmpty = (): void => {
    if (registry.size() === 0 && lobby.size === 0) emptied()
  }
  const registry = createRegistry({ newId, start, over: checkEmpty })
  const countRefused = (): void => {
    refused += 1
  }
  const refuse = (page: PageSocket, code: ErrorCode, closeCode: number): undefined => {
    countRefused()
    page.send(errorText(code, true))
    page.close(closeCode, code)
  }

  const waitingFor = (takesRoom: boolean) =>
    [...lobby].filter((one) => one.takesRoom === takesRoom).map(({ address }) => ({ address, isHeld: false }))

  /** Whose limit leaves no room for another call: undefined while there is some. */
  const lackFor = (address: string): ErrorCode | undefined =>
    lackOfRoom(address, [...registry.places(), ...waitingFor(true)], options)

  /** So many may wait beyond the room that there is, and only where there is a call that could be theirs. */
  const mayResume = ({ address, accessId }: Caller): boolean =>
    registry.isKnown(accessId) && lackOfRoom(address, waitingFor(false), options) === undefined

  /** Greets a page for which there may be no room. */
  const greet = (socket: PageSocket, lack: ErrorCode | undefined, asks: Asks): Visitor => {
    const { hello, clock, startWithinMs } = options
    const waitMs = lack ? Math.min(startWithinMs, RESUME_ASKED_WITHIN_MS) : startWithinMs
    const tooLate = lack
      ? ({ code: lack, closeCode: closeCodes.capacity } as const)
      : ({ code: 'session_idle', closeCode: closeCodes.normal } as const)
    return greetVisitor({ socket, hello, clock, waitMs, tooLate, ...asks })
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
      entry = registry.add(createLine(page, undefined, sent), page, caller)
      if (!registry.begin(entry)) refuse(page, 'internal', closeCodes.failure)
      entry.call?.said(text)
    }

    const onResume = (request: ResumeRequest): void => {
      const found = registry.find(request, caller.accessId)
      if (!found) {
        visitor?.refuse(registry.lackOf(request, caller.accessId), closeCodes.policy)
        return
      }
      visitor?.stop()
      lobby.delete(waiting)
      entry = found
      registry.move(found, page, caller.address, request.received)
    }

    const onOver = (isRefused: boolean): void => {
      waiting.takesRoom = false
      if (isRefused) countRefused()
    }
    visitor = greet(page, lack, { onStart, onResume, onOver })
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
        if (here) registry.detach(here, code)
      },
    }
  }

  return {
    open,
    drain: async () => {
      draining = true
      if (registry.size() === 0 && lobby.size === 0) return
      const empty = new Promise<void>((resolve) => {
        emptied = resolve
      })
      for (const { visitor } of [...lobby]) visitor()?.refuse('draining', closeCodes.restart)
      registry.drain()
      checkEmpty()
      await empty
    },
    active: registry.size,
    draining: () => draining,
    totals: () => ({ ...registry.totals(), refused }),
  }
}
