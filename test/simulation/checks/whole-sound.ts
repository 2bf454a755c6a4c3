/** However often the wire of a page is cut, what it plays has neither holes nor repetitions. */

import type { MakeCheck } from './check.ts'

export const soundIsWhole: MakeCheck = ({ fail }) => ({
  happened: (user, event) => {
    if (event.type === 'playback.faulted' && (event.fault === 'gap' || event.fault === 'duplicate'))
      fail('an answer has a hole, or comes twice', `user ${user}, answer ${event.answer}: ${event.fault}`)
  },
})
