/** A page neither gives up while its call is held for it, nor shows itself ready on a link that is dead. */

import { statusOf } from '../../../client/state/status.ts'
import type { Deed, Mishap, Plan } from '../plan.ts'
import type { MakeCheck } from './check.ts'

/** Until silence is noticed (14 s), and an attempt after it has come through a slow network. */
const NOTICED_MS = 22_000
/** So much sooner by a page that has slept: it takes the sleep for some of the silence. */
const SOONER_MS = 6_000
/** A page that cannot come back waits longer. */
const NOTICED_WITHOUT_RESUME_MS = 52_000

const awayMs = (deeds: readonly Deed[], mishaps: readonly Mishap[], user: number): number =>
  [...deeds, ...mishaps].reduce(
    (sum, one) => ('ms' in one && 'user' in one && one.user === user ? sum + one.ms : sum),
    0,
  )

/** Then the call may have ended while the page was away. */
const mayHaveEnded = ({ mishaps, faults }: Plan): boolean =>
  faults.length > 0 || mishaps.some(({ type }) => type === 'restart')

export const pagesArePatient: MakeCheck = ({ plan, world, fail }) => {
  const frozenSinceMs = new Map<number, number>()
  const wokeAtMs = new Map<number, number>()
  const wereLive = new Set<number>()
  const noticedMs = plan.resumeSeconds > 0 ? NOTICED_MS : NOTICED_WITHOUT_RESUME_MS
  const lookAtDead = (): void => {
    for (const [user, frozenMs] of frozenSinceMs) {
      const dueAtMs = Math.max(frozenMs, (wokeAtMs.get(user) ?? 0) - SOONER_MS) + noticedMs
      const tab = world.tab(user)
      const status = statusOf(tab.state())
      const claims = status === 'ready' || status === 'processing' || status === 'listening'
      if (claims && tab.isAwake() && world.time.nowMs() > dueAtMs)
        fail('a dead link is not noticed', `user ${user} is ${status}, frozen for ${world.time.nowMs() - frozenMs} ms`)
    }
  }
  return {
    mishap: (mishap, isOver) => {
      if (mishap.type !== 'freeze' || mishap.user === undefined) return
      if (isOver) frozenSinceMs.delete(mishap.user)
      else frozenSinceMs.set(mishap.user, world.time.nowMs())
    },
    happened: (user, { type }) => {
      if (type === 'page.visible') wokeAtMs.set(user, world.time.nowMs())
      if (type === 'microphone.level' || type === 'microphone.lost') lookAtDead()
    },
    rendered: (user, { problem, phase }) => {
      if (phase === 'live') wereLive.add(user)
      const gaveUp = problem?.code === 'connection_lost' || problem?.code === 'resume_expired'
      const heldMs = plan.resumeSeconds * 1000
      if (
        gaveUp &&
        wereLive.has(user) &&
        !mayHaveEnded(plan) &&
        heldMs > awayMs(plan.deeds, plan.mishaps, user) + NOTICED_MS
      )
        fail('a page gave up a call that was held for it', `user ${user}: ${problem?.code}, held for ${heldMs} ms`)
    },
  }
}
