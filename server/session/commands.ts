/** Tells the page what belongs in the history as well, and gives the service its commands, or keeps them while there is none. */

import type { ServerMessage } from '../../shared/messages.ts'
import type { ClientEvent } from '../voicelive/client-events.ts'
import { openGate } from './gate.ts'
import { recordMessage } from './history.ts'
import { type CommandKind, type SessionState, type SessionStep, tell } from './state.ts'

/** Tells the page something of the conversation, which the next session is told too. */
export const say = (state: SessionState, message: ServerMessage): SessionStep => [
  { ...state, history: recordMessage(state.history, message) },
  [tell(message)],
]

/**
 * Sends an event of the service under an id that names its kind and number (`create-7`), so that an `error` can be matched
 * to it by reading alone. While the service is lost, what would go to it is kept for the next one, unless it is to another `connection`.
 */
export function command(state: SessionState, kind: CommandKind, event: ClientEvent, connection?: number): SessionStep {
  const commands = state.commands + 1
  const noted = { ...state, commands, lastCommand: kind }
  if (state.link.lost && connection === undefined) return [keep(noted, event), []]
  const named = { ...event, event_id: `${kind}-${commands}` }
  return [noted, [{ type: 'command', event: named, ...(connection === undefined ? {} : { connection }) }]]
}

/** The history holds no more turns either; a user types far fewer while a connection is made. */
const UNSENT_MAX = 200

function keep(state: SessionState, event: ClientEvent): SessionState {
  const { link } = state
  if (event.type === 'response.create') {
    // A plain response answers everything, so that it wins over a special one. No request is under way while no one can answer it.
    const isPlain = link.owesResponse && link.owedRequest === undefined
    const owedRequest = isPlain ? undefined : event.response
    return { ...state, gate: openGate, link: { ...link, owesResponse: true, owedRequest } }
  }
  return event.type === 'conversation.item.create'
    ? { ...state, link: { ...link, unsent: [...link.unsent, event.item].slice(-UNSENT_MAX) } }
    : state
}
