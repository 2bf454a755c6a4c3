/** The resampler, measured: flatness, rejection, alignment, drift, continuity. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createResampler, resample } from '../../../shared/resampler.ts'

const conversions: [inputHz: number, outputHz: number][] = [
  [48_000, 24_000],
  [44_100, 24_000],
  [16_000, 24_000],
  [22_050, 24_000],
  [96_000, 24_000],
  [24_000, 16_000],
  [24_000, 48_000],
  [24_000, 44_100],
]

const sine = (hz: number, rateHz: number, samples: number, from = 0) =>
  Float32Array.from({ length: samples }, (_, i) => Math.sin((2 * Math.PI * hz * (from + i)) / rateHz))

/** Power of the middle of a signal, in dB below a full-scale sine; the ends are where the signal starts and stops. */
function powerDb(samples: Float32Array): number {
  const edge = Math.floor(samples.length / 10)
  const middle = samples.subarray(edge, samples.length - edge)
  const sum = middle.reduce((total, sample) => total + sample * sample, 0)
  return 10 * Math.log10((2 * sum) / middle.length + 1e-20)
}

function* tones(fromHz: number, toHz: number, count: number) {
  for (let i = 0; i < count; i++) yield fromHz + ((toHz - fromHz) * i) / (count - 1)
}

const noise = (samples: number) => {
  let seed = 12_345
  return Float32Array.from({ length: samples }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 30 - 1
  })
}

function collect(inputHz: number, outputHz: number, input: Float32Array, sizes: readonly number[]): Float32Array {
  const resampler = createResampler(inputHz, outputHz)
  const output = new Float32Array(resampler.outputBound(input.length))
  let written = 0
  let from = 0
  for (const size of [...sizes, input.length]) {
    const piece = input.subarray(from, from + size)
    written += resampler.convert(piece, piece.length, output, written)
    from += piece.length
  }
  return output.slice(0, written + resampler.flush(output, written))
}

