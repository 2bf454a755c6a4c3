/** Cuts a spoken sentence into the pieces in which it is sent, each with the words that begin in it. */

import { type EncodedAudio, toBase64 } from '../audio/formats.ts'
import type { SpokenPiece } from '../engine/events.ts'
import type { SpokenWord } from './voice.ts'

/** The service's deltas vary in size; so do these, in a fixed round, so that clients do not come to rely on one. */
const PIECE_MS = [100, 180, 140, 200, 120] as const

/**
 * The pieces of one sentence. `offsetMs` is where it begins in the answer, and `lead` what is written before it; the texts of all
 * pieces of an answer, joined, are its transcript.
 */
export function cutIntoPieces(
  audio: EncodedAudio,
  words: readonly SpokenWord[],
  offsetMs: number,
  lead = '',
): SpokenPiece[] {
  const lengthMs = audio.bytes.length / audio.bytesPerMs
  // Some rates have no whole number of bytes in a millisecond; a sample has one or two.
  const byteAt = (ms: number): number =>
    ms === lengthMs ? audio.bytes.length : Math.round((ms * audio.bytesPerMs) / 2) * 2
  const pieces: SpokenPiece[] = []
  for (let startMs = 0; startMs < lengthMs; ) {
    const planned = startMs + (PIECE_MS[pieces.length % PIECE_MS.length] ?? PIECE_MS[0])
    // A crumb at the end joins the piece before it.
    const endMs = planned + PIECE_MS[0] / 2 >= lengthMs ? lengthMs : planned
    const begun = words.filter((word) => word.startMs >= startMs && word.startMs < endMs)
    pieces.push({
      audio: toBase64(audio.bytes.subarray(byteAt(startMs), byteAt(endMs))),
      audioMs: endMs - startMs,
      text: begun.map((word) => (word === words[0] ? lead + word.text : word.text)).join(''),
      words: begun.map((word) => ({ ...word, text: word.text.trim(), startMs: Math.round(word.startMs + offsetMs) })),
    })
    startMs = endMs
  }
  return pieces
}
