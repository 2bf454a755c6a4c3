/** What is started is stopped: when everybody has left, there is no call, no timer and no connection. */

import type { MakeCheck } from './check.ts'

export const nothingIsLeft: MakeCheck = ({ plan, world, fail }) => ({
  ended: () => {
    const left = {
      calls: world.relay.active(),
      'timers of the relay': world.relay.waiting(),
      'sessions of the service': world.service.sessions().filter((session) => session.isOpen()).length,
      'connections to the service': world.toService.connections(),
      'connections of pages': plan.users.reduce((sum, _, user) => sum + world.toRelay(user).connections(), 0),
    }
    for (const [what, count] of Object.entries(left)) if (count > 0) fail('something is left', `${count} ${what}`)
  },
})
