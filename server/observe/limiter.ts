/** How many lines a log may have: by call, so that one cannot drown the others, and of the whole process. Pure but for its clock. */

import type { Level } from './log.ts'

type Budget = Readonly<{ burst: number; perSecond: number }>
type Bucket = { tokens: number; atMs: number }

/** Details are written only when somebody asked for them (VOICE_LIVE_VERBOSE), so they may be many. */
const callBudgets: Readonly<Record<Level, Budget>> = {
  debug: { burst: 2_000, perSecond: 200 },
  info: { burst: 50, perSecond: 1 },
  warn: { burst: 30, perSecond: 1 },
  error: { burst: 10, perSecond: 0.2 },
}
/** Of all calls together, and of what belongs to none. */
const processBudgets: Readonly<Record<Level, Budget>> = {
  debug: { burst: 10_000, perSecond: 2_000 },
  info: { burst: 1_000, perSecond: 100 },
  warn: { burst: 500, perSecond: 20 },
  error: { burst: 100, perSecond: 5 },
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
  const buckets = new Map<string, Bucket>()
  const whole = new Map<Level, Bucket>()
  let losses = 0

  const refilled = (bucket: Bucket | undefined, { burst, perSecond }: Budget): Bucket => {
    const atMs = nowMs()
    // A clock that was set back refills nothing.
    const earned = bucket ? (Math.max(0, atMs - bucket.atMs) / 1000) * perSecond : burst
    return { tokens: Math.min(burst, (bucket?.tokens ?? 0) + earned), atMs }
  }

  const admits = (level: Level, call: string | undefined): boolean => {
    const all = refilled(whole.get(level), processBudgets[level])
    whole.set(level, all)
    const key = `${level} ${call}`
    const own = call === undefined ? undefined : refilled(buckets.get(key), callBudgets[level])
    if (own) {
      // Deleted first, so that the order of the map is the order of speaking.
      buckets.delete(key)
      buckets.set(key, own)
      const [oldest] = buckets.keys()
      if (buckets.size > CALLS_MAX && oldest !== undefined) buckets.delete(oldest)
    }
    const admitted = all.tokens >= 1 && (own === undefined || own.tokens >= 1)
    if (!admitted) losses += 1
    else {
      all.tokens -= 1
      if (own) own.tokens -= 1
    }
    return admitted
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
