/** All calls of this process: how many there may be, how many there were, and how they are drained. */

import { errors } from '../../shared/error-sentences.ts'
import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import type { ServerMessage } from '../../shared/messages.ts'
import type { Call, CallDependencies } from './call.ts'
import type { PageSocket } from './page-socket.ts'

export type Totals = Readonly<{ calls: number; refused: number; framesIn: number; framesOut: number }>

export type Calls = Readonly<{
  /** Starts a call on an open socket, or refuses it with a sentence and a close code. */
  open: (page: PageSocket, address: string) => Call | undefined
  /** Tells every call to end, refuses new ones, and resolves when the last page socket has closed. */
  drain: () => Promise<void>
  active: () => number
  draining: () => boolean
  totals: () => Totals
}>

export type CallsOptions = Readonly<{
  maxSessions: number
  /** of one address, so that nobody takes the room of all */
  maxSessionsPerAddress: number
  start: (page: PageSocket, onEnd: CallDependencies['onEnd']) => Call
}>

export function createCalls({ maxSessions, maxSessionsPerAddress, start }: CallsOptions): Calls {
  const open = new Map<Call, string>()
  let draining = false
  let totals: Totals = { calls: 0, refused: 0, framesIn: 0, framesOut: 0 }
  let emptied = () => {}

  const refuse = (page: PageSocket, code: ErrorCode, closeCode: number): undefined => {
    totals = { ...totals, refused: totals.refused + 1 }
    const message: ServerMessage = { type: 'error', code, ...errors[code], fatal: true }
    page.send(JSON.stringify(message))
    page.close(closeCode, code)
  }

  return {
    open: (page, address) => {
      if (draining) return refuse(page, 'draining', closeCodes.restart)
      const sameAddress = [...open.values()].filter((each) => each === address).length
      if (open.size >= maxSessions || sameAddress >= maxSessionsPerAddress)
        return refuse(page, 'busy', closeCodes.capacity)
      const call = start(page, ({ framesIn, framesOut }) => {
        totals = { ...totals, framesIn: totals.framesIn + framesIn, framesOut: totals.framesOut + framesOut }
      })
      const closed = () => {
        call.pageClosed()
        open.delete(call)
        if (open.size === 0) emptied()
      }
      const tracked: Call = { ...call, pageClosed: closed }
      open.set(call, address)
      totals = { ...totals, calls: totals.calls + 1 }
      return tracked
    },
    drain: async () => {
      draining = true
      if (open.size === 0) return
      const empty = new Promise<void>((resolve) => {
        emptied = resolve
      })
      for (const call of open.keys()) call.drain()
      await empty
    },
    active: () => open.size,
    draining: () => draining,
    totals: () => totals,
  }
}
