/** Pieces of speech: nothing lost, nothing doubled, words where they begin. */

import { describe, expect, test } from 'vitest'
import { cutIntoPieces } from '../../../../../server/emulator/speech/pieces.ts'

const audio = { bytes: Uint8Array.from({ length: 48 * 1003 }, (_, index) => index % 251), bytesPerMs: 48 }
const words = [
  { text: 'Stop', startMs: 160, durationMs: 200 },
  { text: ' stop', startMs: 360, durationMs: 200 },
  { text: ' it.', startMs: 560, durationMs: 200 },
]

describe('cutIntoPieces', () => {
  test('joined, the pieces are the sentence', () => {
    const pieces = cutIntoPieces(audio, words, 0)
    expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece.audio, 'base64'))).equals(audio.bytes)).toBe(true)
    expect(pieces.reduce((sum, { audioMs }) => sum + audioMs, 0)).toBe(1003)
    expect(pieces.map(({ text }) => text).join('')).toBe('Stop stop it.')
  })

  test('pieces vary between 100 and 200 ms, and no crumb is left', () => {
    const lengths = cutIntoPieces(audio, words, 0).map(({ audioMs }) => audioMs)
    expect(new Set(lengths.slice(0, -1)).size).toBeGreaterThan(2)
    for (const length of lengths) {
      expect(length).toBeGreaterThanOrEqual(50)
      expect(length).toBeLessThanOrEqual(250)
    }
  })

  test('every piece holds whole samples', () => {
    for (const { audio: base64 } of cutIntoPieces(audio, words, 0))
      expect(Buffer.from(base64, 'base64').length % 2).toBe(0)
  })

  test.each([8, 16, 32, 44.1, 48, 88.2, 96])(
    'nor does any lose a byte of a sentence of any length, with %d bytes in a ms',
    (bytesPerMs) => {
      for (let samples = 3000; samples < 3400; samples++) {
        const bytes = Uint8Array.from({ length: samples * 2 }, (_, index) => index % 251)
        const pieces = cutIntoPieces({ bytes, bytesPerMs }, [], 0).map((piece) => Buffer.from(piece.audio, 'base64'))
        expect([samples, Buffer.concat(pieces).equals(bytes)]).toEqual([samples, true])
        expect(pieces.filter(({ length }) => length % 2 !== 0)).toEqual([])
      }
    },
  )

  test('a later sentence goes on in time and text', () => {
    const pieces = cutIntoPieces(audio, words, 5000, ' ')
    expect(pieces.map(({ text }) => text).join('')).toBe(' Stop stop it.')
    expect(pieces.flatMap((piece) => piece.words.map(({ startMs }) => startMs))).toEqual([5160, 5360, 5560])
  })
})
