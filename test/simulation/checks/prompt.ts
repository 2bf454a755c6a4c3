/** Where nothing is wrong but a cough, a typed question is answered at once. */

import type { MakeCheck } from './check.ts'
import { isLastAnswered } from './questions.ts'

/** Eight ways through slow networks, with a cancel and a tool among them, and a moment for the agent. What waits for a timer takes 5 s in all. */
const AT_ONCE_MS = 4_000
const COUGHS = ['spurious-turn', 'empty-transcript', 'failed-transcript']

export const typedQuestionsAreAnsweredAtOnce: MakeCheck = ({ plan, world, fail }) => {
  const isCalm =
    plan.mishaps.length === 0 &&
    plan.dials.expires === undefined &&
    plan.dials.odd === undefined &&
    plan.faults.every(({ dials }) => dials.fault === undefined || COUGHS.includes(dials.fault)) &&
    plan.deeds.every(({ type }) => type !== 'hide' && type !== 'reload' && type !== 'leave')
  if (!isCalm) return {}
  const askedAtMs = new Map<number, number>()
  return {
    did: (deed, isDone) => {
      const isQuestion = deed.type === 'type' && isDone && !deed.text.startsWith('call ')
      if (isQuestion) askedAtMs.set(deed.user, world.time.nowMs())
      else askedAtMs.delete(deed.user)
    },
    // Who speaks as well is answered when they have spoken.
    rendered: (user, { utterance }) => {
      if (utterance !== null) askedAtMs.delete(user)
    },
    stepped: () => {
      for (const [user, atMs] of askedAtMs) {
        const waitedMs = world.time.nowMs() - atMs
        const state = world.tab(user).state()
        if (isLastAnswered(state) || state.phase !== 'live') askedAtMs.delete(user)
        else if (waitedMs > AT_ONCE_MS) fail('a typed question waits', `user ${user}, for ${waitedMs} ms`)
      }
    },
  }
}
