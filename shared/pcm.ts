/** PCM16 samples to the floats of an audio graph and back, and how loud they are. */

const FULL_SCALE = 32_768

/** One 16-bit sample as a float in [-1, 1). */
export const int16ToFloat = (sample: number): number => sample / FULL_SCALE

/** One float as a 16-bit sample: rounded, held at the rails instead of wrapping; NaN becomes silence. */
export function floatToInt16(sample: number): number {
  const scaled = Math.round(sample * FULL_SCALE)
  if (scaled >= FULL_SCALE) return FULL_SCALE - 1
  if (scaled < -FULL_SCALE) return -FULL_SCALE
  return scaled || 0
}

/** A whole recording of PCM16 as floats in [-1, 1). A loop: `from` with a function takes ten times as long. */
export function floatsFromInt16(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length)
  for (let at = 0; at < samples.length; at++) floats[at] = int16ToFloat(samples[at] ?? 0)
  return floats
}

/** A whole recording of floats as PCM16. */
export function int16FromFloats(samples: Float32Array): Int16Array {
  const integers = new Int16Array(samples.length)
  for (let at = 0; at < samples.length; at++) integers[at] = floatToInt16(samples[at] ?? 0)
  return integers
}

/** Level of PCM16 samples as root mean square, 0…1; 0 for no samples. */
export function rms(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / FULL_SCALE
}
