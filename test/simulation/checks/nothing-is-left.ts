/** What is started is stopped: when everybody has left, there is no call, no timer and no connection; when a session was stopped, its page has no timer. */

import type { FailureName, MakeCheck } from './check.ts'

export const nothingIsLeft: MakeCheck = ({ plan, world, fail }) => ({
  stopped: () => {
    for (const user of plan.users.keys()) {
      const tab = world.tab(user)
      const count = tab.state().phase === 'live' ? 0 : tab.waiting()
      if (count > 0) fail('a stopped page has a timer', `${count}, of a page that is ${tab.state().phase}`)
    }
  },
  ended: () => {
    const left: readonly (readonly [count: number, FailureName, what: string])[] = [
      [world.relay.active(), 'a call is left', 'of the relay'],
      [world.relay.waiting(), 'a timer is left', 'of the relay'],
      [world.service.sessions().filter((session) => session.isOpen()).length, 'a connection is left', 'of the service'],
      [world.toService.connections(), 'a connection is left', 'to the service'],
      [
        plan.users.reduce((sum, _, user) => sum + world.toRelay(user).connections(), 0),
        'a connection is left',
        'of pages',
      ],
    ]
    for (const [count, name, what] of left) if (count > 0) fail(name, `${count} ${what}`)
  },
})
