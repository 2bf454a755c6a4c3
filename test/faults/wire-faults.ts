/** What can happen to the TCP connection between server and service, by name; the driver does it at its moment. */

import type { Direction } from '../support/freezing-proxy.ts'

/** The proxy as these need it, in this process or in another. */
export type WireControl = Readonly<{
  port: number
  freeze: (...directions: readonly Direction[]) => unknown
  thaw: (...directions: readonly Direction[]) => unknown
  halfClose: (direction: Direction) => unknown
  cut: () => unknown
  reset: () => unknown
  resetAfter: (direction: Direction, bytes: number) => unknown
  admit: (open: boolean) => unknown
  stop: () => Promise<void>
}>

type Act = (wire: WireControl, later: (act: () => void, ms: number) => void) => void

const frozen =
  (seconds: number, ...directions: readonly Direction[]): Act =>
  (wire, later) => {
    wire.freeze(...directions)
    later(() => wire.thaw(...directions), seconds * 1000)
  }

/** Fewer bytes than any piece of an answer has, and any command: the reset comes in the middle of a frame. */
const IN_FRAME_BYTES = { down: 700, up: 60 } as const

/** Up is from the server to the service. */
export const wireFaults = {
  refused: (wire) => wire.admit(false),
  reset: (wire) => wire.reset(),
  'reset-in-frame-down': (wire) => wire.resetAfter('down', IN_FRAME_BYTES.down),
  'reset-in-frame-up': (wire) => wire.resetAfter('up', IN_FRAME_BYTES.up),
  cut: (wire) => wire.cut(),
  'half-close-down': (wire) => wire.halfClose('down'),
  'half-close-up': (wire) => wire.halfClose('up'),
  'away-2-s': (wire, later) => {
    wire.admit(false)
    wire.reset()
    later(() => wire.admit(true), 2_000)
  },
  'frozen-8-s': frozen(8),
  'frozen-20-s': frozen(20),
  'frozen-45-s': frozen(45),
  'frozen-down-45-s': frozen(45, 'down'),
  'frozen-up-45-s': frozen(45, 'up'),
} as const satisfies Readonly<Record<string, Act>>

export type WireFault = keyof typeof wireFaults
