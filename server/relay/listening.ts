/** Asks a service that listens whether it is still there: while somebody speaks it says nothing, and a mute one does the same. */

import { awaitService } from './responses.ts'
import { chain, command, type SessionState, type SessionStep } from './state.ts'

/** Few utterances are longer, and whoever has waited so long without an answer has waited long enough. */
const PROBE_AFTER_MS = 10_000

/**
 * No conversation has it. The service answers with an error that names the command, or says what it found (protocol reference 3);
 * either way it is there. An item that exists would come back with all of its sound.
 */
const PROBED_ITEM = 'probe'

const wake = { type: 'wake', timer: 'listening', afterMs: PROBE_AFTER_MS } as const

/** The user began to speak. */
export const listenBegan = (state: SessionState): SessionStep => [state, [wake]]

/** The user has spoken: from here on the service has something to say. */
export const listenOver = (state: SessionState): SessionStep => [state, [{ type: 'sleep', timer: 'listening' }]]

/** The user speaks on, or nobody is there to notice that they do not. How long they speak makes no difference. */
export function listeningWoke(state: SessionState): SessionStep {
  const { phase, link, mute } = state
  if (phase !== 'live' || link.lost || link.utterance === undefined) return [state, []]
  return chain(
    state,
    (now) => command(now, 'probe', { type: 'conversation.item.retrieve', item_id: PROBED_ITEM }),
    (now) => (mute.dueAtMs === undefined ? awaitService(now) : [now, []]),
    (now) => [now, [wake]],
  )
}
