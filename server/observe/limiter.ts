/** How many lines a log may have: by call, so that one cannot drown the others, of all calls, and by event for those of none. Pure but for its clock. */

import { type Allowance, type Rate, refilled } from './allowance.ts'
import type { Level } from './facts.ts'

/** Details are written only when somebody asked for them (VOICE_LIVE_VERBOSE), so they may be many. */
const callRates: Readonly<Record<Level, Rate>> = {
  debug: { burst: 2_000, everyMs: 5 },
  info: { burst: 50, everyMs: 1_000 },
  warn: { burst: 30, everyMs: 1_000 },
  error: { burst: 10, everyMs: 5_000 },
}
/** Of all calls together. */
const callsRates: Readonly<Record<Level, Rate>> = {
  debug: { burst: 10_000, everyMs: 0.5 },
  info: { burst: 1_000, everyMs: 10 },
  warn: { burst: 500, everyMs: 50 },
  error: { burst: 100, everyMs: 200 },
}

/**
 * Of each event that belongs to no call: whoever asks by a wrong name, or types wrong codes, needs no access, and must not use up what
 * calls have.
 */
const eventRates: Readonly<Record<Level, Rate>> = {
  debug: { burst: 1_000, everyMs: 5 },
  info: { burst: 100, everyMs: 500 },
  warn: { burst: 100, everyMs: 500 },
  error: { burst: 50, everyMs: 500 },
}

/** Calls and events remembered; the one that spoke longest ago is forgotten for a new one. */
const REMEMBERED_MAX = 1_000

export type Limiter = Readonly<{
  /** Whether a line of this level may be written now; what may not is counted. `call` is undefined for what belongs to none. */
  admits: (level: Level, event: string, call: string | undefined) => boolean
  /** The lines that were not admitted since this was last asked. */
  takeLosses: () => number
}>

export function createLimiter(nowMs: () => number): Limiter {
  const own = new Map<string, Allowance>()
  const ofCalls = new Map<Level, Allowance>()
  let losses = 0

  const admits = (level: Level, event: string, call: string | undefined): boolean => {
    const atMs = nowMs()
    const isOfCall = call !== undefined
    const key = isOfCall ? `${level} call ${call}` : `${level} ${event}`
    const left = refilled(own.get(key), atMs, (isOfCall ? callRates : eventRates)[level]).left
    const leftOfCalls = isOfCall ? refilled(ofCalls.get(level), atMs, callsRates[level]).left : undefined
    const isAdmitted = left >= 1 && (leftOfCalls === undefined || leftOfCalls >= 1)
    const spent = isAdmitted ? 1 : 0
    losses += 1 - spent
    if (leftOfCalls !== undefined) ofCalls.set(level, { left: leftOfCalls - spent, atMs })
    // Deleted first, so that the order of the map is the order of speaking.
    own.delete(key)
    own.set(key, { left: left - spent, atMs })
    const [oldest] = own.keys()
    if (own.size > REMEMBERED_MAX && oldest !== undefined) own.delete(oldest)
    return isAdmitted
  }

  return {
    admits,
    takeLosses: () => {
      const lost = losses
      losses = 0
      return lost
    },
  }
}
