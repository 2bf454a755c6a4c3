/** Compares typed codes, a few at a time, and locks an address out that tries too many. */

import type { CodeHash } from './code.ts'
import { createLockout } from './lockout.ts'
import { createTurns } from './turns.ts'

/**
 * Each check costs the processor tens of milliseconds and 16 MB on purpose; more at once would be a lever for an attacker. A class
 * that types its code at the same moment, behind one address, finds room to wait.
 */
const CHECKS = { atOnce: 2, waitingOfOne: 40, waiting: 100 }

export function createCodeCheck(nowMs: () => number, isRight: (typed: string, hash: CodeHash) => Promise<boolean>) {
  const lockout = createLockout(nowMs)
  const turns = createTurns(CHECKS)

  /** Runs in its turn: nothing waits between looking at the lock and counting, but for the check itself. */
  const compare = async (code: string, from: string, codeHash: CodeHash): Promise<'right' | 'wrong' | 'locked'> => {
    if (lockout.lockedForMs(from) > 0) return 'locked'
    const right = await isRight(code, codeHash)
    if (right) lockout.succeeded(from)
    else lockout.failed(from)
    return right ? 'right' : 'wrong'
  }

  return {
    /** Where too many wait for their turn, it counts as locked. */
    check: async (code: string, from: string, codeHash: CodeHash): Promise<'right' | 'wrong' | 'locked'> =>
      lockout.lockedForMs(from) > 0 ? 'locked' : ((await turns(from, () => compare(code, from, codeHash))) ?? 'locked'),
    lockedSeconds: (from: string): number => Math.max(1, Math.ceil(lockout.lockedForMs(from) / 1000)),
  }
}
