/** A turn of the user ends, whatever the service calls its items. */

import type { MakeCheck } from './check.ts'
import { callOf } from './of-user.ts'

export const everyTurnEnds: MakeCheck = ({ plan, world, fail }) => ({
  settled: () => {
    for (const user of plan.users.keys()) {
      const turn = callOf(world, world.tab(user).state())?.turn
      if (turn) fail('a turn never ends', `user ${user}: ${JSON.stringify(turn)}`)
    }
  },
})
