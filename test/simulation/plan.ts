/** What happens in one simulated world, as data: printed, made from a seed, and taken apart when something fails. */

import type { Dials } from '../../server/emulator/dials.ts'
import type { Delay } from './world/network.ts'

/** What a user does. `ms` is how long speech lasts, or the page is hidden. */
export type Deed = Readonly<{ atMs: number; user: number }> &
  Readonly<
    | { type: 'type'; text: string }
    | { type: 'speak'; text: string; ms: number }
    | { type: 'cough'; ms: number }
    | { type: 'hide'; ms: number }
    | { type: 'interrupt' | 'mute' | 'reload' | 'press' }
  >

/** What goes wrong between places. `user` is whose network it is; without one, it is that of the service. */
export type Mishap = Readonly<{ atMs: number }> &
  Readonly<
    | { type: 'freeze' | 'down'; user?: number; ms: number }
    | { type: 'cut'; user?: number; learns: 'both' | 'near' | 'far' }
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
  /** more dials, for the session of that number */
  faults: readonly Readonly<{ session: number; dials: Partial<Dials> }>[]
  deeds: readonly Deed[]
  mishaps: readonly Mishap[]
}>

/** When the last deed and the last mishap are over. */
export const endOf = ({ deeds, mishaps }: Plan): number =>
  Math.max(0, ...[...deeds, ...mishaps].map((one) => one.atMs + ('ms' in one ? one.ms : 0)))
