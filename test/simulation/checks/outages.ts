/** While the service is lost, the page says so, what the user stops is not owed to the next session, and it is not lost once more. */

import { statusOf } from '../../../client/state/status.ts'
import type { SessionState } from '../../../server/session/state.ts'
import type { MakeCheck } from './check.ts'
import { callOf } from './of-user.ts'

/** What a network held back comes at once. */
const TOLD_MS = 2_000

const isUnwanted = ({ history }: SessionState): boolean => {
  const last = history.at(-1)
  return last !== undefined && 'waived' in last && last.waived === 'unwanted'
}

export const outagesAreKnown: MakeCheck = ({ world, fail }) => {
  /** `nonce`: of the last ping before the loss; a page that has heard a later one has been told */
  const lost = new Map<string, Readonly<{ nonce: number; state: SessionState }>>()
  /** the newest ping that was heard in each call */
  const heard = new Map<string, number>()
  /** since when a page that hears from the relay has not said so */
  const unawareSinceMs = new Map<number, number>()

  function isUnaware(user: number): boolean {
    const tab = world.tab(user)
    const page = tab.state()
    const call = callOf(world, page)?.options.call ?? ''
    const outage = lost.get(call)
    const hears = page.link.phase === 'up' && tab.isAwake()
    return outage !== undefined && hears && (heard.get(call) ?? 0) > outage.nonce && statusOf(page) !== 'resuming'
  }
  function look(user: number): void {
    const nowMs = world.time.nowMs()
    if (!isUnaware(user)) unawareSinceMs.delete(user)
    else if (!unawareSinceMs.has(user)) unawareSinceMs.set(user, nowMs)
    else if (nowMs - (unawareSinceMs.get(user) ?? nowMs) > TOLD_MS)
      fail('a page does not know that the service is lost', `user ${user} is ${statusOf(world.tab(user).state())}`)
  }
  return {
    happened: (user, event) => {
      const call = callOf(world, world.tab(user).state())?.options.call
      if (call !== undefined && event.type === 'socket.message' && event.message.type === 'ping')
        heard.set(call, event.message.nonce)
      look(user)
    },
    stepped: (state) => {
      const { call } = state.options
      const before = lost.get(call)
      if (before && state.counts.losses > before.state.counts.losses) fail('a service that is lost is lost again', call)
      if (before && state.link.owesResponse && isUnwanted(state) && !isUnwanted(before.state))
        fail('what was stopped is asked for', JSON.stringify(state.history.at(-1)))
      if (state.link.lost && state.phase === 'live')
        lost.set(call, { nonce: before?.nonce ?? state.liveness.nonce, state })
      else lost.delete(call)
    },
  }
}
