/** Cuts the base64 of one audio delta into frames that the page takes; what it says is whole samples, or a byte is carried on. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '../../shared/audio-format.ts'

/** One frame's worth of an answer, as base64 of whole samples. */
export type AudioPiece = Readonly<{ base64: string; samples: number }>

/** Eight characters of base64 are six bytes: three whole samples. */
const UNIT_CHARACTERS = 8
const UNIT_SAMPLES = 3

/**
 * A second, however much a delta holds: the page acknowledges every so many messages, and these must be little beside what may wait
 * for it (relay/line.ts).
 */
const MAX_UNITS = SAMPLE_RATE_HZ / UNIT_SAMPLES

/** `carried` is the half sample that the delta before this one ended in, as one byte; likewise the one that is returned. */
export function piecesOf(
  delta: string,
  carried: string,
): Readonly<{ pieces: readonly AudioPiece[]; carried: string; isOdd: boolean }> {
  const byteLength = base64Bytes(delta)
  if (carried === '' && byteLength % BYTES_PER_SAMPLE === 0) return { pieces: cut(delta), carried: '', isOdd: false }
  const bytes = carried + decode(delta)
  const even = bytes.length - (bytes.length % BYTES_PER_SAMPLE)
  return { pieces: cut(btoa(bytes.slice(0, even))), carried: bytes.slice(even), isOdd: true }
}

function cut(base64: string): readonly AudioPiece[] {
  const pieces: AudioPiece[] = []
  for (let from = 0; from < base64.length; from += MAX_UNITS * UNIT_CHARACTERS) {
    const piece = base64.slice(from, from + MAX_UNITS * UNIT_CHARACTERS)
    const samples = Math.floor(base64Bytes(piece) / BYTES_PER_SAMPLE)
    if (samples > 0) pieces.push({ base64: piece, samples })
  }
  return pieces
}

/** What is no base64 has no sound. */
function decode(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}

/** Decoded length of base64, padding considered. Not a multiple of four: the decoder ignores what is left over. */
function base64Bytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.floor((base64.length * 3) / 4) - padding
}
