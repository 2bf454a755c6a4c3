/** Changes the sample rate of an endless stream, piece by piece, as if it had come in one piece. */

import { polyphaseFilter } from './resampler-filter.ts'

/** Input samples taken at a time: bounds the work buffer, whatever the size of a piece. */
const BLOCK_SAMPLES = 256
const SILENCE = new Float32Array(BLOCK_SAMPLES)

/**
 * A stream at one rate becoming a stream at another. Output sample 0 lies exactly on input sample 0: there is no delay to
 * subtract, only a look-ahead to wait for. `n` input samples make `ceil(n * outputRate / inputRate)` output samples, tail included.
 * Nothing here allocates after creation, so that it can run on an audio thread.
 */
export interface Resampler {
  /** How many more input samples must come before `outputCount` more output samples can: the look-ahead is about 1.1 ms. */
  inputFor(outputCount: number): number
  /** Upper bound of what `convert` writes for this many input samples; also large enough for `flush` at 0. */
  outputBound(inputCount: number): number
  /**
   * Takes the first `inputCount` samples of `input`, all of them, and writes what they complete to `output` from `outputStart` on.
   * `output` must have room for `outputBound(inputCount)`, or the caller sets an `outputLimit` and gives no more than
   * `inputFor(outputLimit)`; what is complete beyond the limit comes out first next time. Returns the number of samples written.
   * @throws RangeError when more is given than the limit lets through.
   */
  convert(
    input: Float32Array,
    inputCount: number,
    output: Float32Array,
    outputStart: number,
    outputLimit?: number,
  ): number
  /** Writes the tail, as if silence followed, and makes ready for a new stream. Needs room for `outputBound(0)`. */
  flush(output: Float32Array, outputStart: number): number
  /** Forgets the stream and makes ready for a new one. */
  reset(): void
}

/**
 * Makes a resampler between two rates in Hz. Alias and image rejection 70 dB by design, flat to 10/12 of the lower rate's Nyquist frequency;
 * equal rates pass samples through unchanged.
 * @throws RangeError for rates that are not positive whole numbers, or whose ratio is absurd.
 */
export function createResampler(inputRateHz: number, outputRateHz: number): Resampler {
  const { up, down, taps, before, after, coefficients } = polyphaseFilter(inputRateHz, outputRateHz)
  const wholeStep = Math.floor(down / up)
  const phaseStep = down % up
  const recent = new Float32Array(taps + BLOCK_SAMPLES)

  /** samples in `recent`, oldest first; a new stream begins behind silence */
  let held = before
  /** where in `recent` the filter of the next output sample begins; may lie past what is held when decimating */
  let start = 0
  let phase = 0
  let received = 0
  let produced = 0

  function reset(): void {
    recent.fill(0)
    held = before
    start = phase = received = produced = 0
  }

  function discardUsed(): void {
    const used = Math.min(start, held)
    recent.copyWithin(0, used, held)
    held -= used
    start -= used
  }

  function render(output: Float32Array, outputStart: number, limit: number): number {
    let written = 0
    while (written < limit && start + taps <= held) {
      output[outputStart + written] = weighted(recent, start, coefficients, phase * taps, taps)
      written++
      phase += phaseStep
      start += wholeStep
      if (phase >= up) {
        phase -= up
        start++
      }
    }
    produced += written
    return written
  }

  function feed(input: Float32Array, inputCount: number, output: Float32Array, outputStart: number, limit: number) {
    let written = render(output, outputStart, limit)
    for (let taken = 0; taken < inputCount; ) {
      discardUsed()
      const count = Math.min(BLOCK_SAMPLES, inputCount - taken)
      if (held + count > recent.length)
        throw new RangeError('The resampler was given more input than its output limit needs.')
      for (let i = 0; i < count; i++) recent[held + i] = input[taken + i] ?? 0
      held += count
      taken += count
      written += render(output, outputStart + written, limit - written)
    }
    return written
  }

  return {
    inputFor: (outputCount) => {
      if (outputCount <= 0) return 0
      const lastPosition = Math.floor((phase + (outputCount - 1) * down) / up)
      return Math.max(0, start + lastPosition + taps - held)
    },
    outputBound: (inputCount) => Math.ceil(((inputCount + after) * up) / down) + 1,
    convert: (input, inputCount, output, outputStart, outputLimit = Number.POSITIVE_INFINITY) => {
      received += inputCount
      return feed(input, inputCount, output, outputStart, outputLimit)
    },
    flush: (output, outputStart) => {
      const due = Math.ceil((received * up) / down)
      let written = 0
      while (produced < due) written += feed(SILENCE, BLOCK_SAMPLES, output, outputStart + written, due - produced)
      reset()
      return written
    },
    reset,
  }
}

/** The sum of `count` samples, each by its coefficient. */
function weighted(samples: Float32Array, from: number, coefficients: Float32Array, row: number, count: number): number {
  let sum = 0
  for (let k = 0; k < count; k++) sum += (coefficients[row + k] ?? 0) * (samples[from + k] ?? 0)
  return sum
}

/** Resamples a whole recording at once: the same samples as `createResampler` gives for it in pieces, tail included. */
export function resample(samples: Float32Array, inputRateHz: number, outputRateHz: number): Float32Array {
  const resampler = createResampler(inputRateHz, outputRateHz)
  const output = new Float32Array(resampler.outputBound(samples.length))
  const written = resampler.convert(samples, samples.length, output, 0)
  return output.slice(0, written + resampler.flush(output, written))
}
