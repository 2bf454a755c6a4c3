/** One socket of a page, from its greeting to its close: in the lobby first, then on a call that is new or was held. */

import { closeCodes, type ErrorCode } from '../../shared/errors.ts'
import { createLine } from './line.ts'
import { greetVisitor, type VisitorOptions } from './lobby.ts'
import type { PageSocket } from './page-socket.ts'
import type { Caller, createRegistry, Entry } from './registry.ts'
import type { createWaiting, Waiting } from './waiting.ts'

/** What one socket of a page may tell. */
export type PageEnd = Readonly<{
  onMessage: (text: string) => void
  onAudio: (pcm: Uint8Array) => void
  /** `code` says whether the page left or was cut off; unknown is taken for left. */
  onClose: (code?: number) => void
}>

export type VisitOptions = Pick<VisitorOptions, 'hello' | 'clock'> &
  Readonly<{
    /** how long a page that has room may take to ask for its call */
    startWithinMs: number
    registry: ReturnType<typeof createRegistry>
    waiting: ReturnType<typeof createWaiting>
    refuse: (page: PageSocket, code: ErrorCode, closeCode: number) => void
    /** The visitor was refused in the lobby. */
    refused: () => void
    /** It has left the lobby by closing. */
    left: () => void
  }>

/** A page that finds no room may still come for a call that is held, and says so as soon as it is greeted. */
export const RESUME_ASKED_WITHIN_MS = 2_000

/** `lack`: why there is no room for a new call, if there is none. */
export function openVisit(
  page: PageSocket,
  caller: Caller,
  lack: ErrorCode | undefined,
  options: VisitOptions,
): PageEnd {
  const { hello, clock, startWithinMs, registry, waiting, refuse, refused, left } = options
  let entry: Entry | undefined
  /** The visitor, until there is a call: of the lobby nothing is kept then. */
  let here: Waiting | undefined

  const enter = (call: Entry): void => {
    entry = call
    here = undefined
  }
  const leaveLobby = (): boolean => here !== undefined && waiting.delete(here)

  const visitor = greetVisitor({
    socket: page,
    hello,
    clock,
    waitMs: lack ? Math.min(startWithinMs, RESUME_ASKED_WITHIN_MS) : startWithinMs,
    tooLate: lack
      ? { code: lack, closeCode: closeCodes.capacity }
      : { code: 'session_idle', closeCode: closeCodes.normal },
    onStart: (text, sent) => {
      leaveLobby()
      const lackNow = waiting.lackFor(caller.address)
      if (lackNow && here) {
        // It closes, and is drained like the others.
        here.takesRoom = false
        waiting.add(here)
        refuse(page, lackNow, closeCodes.capacity)
        return
      }
      const added = registry.add(createLine(page, undefined, sent), page, caller)
      enter(added)
      if (!registry.begin(added)) refuse(page, 'internal', closeCodes.failure)
      added.call?.onMessage(text)
    },
    onResume: (request) => {
      const found = registry.find(request, caller.accessId)
      if (!found) {
        here?.visitor.refuse(registry.lackOf(request, caller.accessId), closeCodes.policy)
        return
      }
      here?.visitor.stop()
      leaveLobby()
      enter(found)
      registry.move(found, page, caller.address, request.received)
    },
    onOver: (isRefused) => {
      if (here) here.takesRoom = false
      if (isRefused) refused()
    },
  })
  here = { visitor, address: caller.address, takesRoom: !lack }
  waiting.add(here)

  /** The call, while this is its socket. */
  const own = (): Entry | undefined => (entry?.socket === page ? entry : undefined)
  return {
    onMessage: (text) => (entry ? own()?.call?.onMessage(text) : here?.visitor.onMessage(text)),
    onAudio: (pcm) => (entry ? own()?.call?.onAudio(pcm) : here?.visitor.onAudio(pcm)),
    onClose: (code) => {
      here?.visitor.stop()
      if (leaveLobby()) left()
      const closing = own()
      if (closing) registry.detach(closing, code)
    },
  }
}
