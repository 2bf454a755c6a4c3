/** All calls of this process: how many there may be, how many there were, how a page comes back to its own, and how they are drained. */

import type { Clock } from '../../shared/clock.ts'
import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import { errorText, type VisitorOptions } from './lobby.ts'
import type { PageSocket } from './page-socket.ts'
import { type Caller, createRegistry, type StartCall } from './registry.ts'
import { openVisit, type PageEnd } from './visit.ts'
import { createWaiting } from './waiting.ts'

type Totals = Readonly<{ calls: number; refused: number; framesIn: number; framesOut: number }>

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
  /** of one address, so that no one takes the room of all */
  maxSessionsPerAddress: number
  hello: VisitorOptions['hello']
  /** how long a page that has room may take to ask for its call */
  startWithinMs: number
  clock: Clock
  /** an id that no one can guess */
  newId: () => string
  start: StartCall
}>

export function createCalls(options: CallsOptions): Calls {
  const { newId, start, hello, clock, startWithinMs } = options
  let isDraining = false
  let refused = 0
  let emptied = () => {}

  const isEmpty = (): boolean => registry.size() === 0 && waiting.size() === 0
  const checkEmpty = (): void => {
    if (isEmpty()) emptied()
  }
  const countRefused = (): void => {
    refused += 1
  }
  const refuse = (page: PageSocket, code: ErrorCode, closeCode: number): undefined => {
    countRefused()
    page.send(errorText(code, true))
    page.close(closeCode, code)
  }
  const registry = createRegistry({ newId, start, over: checkEmpty })
  const waiting = createWaiting(options, registry.places)
  /** Without room a page may wait only where there is a call that could be its own. */
  const mayResume = ({ accessId, address }: Caller): boolean => registry.isKnown(accessId) && waiting.mayWait(address)
  const lobby = { hello, clock, startWithinMs, registry, waiting, refuse, refused: countRefused, left: checkEmpty }

  return {
    open: (page, caller) => {
      if (isDraining) return refuse(page, 'draining', closeCodes.restart)
      const lack = waiting.lackFor(caller.address)
      if (lack && !mayResume(caller)) return refuse(page, lack, closeCodes.capacity)
      return openVisit(page, caller, lack, lobby)
    },
    drain: async () => {
      isDraining = true
      if (isEmpty()) return
      const empty = new Promise<void>((resolve) => {
        emptied = resolve
      })
      waiting.refuse('draining', closeCodes.restart)
      registry.drain()
      checkEmpty()
      await empty
    },
    active: registry.size,
    draining: () => isDraining,
    totals: () => ({ ...registry.totals(), refused }),
  }
}
