/** How much of an answer must be there before it sounds: as little as the link allows. It rises at once and falls slowly. */

import { msToSamples, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'

/** All in milliseconds of audio, but for `preRollMemory`, which counts answers. */
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
  /** so many answers are remembered: jitter is in each of them, and what was in one alone was no jitter */
  preRollMemory: 8,
  /** with more in hand a late piece makes no gap, and says nothing of how much is needed at the start */
  deepMs: 400,
}

type Tuning = Readonly<typeof preRollTuning>

export type PreRoll = Readonly<{
  ms: number
  /** what each answer has asked for, the newest first */
  neededMs: readonly number[]
  /** the piece of the present answer that came soonest, as its arrival less its place in the answer */
  soonest: Readonly<{ answer: number; ms: number }> | null
}>

/** A piece as it comes. `heldMs` is what was there and not yet played when it came. */
export type Arrival = Readonly<{ answer: number; offsetMs: number; lengthMs: number; atMs: number; heldMs: number }>

export const startPreRoll = ({ preRollMs }: Tuning): PreRoll => ({ ms: preRollMs, neededMs: [], soonest: null })

/** What two answers have asked for at least. */
const usual = (neededMs: readonly number[]): number => [...neededMs].sort((a, b) => b - a)[1] ?? 0

/**
 * A piece that came later, by its place, than one before it needs as much more in hand at the start as it was late; and its own length,
 * for what comes whole is not there until its end.
 */
export function arrive(before: PreRoll, piece: Arrival, tuning: Tuning): PreRoll {
  if (piece.heldMs > tuning.deepMs) return { ...before, soonest: null }
  const cameMs = piece.atMs - piece.offsetMs
  const isKnown = before.soonest?.answer === piece.answer
  const soonestMs = isKnown ? Math.min(cameMs, before.soonest.ms) : cameMs
  const soonest = { answer: piece.answer, ms: soonestMs }
  const lateMs = cameMs - soonestMs
  const wantedMs = lateMs > 0 ? lateMs + piece.lengthMs + tuning.preRollMarginMs : 0
  const [newest = 0, ...older] = isKnown ? before.neededMs : [0, ...before.neededMs]
  const needed = [Math.max(newest, Math.min(tuning.preRollMaxMs, wantedMs)), ...older].slice(0, tuning.preRollMemory)
  return { ms: Math.max(before.ms, usual(needed)), neededMs: needed, soonest }
}

/** What the answer has asked for is given at once. */
export const underrun = (before: PreRoll, { preRollMaxMs, preRollStepMs }: Tuning): PreRoll => ({
  ...before,
  ms: Math.min(preRollMaxMs, Math.max(before.ms + preRollStepMs, before.neededMs[0] ?? 0)),
})

/** Called after each `steadyMs` of sound without an underrun. */
export const settle = (before: PreRoll, { preRollMinMs, preRollStepMs }: Tuning): PreRoll => ({
  ...before,
  ms: Math.max(preRollMinMs, usual(before.neededMs), before.ms - preRollStepMs),
})

export type PreRollKeeper = Readonly<{
  /** Samples, as they come, that must be there before an answer sounds. */
  samples: () => number
  /** A piece comes; `unreadSamples` are there and were not yet played. */
  take: (answer: number, offsetSamples: number, samples: number, unreadSamples: number) => void
  /** An answer ran dry in its middle; returns the pre-roll that it made, in ms. */
  runDry: () => number
  /** So many samples of the device were made of an answer. */
  count: (samples: number) => void
  /** So many were asked for. */
  pass: (samples: number) => void
}>

/** Keeps the pre-roll of a device that runs at `rateHz`, whose only clock is what it asks for. Allocates nothing while that passes. */
export function createPreRoll(rateHz: number, tuning: Tuning): PreRollKeeper {
  const toMs = (samples: number) => (samples * 1000) / SAMPLE_RATE_HZ
  const steadySamples = Math.round((tuning.steadyMs * rateHz) / 1000)
  let preRoll = startPreRoll(tuning)
  let askedFor = 0
  let sinceUnderrun = 0

  return {
    samples: () => msToSamples(preRoll.ms),
    take: (answer, offsetSamples, samples, unreadSamples) => {
      const [offsetMs, lengthMs, heldMs] = [toMs(offsetSamples), toMs(samples), toMs(unreadSamples)]
      const atMs = (askedFor * 1000) / rateHz
      preRoll = arrive(preRoll, { answer, offsetMs, lengthMs, atMs, heldMs }, tuning)
    },
    runDry: () => {
      preRoll = underrun(preRoll, tuning)
      sinceUnderrun = 0
      return Math.round(preRoll.ms)
    },
    count: (samples) => {
      sinceUnderrun += samples
    },
    pass: (samples) => {
      askedFor += samples
      if (sinceUnderrun < steadySamples) return
      sinceUnderrun = 0
      preRoll = settle(preRoll, tuning)
    },
  }
}
