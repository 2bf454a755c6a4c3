/** Why calls ended whose page was away: it is told when it comes back. */

import type { ErrorCode } from '../../shared/errors.ts'

/** Of so many calls it is known; the oldest goes first, and its page is told what pages of other servers are: that it was away for too long. */
const ENDED_MAX = 1_000

type Ending = Readonly<{ accessId: string; code: ErrorCode }>

export function createEndings(max = ENDED_MAX) {
  const endings = new Map<string, Ending>()
  return {
    note: (resumeToken: string, ending: Ending): void => {
      endings.set(resumeToken, ending)
      for (const oldest of endings.keys()) {
        if (endings.size <= max) break
        endings.delete(oldest)
      }
    },
    /** Undefined for whoever had no such call. */
    find: (resumeToken: string, accessId: string): ErrorCode | undefined => {
      const ending = endings.get(resumeToken)
      return ending?.accessId === accessId ? ending.code : undefined
    },
  }
}
