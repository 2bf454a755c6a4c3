/** A page that lost its socket: the call is held for it, and goes on where it was. */

import { closeCodes } from '../../shared/errors.ts'
import { end } from './ending.ts'
import { count, type SessionState, type SessionStep } from './state.ts'

/** Only a session that has begun is held: before that, the page has no ticket to come back with. */
export function pageDropped(state: SessionState): SessionStep {
  if (state.phase !== 'live' || state.options.resumeWithinMs === 0) return end(state, closeCodes.normal, 'page closed')
  return [
    { ...state, away: true },
    [
      { type: 'sleep', timer: 'keepalive' },
      { type: 'wake', timer: 'grace', afterMs: state.options.resumeWithinMs },
    ],
  ]
}

/** It is back, perhaps before we noticed that it was gone: it gets what it missed, and learns which of its messages did not come. */
export function pageResumed(state: SessionState, received: number, pingAfterMs: number): SessionStep {
  const liveness = { ...state.liveness, toldAtMs: state.nowMs, pingedAtMs: undefined }
  return [
    { ...count(state, 'resumes'), away: false, liveness },
    [
      { type: 'sleep', timer: 'grace' },
      { type: 'resume', message: { type: 'session.resumed', received: state.obeyed }, received },
      { type: 'wake', timer: 'keepalive', afterMs: pingAfterMs },
    ],
  ]
}

export const graceOver = (state: SessionState): SessionStep =>
  state.away ? end(state, closeCodes.normal, 'the page did not come back') : [state, []]
