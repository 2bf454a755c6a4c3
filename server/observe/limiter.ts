/** How many lines a log may have: by call, so that one cannot drown the others, and of the whole process. Pure but for its clock. */

import { type Allowance, type Rate, refilled } from './allowance.ts'
import type { Level } from './facts.ts'

/** Details are written only when somebody asked for them (VOICE_LIVE_VERBOSE), so they may be many. */
const callRates: Readonly<Record<Level, Rate>> = {
  debug: { burst: 2_000, everyMs: 5 },
  info: { burst: 50, everyMs: 1_000 },
  warn: { burst: 30, everyMs: 1_000 },
  error: { burst: 10, everyMs: 5_000 },
}
/** Of all calls together, and of what belongs to none. */
const processRates: Readonly<Record<Level, Rate>> = {
  debug: { burst: 10_000, everyMs: 0.5 },
  info: { burst: 1_000, everyMs: 10 },
  warn: { burst: 500, everyMs: 50 },
  error: { burst: 100, everyMs: 200 },
}

/** Calls remembered; the one that spoke longest ago is forgotten for a new one. */
const CALLS_MAX = 1_000

export type Limiter = Readonly<{
  /** Whether a line of this level may be written now; what may not is counted. */
  admits: (level: Level, call: string | undefined) => boolean
  /** The lines that were not admitted since this was last asked. */
  takeLosses: () => number
}>

export function createLimiter(nowMs: () => number): Limiter {
  const ofCalls = new Map<string, Allowance>()
  const ofAll = new Map<Level, Allowance>()
  let losses = 0

  const admits = (level: Level, call: string | undefined): boolean => {
    const atMs = nowMs()
    const key = `${level} ${call}`
    const all = refilled(ofAll.get(level), atMs, processRates[level])
    const own = call === undefined ? undefined : refilled(ofCalls.get(key), atMs, callRates[level])
    const isAdmitted = all.left >= 1 && (own === undefined || own.left >= 1)
    const spent = isAdmitted ? 1 : 0
    losses += 1 - spent
    ofAll.set(level, { left: all.left - spent, atMs })
    if (own) {
      // Deleted first, so that the order of the map is the order of speaking.
      ofCalls.delete(key)
      ofCalls.set(key, { left: own.left - spent, atMs })
      const [oldest] = ofCalls.keys()
      if (ofCalls.size > CALLS_MAX && oldest !== undefined) ofCalls.delete(oldest)
    }
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
