/** Who may start a session, as the server tells it: everybody, whoever has the code, or whoever signed in. */

import type { AccessEvent } from './events.ts'
import type { State } from './model.ts'
import type { Step } from './session.ts'

/** `granted`, or what is needed first. */
export type Admission = 'granted' | 'code' | 'sign-in'

/** Why a code did not open the page. */
export type CodeRefusal = Readonly<{ type: 'wrong_code' } | { type: 'locked'; minutes: number } | { type: 'offline' }>

/** `checking`: the server has the code and has not answered yet. */
export type Access = Readonly<{ needs: Admission; checking: boolean; refusal: CodeRefusal | null }>

/** What is taken for true until the server has spoken: it refuses the socket of whoever may not. */
export const openAccess: Access = { needs: 'granted', checking: false, refusal: null }

export function submitCode(state: State, code: string): Step {
  if (state.access.needs !== 'code' || state.access.checking || code === '') return [state, []]
  return [{ ...state, access: { ...state.access, checking: true, refusal: null } }, [{ type: 'giveCode', code }]]
}

export function hearAccess(state: State, event: AccessEvent): Step {
  switch (event.type) {
    case 'access.told':
      return [tell({ ...state, talker: { ...state.talker, offers: event.offers } }, event.access), []]
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

/** A socket that could not be opened was refused for want of a ticket, if the server says that one is needed. */
function tell(state: State, needs: Admission): State {
  const refused = needs !== 'granted' && state.problem?.code === 'connection_failed'
  const problem = refused ? ({ code: 'access_expired', fatal: true } as const) : state.problem
  return { ...state, problem, access: { ...openAccess, needs } }
}

const isExpiry = ({ problem }: State): boolean => problem?.code === 'access_expired'
