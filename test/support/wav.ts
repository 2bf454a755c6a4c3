/** WAV files, which are the microphone of the browser tests. */

import { writeFileSync } from 'node:fs'

/** Writes mono PCM16 at `sampleRateHz` to `path`. */
export function writeWav(path: string, samples: Int16Array, sampleRateHz: number): void {
  const header = Buffer.alloc(44)
  const dataBytes = samples.length * 2
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRateHz, 24)
  header.writeUInt32LE(sampleRateHz * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  writeFileSync(path, Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, dataBytes)]))
}

/** A recording: silences (in ms) and utterances, one after the other. */
export function joinSpeech(parts: readonly (number | Int16Array)[], sampleRateHz: number): Int16Array {
  const pieces = parts.map((part) =>
    typeof part === 'number' ? new Int16Array(Math.round((part * sampleRateHz) / 1000)) : part,
  )
  const joined = new Int16Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  return joined
}
