/** No call holds words of another: every question has its user's name in it. */

import type { MakeCheck } from './check.ts'
import { callOf, itemsOf } from './of-user.ts'

const foreignTo = (user: number, held: unknown): string | undefined =>
  [...JSON.stringify(held).matchAll(/\bq(\d+)x\d+\b/g)].find(([, whose]) => Number(whose) !== user)?.[0]

export const noCallHoldsWordsOfAnother: MakeCheck = ({ plan, world, fail }) => {
  const look = (): void => {
    if (plan.users.length < 2) return
    for (const user of plan.users.keys()) {
      const state = world.tab(user).state()
      const call = callOf(world, state)
      const held = { page: state.transcript, relay: call?.history, service: call && itemsOf(world, call) }
      for (const [where, what] of Object.entries(held)) {
        const foreign = what && foreignTo(user, what)
        if (foreign) fail('a call holds words of another', `user ${user}: ${foreign} on the side of the ${where}`)
      }
    }
  }
  return { settled: look, answered: look }
}
