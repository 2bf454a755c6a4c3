/** Who may start a session, as the server tells it: everybody, whoever has the code, or whoever signed in. */

import type { AccessEvent, Admission } from './events.ts'
import { openAccess, type State, type Step } from './model.ts'

export function submitCode(state: State, code: string): Step {
  if (state.access.needs !== 'code' || state.access.checking || code === '') return [state, []]
  return [{ ...state, access: { ...state.access, checking: true, refusal: null } }, [{ type: 'giveCode', code }]]
}

export function takeAccess(state: State, event: AccessEvent): Step {
  switch (event.type) {
    case 'access.told':
      return [
        tell({ ...state, emulated: event.emulated, choices: { ...state.choices, offers: event.offers } }, event.access),
        [],
      ]
    case 'access.unknown':
      return [state, []]
    case 'code.accepted':
      return [
        { ...state, access: openAccess, problem: isExpiry(state) ? null : state.problem },
        [{ type: 'askAccess' }],
      ]
    case 'code.refused':
      return [{ ...state, access: { needs: 'code', checking: false, refusal: event.refusal } }, []]
  }
}

/** The server answers, and yet no socket could be opened: it was refused for want of a ticket, or something between lets none through. */
function tell(state: State, needs: Admission): State {
  const code = needs === 'granted' ? 'websocket_blocked' : 'access_expired'
  const problem = state.problem?.code === 'connection_failed' ? ({ code, fatal: true } as const) : state.problem
  return { ...state, problem, access: { ...openAccess, needs } }
}

const isExpiry = ({ problem }: State): boolean => problem?.code === 'access_expired'
