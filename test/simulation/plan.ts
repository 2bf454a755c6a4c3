/** What happens in one simulated world, as data: printed, made from a seed, and taken apart when something fails. */

import type { Dials } from '../../server/emulator/dials.ts'
import type { Delay } from './world/network.ts'

/**
 * What a user does. `ms` is how long speech lasts, or the page is hidden, or closed.
 * `finds`: the page that is opened then finds what the one before has kept, as in the same tab, or nothing, as in another.
 */
export type Deed = Readonly<{ atMs: number; user: number }> &
  Readonly<
    | { type: 'type'; text: string }
    | { type: 'speak'; text: string; ms: number }
    | { type: 'cough'; ms: number }
    | { type: 'hide'; ms: number }
    | { type: 'leave'; ms: number; finds: boolean }
    | { type: 'interrupt' | 'mute' | 'reload' | 'press' }
  >

/**
 * What goes wrong between places. `user` is whose network it is; without one, it is that of the service.
 * `half-close`: the network ends one direction, from that side on; the other one goes on until both sides know.
 */
export type Mishap = Readonly<{ atMs: number }> &
  Readonly<
    | { type: 'freeze' | 'down'; user?: number; ms: number }
    | { type: 'cut'; user?: number; learns: 'both' | 'near' | 'far' }
    | { type: 'half-close'; user?: number; side: 'near' | 'far' }
    | { type: 'restart'; how: 'drained' | 'killed' }
  >

/** `truncating`: the service itself truncates the answer that speech stops. */
export const agentNames = ['native', 'cascaded', 'foundry', 'truncating'] as const

export type Plan = Readonly<{
  seed: number
  agent: (typeof agentNames)[number]
  resumeSeconds: number
  /** `silenceMs`: while no one speaks, the microphone sends a frame so often, which costs less than all of them */
  users: readonly Readonly<{ delay: Delay; hasMicrophone: boolean; silenceMs: number }>[]
  serviceDelay: Delay
  dials: Partial<Dials>
  /** how many of its events, those of audio and of words aside, the service sends twice */
  repeats: number
  /** more dials, for the session of that number */
  faults: readonly Readonly<{ session: number; dials: Partial<Dials> }>[]
  deeds: readonly Deed[]
  mishaps: readonly Mishap[]
}>

/** When the last deed and the last mishap are over. */
export const endOf = ({ deeds, mishaps }: Plan): number =>
  Math.max(0, ...[...deeds, ...mishaps].map((one) => one.atMs + ('ms' in one ? one.ms : 0)))
