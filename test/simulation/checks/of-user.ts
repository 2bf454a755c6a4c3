/** Finds what relay and service hold of a user's call. */

import type { State } from '../../../client/state/model.ts'
import type { Item } from '../../../server/emulator/engine/state.ts'
import type { SessionState } from '../../../server/session/state.ts'
import type { World } from '../world/world.ts'

/** The relay's state of the call that the page is in. */
export const callOf = (world: World, { phase, link }: State): SessionState | undefined =>
  phase === 'live'
    ? [...world.relay.states().values()].find(({ options }) => options.ticket === link.ticket)
    : undefined

/** What the service holds of a call in its newest session. */
export const itemsOf = (world: World, { options }: SessionState): readonly Item[] =>
  world.service
    .sessions()
    .findLast((session) => session.call === options.call && session.isOpen())
    ?.connection.items() ?? []

export function textOf({ wire }: Item): string | null {
  if (wire.type !== 'message') return null
  const parts = (wire.content ?? []).map((part) => {
    if ('transcript' in part) return part.transcript ?? null
    return 'text' in part ? (part.text ?? null) : null
  })
  return parts.every((part) => part === null) ? null : parts.map((part) => part ?? '').join('')
}
