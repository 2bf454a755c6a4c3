/** No busy state outlasts its cause: when all was quiet for long, everybody is ready, or has been told why not. */

import type { State } from '../../../client/state/model.ts'
import { statusOf } from '../../../client/state/status.ts'
import type { Entry } from '../../../client/state/transcript.ts'
import { isWaiting } from '../../../server/session/gate.ts'
import type { SessionState } from '../../../server/session/state.ts'
import type { MakeCheck } from './check.ts'
import { callOf } from './of-user.ts'

/** All that a call may remember, as text; the history alone is bounded at 48,000 characters. */
const STATE_MAX_LENGTH = 200_000

const isOpen = (entry: Entry): boolean =>
  ('final' in entry && !entry.final) || (entry.kind === 'tool' && entry.outcome === 'running')

function busyPage(state: State): string | undefined {
  const status = statusOf(state)
  if (status !== 'ready' && state.phase === 'live') return `it shows ${status}`
  if (state.phase === 'starting') return 'it is still starting'
  const open = state.transcript.entries.filter(isOpen)
  return open.length > 0 ? `open in its transcript: ${JSON.stringify(open)}` : undefined
}

function busyCall(call: SessionState): string | undefined {
  if (isWaiting(call.gate)) return `its gate waits: ${JSON.stringify(call.gate)}`
  if (call.link.utterance !== undefined) return 'it has an open utterance'
  if (call.link.lost) return 'it has no service'
  return JSON.stringify(call).length > STATE_MAX_LENGTH ? 'its state has grown' : undefined
}

export const nobodyStaysBusy: MakeCheck = ({ plan, world, fail }) => ({
  settled: () => {
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const page = busyPage(state)
      if (page) fail('a page stays busy', `user ${user}: ${page}`)
      const call = callOf(world, state)
      const relay = call && busyCall(call)
      if (relay) fail('a call stays busy', `user ${user}: ${relay}`)
    }
  },
})
