/** Names the user's utterances for the page. The service names them by item, but may leave that out of an event. */

import type { History } from './history.ts'
import { shownId } from './shown.ts'

export type Utterances = Readonly<{
  /** how many began without an item */
  unnamed: number
  /** the newest one that has no item yet */
  open: string | undefined
  /** the name of the newest utterance */
  newest: string | undefined
  /** names of utterances whose item came late */
  aliases: readonly Readonly<{ item: string; name: string }>[]
}>

export const noUtterances: Utterances = { unnamed: 0, open: undefined, newest: undefined, aliases: [] }

/** Captions come within seconds; an older utterance gets none any more. */
const ALIASES_MAX = 16

type Naming = Readonly<{ utterances: Utterances; history: History }>

/** Somebody begins to speak. An item that begins is no other name of an earlier utterance any more. */
export function beginUtterance<State extends Naming>(state: State, item: string | undefined): readonly [State, string] {
  const { utterances } = state
  const unnamed = utterances.unnamed + (item === undefined ? 1 : 0)
  const name = item === undefined ? `utterance-${unnamed}` : shownId(item)
  const open = item === undefined ? name : undefined
  const aliases = utterances.aliases.filter((alias) => alias.item !== item)
  return [{ ...state, utterances: { unnamed, open, newest: name, aliases } }, name]
}

/**
 * The utterance that a later event is about: the newest one if the event does not say; undefined if there is none. An item that no one
 * has heard of is that of `open`.
 */
export function nameUtterance<State extends Naming>(
  state: State,
  item: string | undefined,
  open: string | undefined = state.utterances.open,
): readonly [State, string | undefined] {
  const { utterances } = state
  if (item === undefined) return [state, utterances.newest]
  const name = utterances.aliases.find((alias) => alias.item === item)?.name
  if (name !== undefined) return [state, name]
  const isKnown = state.history.some((turn) => turn.kind === 'user' && turn.item === shownId(item))
  if (open === undefined || isKnown) return [state, shownId(item)]
  const aliases = [...utterances.aliases, { item, name: open }].slice(-ALIASES_MAX)
  return [{ ...state, utterances: { ...utterances, open: undefined, aliases } }, open]
}
