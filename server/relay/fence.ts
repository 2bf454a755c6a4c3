/** Keeps a bug of ours to the call that it happens in: what is thrown ends this call, and the others go on. */

import type { Log } from '../observe/facts.ts'
import { stackOf } from '../observe/stack.ts'

/** `failed` ends the call; what it throws itself is told and ends nothing more. */
export const createFence =
  (log: Log, call: string, failed: () => void) =>
  (work: () => void): void => {
    try {
      work()
    } catch (error) {
      report(log, call, error)
      failed()
    }
  }

function report(log: Log, call: string, error: unknown): void {
  try {
    log('error', 'call failed', { call, message: stackOf(error) })
  } catch {
    // A log that cannot be written must not keep a call from ending.
  }
}
