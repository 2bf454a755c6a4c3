/** How much of an answer must be there before it sounds: as little as the link allows. It rises at once and falls slowly. */

/** All in milliseconds of audio, but for `preRollMemory`. */
export const preRollTuning = {
  /** before anything is known of the link; enough for the jitter of a good network */
  preRollMs: 60,
  /** two buffers of 10 ms, which is what browsers ask of a device at a time: less would run dry before the second is asked for */
  preRollMinMs: 20,
  /** carries 150 ms of jitter with pieces of up to 140 ms; who has to wait longer takes it for a pause */
  preRollMaxMs: 300,
  /** added after an underrun at least, and taken off at most after each `steadyMs` of sound without one */
  preRollStepMs: 20,
  steadyMs: 10_000,
  /** added to what was seen: an arrival is known to a device's buffer */
  preRollMarginMs: 10,
  /** so many times `steadyMs` what was seen is not forgotten: with some hundred pieces the worst of a link has been among them */
  preRollMemory: 3,
  /** with more in hand a late piece makes no gap, and says nothing of how much is needed at the start */
  deepMs: 400,
}

type Tuning = Readonly<typeof preRollTuning>

export type PreRoll = Readonly<{
  ms: number
  /** what the link has asked for, in the present `steadyMs` and in those before it; the newest first */
  neededMs: readonly number[]
  /** the piece of the present answer that came soonest, as its arrival less its place in the answer */
  soonest: Readonly<{ answer: number; ms: number }> | null
}>

/** A piece as it comes. `heldMs` is what was there and not yet played when it came. */
export type Arrival = Readonly<{ answer: number; offsetMs: number; lengthMs: number; atMs: number; heldMs: number }>

export const startPreRoll = ({ preRollMs }: Tuning): PreRoll => ({ ms: preRollMs, neededMs: [0], soonest: null })

/**
 * A piece that came later, by its place, than one before it needs as much more in hand at the start as it was late; and its own length,
 * for what comes whole is not there until its end.
 */
export function arrive(before: PreRoll, piece: Arrival, tuning: Tuning): PreRoll {
  if (piece.heldMs > tuning.deepMs) return { ...before, soonest: null }
  const cameMs = piece.atMs - piece.offsetMs
  const isFirst = before.soonest?.answer !== piece.answer
  const soonestMs = isFirst ? cameMs : Math.min(cameMs, before.soonest.ms)
  const soonest = { answer: piece.answer, ms: soonestMs }
  const lateMs = cameMs - soonestMs
  if (lateMs <= 0) return { ...before, soonest }
  const neededMs = Math.min(tuning.preRollMaxMs, lateMs + piece.lengthMs + tuning.preRollMarginMs)
  const [newest = 0, ...older] = before.neededMs
  return { ms: Math.max(before.ms, neededMs), neededMs: [Math.max(newest, neededMs), ...older], soonest }
}

export const underrun = (before: PreRoll, { preRollMaxMs, preRollStepMs }: Tuning): PreRoll => ({
  ...before,
  ms: Math.min(preRollMaxMs, before.ms + preRollStepMs),
})

/** Called after each `steadyMs` of sound without an underrun. */
export function settle(before: PreRoll, { preRollMinMs, preRollStepMs, preRollMemory }: Tuning): PreRoll {
  const ms = Math.max(preRollMinMs, ...before.neededMs, before.ms - preRollStepMs)
  return { ...before, ms, neededMs: [0, ...before.neededMs].slice(0, preRollMemory) }
}
