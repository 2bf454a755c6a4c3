/** The relay: the calls of a server as it makes them, in a process that can be stopped, or die. */

import { callsOf } from '../../../server/calls.ts'
import type { Log } from '../../../server/observe/facts.ts'
import { connectTo, targetOf } from '../../../server/service.ts'
import type { SessionState } from '../../../server/session/state.ts'
import type { ConnectUpstream, Upstream } from '../../../server/upstream/port.ts'
import type { setupOf } from '../agents.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import { type Answer, type Asked, headersOf, openServiceSocket } from './service-socket.ts'
import type { Time } from './time.ts'
import type { End } from './wire.ts'

export type Relay = Readonly<{
  accept(end: End): void
  /** the newest state of each call */
  states(): ReadonlyMap<string, SessionState>
  active(): number
  /** Drains, and is there again a moment later; or dies at once. */
  restart(how: 'drained' | 'killed'): void
  /** timers that are left when no one calls any more */
  waiting(): number
}>

type Options = Readonly<{
  time: Time
  random: Random
  setup: ReturnType<typeof setupOf>
  toService: Network
  answer(asked: Asked): Answer
  unixMs(): number
  log: Log
  observe(state: SessionState): void
  /** Sound found the queue of an open connection to the service full. */
  refused(): void
}>

export function createRelay(options: Options): Relay {
  const { time, random, setup, toService, answer, unixMs, log, observe, refused } = options
  const states = new Map<string, SessionState>()
  let ids = 0
  const newId = () => {
    ids += 1
    return `id-${ids}-${random.between(0, 999_999)}`
  }

  function start() {
    const process = time.start()
    const ends = new Set<End>()
    const dialled = new Set<ReturnType<typeof openServiceSocket>>()
    const { config, agent } = setup
    const connected = connectTo(
      targetOf(config.service, agent.query, () => new URL('ws://emulator')),
      {
        clock: process.clock,
        random: random.next,
        unixMs,
        open: (url, given) => {
          const socket = openServiceSocket(toService, process, { url, headers: headersOf(given) }, answer)
          dialled.add(socket)
          socket.on('close', () => dialled.delete(socket))
          return socket
        },
      },
      config,
      log,
    )
    const connect: ConnectUpstream = (emit, caller) => {
      let isOpen = false
      const upstream = connected((signal) => {
        isOpen = signal.type !== 'closed'
        emit(signal)
      }, caller)
      const send: Upstream['send'] = (json, kind) => {
        const isTaken = upstream.send(json, kind)
        if (!isTaken && isOpen && kind === 'audio') refused()
        return isTaken
      }
      return { ...upstream, send }
    }
    const calls = callsOf({
      config,
      agent,
      connect,
      log,
      world: { clock: process.clock, newId, random: random.next, unixMs },
      observe: (state) => {
        states.set(state.options.call, state)
        observe(state)
      },
    })
    const die = (): void => {
      process.end()
      for (const end of [...ends]) end.cut()
      for (const socket of [...dialled]) socket.terminate()
    }
    return { process, calls, ends, die }
  }
  let { process, calls, ends, die } = start()

  function accept(end: End): void {
    const [own, here] = [process, ends]
    here.add(end)
    const page = calls.open(
      {
        send: (data) => {
          end.send(data)
          return true
        },
        close: end.close,
      },
      { address: '203.0.113.7', accessId: '' },
    )
    end.listen({
      message: (data) => own.run(() => (typeof data === 'string' ? page?.onMessage(data) : page?.onAudio(data))),
      pong: () => {},
      closed: (code) => {
        here.delete(end)
        own.run(() => page?.onClose(code))
      },
    })
  }

  return {
    accept: (end) => accept(end),
    states: () => states,
    active: () => calls.active(),
    restart: (how) => {
      if (how === 'drained') {
        void calls.drain()
        process.clock.after(setup.config.drainWithinMs, die)
      } else die()
      ;({ process, calls, ends, die } = start())
    },
    waiting: () => process.waiting(),
  }
}
