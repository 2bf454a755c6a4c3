/** G.711, the codec of telephony: one byte a sample, in the µ-law of America and Japan and the A-law of the rest (ITU-T G.711). */

export const G711_RATE_HZ = 8000

const MU_BIAS = 0x84
const MU_CLIP = 32_635

function muLawToLinear(code: number): number {
  const inverted = ~code & 0xff
  const magnitude = (((inverted & 0x0f) << 3) + MU_BIAS) << ((inverted & 0x70) >> 4)
  return inverted & 0x80 ? MU_BIAS - magnitude : magnitude - MU_BIAS
}

function linearToMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS
  const exponent = 31 - Math.clz32(magnitude >> 7)
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff
}

function aLawToLinear(code: number): number {
  const value = code ^ 0x55
  const exponent = (value & 0x70) >> 4
  const mantissa = (value & 0x0f) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
}

function linearToALaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767)
  const exponent = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude >> 7)
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}

const table = (toLinear: (code: number) => number) => Int16Array.from({ length: 256 }, (_, code) => toLinear(code))
const tables = { g711_ulaw: table(muLawToLinear), g711_alaw: table(aLawToLinear) } as const

/** The two laws by their names in the session object. */
export type Law = keyof typeof tables

export const isLaw = (format: unknown): format is Law => format === 'g711_ulaw' || format === 'g711_alaw'

export const decodeG711 = (bytes: Uint8Array, law: Law): Int16Array =>
  Int16Array.from(bytes, (code) => tables[law][code] ?? 0)

export const encodeG711 = (samples: Int16Array, law: Law): Uint8Array =>
  Uint8Array.from(samples, law === 'g711_ulaw' ? linearToMuLaw : linearToALaw)
