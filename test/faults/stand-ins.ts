/** Starts the stand-ins as a process of their own, and tells them what to do. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Dials } from '../../server/emulator/dials.ts'
import type { WireControl } from './wire-faults.ts'

/** What the process is asked, and what it answers; `id` says which answer is to which question. */
export type Question = Readonly<{ id: number; ask: string; args: readonly unknown[] }>
export type Reply = Readonly<{ id: number; result: unknown }>

export type StandIns = Readonly<{
  /** Starts an emulator on this port (0: a free one), and resolves with its address. */
  service: (dials: Partial<Dials>, port: number) => Promise<string>
  /** Starts a proxy in front of the emulator. */
  wire: (targetPort: number) => Promise<WireControl>
  /** Waits for the last sockets to say goodbye, and resolves with the number of those that did not. */
  open: () => Promise<number>
  /** Ends all of it; false when the process did not end by itself, because something was left behind. */
  stop: () => Promise<boolean>
  /** Kills the process where it stands. */
  kill: () => Promise<void>
}>

/** What ends by itself has done so by then. */
const ENDS_WITHIN_MS = 5_000

export function forkStandIns(): StandIns {
  const child = fork(new URL('./stand-ins-process.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (result: unknown) => void>()
  let asked = 0
  child.on('message', ({ id, result }: Reply) => {
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  const ask = (name: string, ...args: readonly unknown[]) =>
    new Promise<unknown>((resolve) => {
      const id = ++asked
      waiting.set(id, resolve)
      child.send({ id, ask: name, args } satisfies Question)
    })
  const tell = async (port: number, name: string, ...args: readonly unknown[]): Promise<void> => {
    await ask('tell', port, name, ...args)
  }

  return {
    service: async (dials, port) => String(await ask('service', dials, port)),
    wire: async (targetPort) => {
      const port = Number(await ask('wire', targetPort))
      return {
        port,
        freeze: (...directions) => tell(port, 'freeze', ...directions),
        thaw: (...directions) => tell(port, 'thaw', ...directions),
        halfClose: (direction) => tell(port, 'halfClose', direction),
        cut: () => tell(port, 'cut'),
        reset: () => tell(port, 'reset'),
        resetAfter: (direction, bytes) => tell(port, 'resetAfter', direction, bytes),
        admit: (open) => tell(port, 'admit', open),
        stop: () => tell(port, 'stop'),
      }
    },
    open: async () => Number(await ask('open')),
    stop: async () => {
      const exited = once(child, 'exit')
      await ask('stop')
      child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
      const [code] = await exited
      clearTimeout(late)
      // The handle of the process is let go of two turns later.
      await setImmediate()
      await setImmediate()
      return code === 0
    },
    kill: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
