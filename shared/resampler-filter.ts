/** Designs the low-pass of the resampler: a Kaiser-windowed sinc, cut into one short filter for each output phase. */

/** Stop-band attenuation that the window is designed for, in dB: ten better than the 60 that our tests demand. */
const ATTENUATION_DB = 70

/** Share of the lower rate's Nyquist frequency that passes untouched: 10 of 12 kHz at 24 kHz, more than speech needs. */
const PASS_SHARE = 10 / 12

/** Largest table, in coefficients (4 MB): every pair of usual audio rates needs under 40 000. */
const MAX_COEFFICIENTS = 1 << 20

/**
 * A filter bank for `up / down`, in lowest terms. Output sample `j` lies at input position `j * down / up`, whole part `i`
 * and phase `j * down % up`; it is the sum of `coefficients[phase * taps + k] * input[i - before + k]` over `taps` values of `k`.
 */
export type PolyphaseFilter = Readonly<{
  up: number
  down: number
  taps: number
  /** input samples needed before position `i` */
  before: number
  /** input samples needed after position `i`: the look-ahead */
  after: number
  coefficients: Float32Array
}>

const kept = new Map<string, PolyphaseFilter>()

/**
 * The filter for a pair of rates in Hz; computed once for each ratio and kept.
 * @throws RangeError when a rate is not a positive whole number, or their ratio would need an absurdly large table.
 */
export function polyphaseFilter(inputRateHz: number, outputRateHz: number): PolyphaseFilter {
  for (const rateHz of [inputRateHz, outputRateHz])
    if (!Number.isInteger(rateHz) || rateHz <= 0)
      throw new RangeError(`A sample rate of ${rateHz} Hz cannot be resampled; use a positive whole number.`)
  const divisor = greatestCommonDivisor(inputRateHz, outputRateHz)
  const up = outputRateHz / divisor
  const down = inputRateHz / divisor
  const key = `${up}/${down}`
  const filter = kept.get(key) ?? design(up, down)
  kept.set(key, filter)
  return filter
}

function design(up: number, down: number): PolyphaseFilter {
  if (up === down) return { up, down, taps: 1, before: 0, after: 0, coefficients: Float32Array.of(1) }
  // All frequencies are in cycles per input sample.
  const nyquist = Math.min(1, up / down) / 2
  const transition = nyquist * (1 - PASS_SHARE)
  const cutoff = nyquist - transition / 2
  // Kaiser's formulas for length and window shape (Kaiser 1974; Oppenheim & Schafer, Discrete-Time Signal Processing, section 7.6).
  const half = Math.ceil((ATTENUATION_DB - 7.95) / (2.285 * 2 * Math.PI * transition) / 2)
  const beta = 0.1102 * (ATTENUATION_DB - 8.7)
  const taps = 2 * half
  if (up * taps > MAX_COEFFICIENTS)
    throw new RangeError(`Resampling by ${up}/${down} needs too large a filter; use a usual sample rate.`)
  const coefficients = new Float32Array(up * taps)
  const row = new Float64Array(taps)
  for (let phase = 0; phase < up; phase++) {
    let sum = 0
    for (let k = 0; k < taps; k++) {
      const distance = k - (half - 1) - phase / up
      const value = sinc(2 * cutoff * distance) * kaiser(distance / half, beta)
      row[k] = value
      sum += value
    }
    // Each phase passes DC with gain 1, so that a constant input has no image at all.
    for (let k = 0; k < taps; k++) coefficients[phase * taps + k] = (row[k] ?? 0) / sum
  }
  return { up, down, taps, before: half - 1, after: half, coefficients }
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kaiser = (x: number, beta: number): number =>
  Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta)

/** The modified Bessel function of order zero, by its power series; all terms are positive, so it loses no precision. */
function besselI0(x: number): number {
  let sum = 1
  let term = 1
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (x / (2 * n)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
