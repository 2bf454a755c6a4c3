/** The connections of a call to the service, by number: the one that it is on, and one that is made ready to follow. */

import type { Upstream, UpstreamSignal } from '../upstream/port.ts'

/** `connect` starts to connect and returns at once; `emit` is told what becomes of it. */
export function createConnections(
  connect: (emit: (signal: UpstreamSignal) => void, conversation: string | undefined) => Upstream,
  emit: (connection: number, signal: UpstreamSignal) => void,
) {
  const open = new Map<number, Upstream>()
  let current = 1

  const hangUp = (connection: number): void => {
    open.get(connection)?.close()
    open.delete(connection)
  }

  return {
    dial: (connection: number, conversation: string | undefined): void => {
      const told = (signal: UpstreamSignal): void => {
        if (signal.type === 'closed') open.delete(connection)
        emit(connection, signal)
      }
      open.set(connection, connect(told, conversation))
    },
    hangUp,
    /** The call goes on with another; the one before is closed. */
    switchTo: (connection: number): void => {
      hangUp(current)
      current = connection
    },
    /** The one that the call is on, unless another is named; undefined where there is none. */
    get: (connection = current): Upstream | undefined => open.get(connection),
    /** What closes each of them, for an end at which nothing that one throws may keep the others. */
    closers: (): readonly (() => void)[] => [...[...open.values()].map(({ close }) => close), () => open.clear()],
  }
}
