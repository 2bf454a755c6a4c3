/** Run as a process of its own: emulators and proxies, told what to do by the process that forked it. Ends by itself when nothing is left. */

import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import type { Dials } from '../../server/emulator/dials.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'
import { type FreezingProxy, startFreezingProxy } from '../support/freezing-proxy.ts'
import type { Question, Reply } from './stand-ins.ts'

const emulators: TestEmulator[] = []
const wires = new Map<number, FreezingProxy>()

const openSockets = () =>
  emulators.reduce((sum, each) => sum + each.openSessions(), 0) +
  [...wires.values()].reduce((sum, each) => sum + each.open(), 0)

/** A socket needs a turn or two to say goodbye. */
const TRIES = 50
const TRY_AFTER_MS = 100

async function stillOpen(): Promise<number> {
  for (let tries = 0; tries < TRIES && openSockets() > 0; tries++) await setTimeout(TRY_AFTER_MS)
  return openSockets()
}

const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
  async service(dials: Partial<Dials>, port: number) {
    const emulator = await startEmulator(dials, port)
    emulators.push(emulator)
    return emulator.url
  },
  async wire(targetPort: number) {
    const wire = await startFreezingProxy(targetPort)
    wires.set(wire.port, wire)
    return wire.port
  },
  async tell(port: number, name: keyof FreezingProxy, ...args: never[]) {
    const wire = wires.get(port)
    const act = wire?.[name]
    if (typeof act !== 'function') throw new Error(`There is no wire ${port} with ${name}.`)
    await (act as (...args: never[]) => unknown)(...args)
    if (name === 'stop') wires.delete(port)
  },
  open: stillOpen,
  async stop() {
    await Promise.all([...wires.values()].map((wire) => wire.stop()))
    await Promise.all(emulators.map((emulator) => emulator.stop()))
  },
}

process.on('message', async ({ id, ask, args }: Question) => {
  const result = await commands[ask]?.(...(args as never[]))
  process.send?.({ id, result } satisfies Reply)
})

// Nothing is left that could happen. Without this, Node takes its environment apart first, and after hundreds of cut sockets that may
// never end: it turns in uv_run of CleanupHandles (seen with perf on Node 24.21).
process.once('beforeExit', () => process.exit())
