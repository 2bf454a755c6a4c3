/** The network between two places: every connection over it shares its delay, and what goes wrong with it. */

import type { Clock } from '../../../shared/clock.ts'
import type { Random } from './random.ts'
import { createWire, type End, type Wire } from './wire.ts'

export type Network = Readonly<{
  /** `accept` gets the far end when the connection arrives; `reached` the near one, a way back later; `failed` when there is no one. */
  dial(accept: (end: End) => void, reached: (end: End) => void, failed: () => void): void
  freeze(): void
  thaw(): void
  lose(learns: 'both' | 'near' | 'far'): void
  halfClose(side: 'near' | 'far'): void
  /** No one is reached while it is down. */
  setDown(isDown: boolean): void
  isFrozen(): boolean
  isDown(): boolean
  connections(): number
  /** on their way, or waiting to be read */
  bytes(): number
}>

export type Delay = Readonly<{ leastMs: number; mostMs: number }>

export function createNetwork(clock: Clock, random: Random, delay: Delay): Network {
  const wires = new Set<Wire>()
  let waiting: (() => void)[] = []
  let isFrozen = false
  let isDown = false
  const delayMs = () => random.between(delay.leastMs, delay.mostMs)

  const whenThawed = (work: () => void): void => {
    if (isFrozen) waiting.push(work)
    else work()
  }
  return {
    dial: (accept, reached, failed) => {
      clock.after(delayMs(), () =>
        whenThawed(() => {
          if (isDown) return failed()
          const wire = createWire(clock, delayMs, reached, () => wires.delete(wire))
          wires.add(wire)
          accept(wire.far)
        }),
      )
    },
    freeze: () => {
      isFrozen = true
      for (const wire of wires) wire.freeze()
    },
    thaw: () => {
      isFrozen = false
      for (const wire of [...wires]) wire.thaw()
      const now = waiting
      waiting = []
      for (const work of now) work()
    },
    lose: (learns) => {
      for (const wire of [...wires]) wire.lose(learns)
    },
    halfClose: (side) => {
      for (const wire of [...wires]) wire.halfClose(side)
    },
    setDown: (now) => {
      isDown = now
    },
    isFrozen: () => isFrozen,
    isDown: () => isDown,
    connections: () => wires.size,
    bytes: () => [...wires].reduce((sum, wire) => sum + wire.bytes(), 0),
  }
}