describe.each(conversions)('resample %i Hz to %i Hz', (inputHz, outputHz) => {
  const nyquistHz = Math.min(inputHz, outputHz) / 2
  const passHz = (nyquistHz * 10) / 12

  test('passes tones up to 10/12 of Nyquist within 0.05 dB', () => {
    for (const hz of tones(100, passHz, 25))
      expect(Math.abs(powerDb(resample(sine(hz, inputHz, inputHz / 10), inputHz, outputHz)))).toBeLessThan(0.05)
  })

  test('gives the very tone, on time and without images: all that differs is 60 dB down', () => {
    for (const hz of tones(100, passHz, 25)) {
      const output = resample(sine(hz, inputHz, inputHz / 10), inputHz, outputHz)
      const ideal = sine(hz, outputHz, output.length)
      expect(powerDb(output.map((sample, i) => sample - (ideal[i] ?? 0)))).toBeLessThan(-60)
    }
  })

  test('keeps a constant within a millionth', () => {
    const output = resample(new Float32Array(4000).fill(0.5), inputHz, outputHz)
    for (const sample of output.subarray(200, output.length - 200)) expect(Math.abs(sample - 0.5)).toBeLessThan(1e-6)
  })

  test('gives the same samples in pieces of any size as in one piece', () => {
    const input = noise(3000)
    const whole = resample(input, inputHz, outputHz)
    const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 })
    fc.assert(
      fc.property(sizes, (pieces) => {
        expect(collect(inputHz, outputHz, input, pieces)).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test('gives exactly ceil(n * out / in) samples for n, tail included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (samples) => {
        const expected = Math.ceil((samples * outputHz) / inputHz)
        expect(resample(new Float32Array(samples), inputHz, outputHz)).toHaveLength(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('inputFor names the least input for a number of samples, and the output limit holds', () => {
    const input = noise(8000)
    const whole = resample(input, inputHz, outputHz)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }), (pulls) => {
        const resampler = createResampler(inputHz, outputHz)
        let from = 0
        let at = 0
        for (const wanted of pulls) {
          const needed = resampler.inputFor(wanted)
          const output = new Float32Array(wanted + 10)
          const early = needed > 0 ? resampler.convert(input.subarray(from), needed - 1, output, 0, wanted) : 0
          expect(early).toBeLessThan(wanted + (needed > 0 ? 0 : 1))
          const rest = input.subarray(from + Math.max(0, needed - 1))
          const made = early + resampler.convert(rest, Math.min(1, needed), output, early, wanted - early)
          expect(made).toBe(wanted)
          expect(output.subarray(0, made)).toEqual(whole.subarray(at, at + made))
          from += needed
          at += made
        }
      }),
      { numRuns: 30 },
    )
  })

  test('reset and flush make it ready for a stream of its own', () => {
    const resampler = createResampler(inputHz, outputHz)
    const input = noise(500)
    const output = new Float32Array(resampler.outputBound(500))
    const whole = resample(input, inputHz, outputHz)
    for (const clear of [() => resampler.reset(), () => resampler.flush(output, 0)]) {
      resampler.convert(noise(333), 333, output, 0)
      clear()
      const made = resampler.convert(input, 500, output, 0)
      expect(output.slice(0, made + resampler.flush(output, made))).toEqual(whole)
    }
  })
})

test.each(conversions.filter(([inputHz, outputHz]) => inputHz > outputHz))(
  'resample %i Hz to %i Hz rejects tones from Nyquist upwards by 60 dB',
  (inputHz, outputHz) => {
    for (const hz of tones(outputHz / 2, inputHz / 2, 25))
      expect(powerDb(resample(sine(hz, inputHz, inputHz / 10), inputHz, outputHz))).toBeLessThan(-60)
  },
)

describe('createResampler', () => {
  test.each([
    [44_100, 24_000],
    [24_000, 44_100],
  ])('%i Hz to %i Hz: not a sample of drift in two minutes of render quanta', (inputHz, outputHz) => {
    // As fine as ten minutes of a tone of 1 kHz: what shows a drift is the phase.
    const toneHz = 5000
    const seconds = 120
    const resampler = createResampler(inputHz, outputHz)
    const quantum = new Float32Array(128)
    const output = new Float32Array(resampler.outputBound(128))
    const lastSecond = (seconds - 1) * inputHz
    let produced = 0
    let worst = 0
    for (let from = 0; from < seconds * inputHz; from += 128) {
      const count = Math.min(128, seconds * inputHz - from)
      if (from >= lastSecond) quantum.set(sine(toneHz, inputHz, 128, from))
      const made = resampler.convert(quantum, count, output, 0)
      // A tenth of a second after the tone has begun, every sample must be where its number says.
      if (produced > (seconds - 0.9) * outputHz) {
        const ideal = sine(toneHz, outputHz, made, produced)
        for (let i = 0; i < made; i++) worst = Math.max(worst, Math.abs((output[i] ?? 9) - (ideal[i] ?? 0)))
      }
      produced += made
    }
    expect(worst).toBeGreaterThan(0)
    expect(worst).toBeLessThan(1e-3)
    expect(produced + resampler.flush(output, 0)).toBe(seconds * outputHz)
  })

  test('passes equal rates through unchanged and at once', () => {
    const resampler = createResampler(24_000, 24_000)
    const input = noise(1000)
    const output = new Float32Array(1000)
    expect(resampler.inputFor(1)).toBe(1)
    expect(resampler.convert(input, 1000, output, 0)).toBe(1000)
    expect(output).toEqual(input)
    expect(resampler.flush(output, 0)).toBe(0)
  })

  test('looks ahead by at most 1.2 ms', () => {
    for (const [inputHz, outputHz] of conversions) {
      const lowerHz = Math.min(inputHz, outputHz)
      const limitMs = (1.2 * 24_000) / lowerHz
      const lookAheadSamples = createResampler(inputHz, outputHz).inputFor(1) - 1
      expect((lookAheadSamples * 1000) / inputHz).toBeLessThan(limitMs)
    }
  })

  test.each([0, -1, 44_100.5, Number.NaN, 48_001])('refuses %d Hz', (rateHz) => {
    expect(() => createResampler(rateHz, 24_000)).toThrow(RangeError)
  })

  test('refuses more input than an output limit lets through, instead of losing it', () => {
    const resampler = createResampler(24_000, 48_000)
    expect(() => resampler.convert(new Float32Array(1000), 1000, new Float32Array(10), 0, 10)).toThrow(RangeError)
  })
})
