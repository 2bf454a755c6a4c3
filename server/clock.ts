/** The clock of this process. It is handed in where the server, the emulator or the doctor begins; nothing else reads the time. */

import type { Clock } from '../shared/clock.ts'

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (ms, work) => {
    // Whoever keeps the way to call it off does not keep what it holds.
    let timer: NodeJS.Timeout | undefined = setTimeout(work, ms)
    return () => {
      clearTimeout(timer)
      timer = undefined
    }
  },
}
