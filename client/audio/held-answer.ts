/** One answer in the player: the pieces of it that came, and one place up to which they were read. */

import { int16ToFloat } from '../../shared/pcm.ts'

export interface HeldAnswer {
  readonly answer: number
  /** samples that came, silence for the missing ones included: where the next piece should begin */
  receivedSamples(): number
  /** samples that came and were not yet read */
  unreadSamples(): number
  /** Takes ownership of `pcm`; nothing is copied. */
  append(pcm: Int16Array): void
  /** Lets silence stand in for samples that never came. */
  appendSilence(samples: number): void
  /** Moves up to `count` samples, as floats, to the start of `into`, and frees the pieces they came from. Allocates nothing. */
  read(into: Float32Array, count: number): number
}

/** A run of silence is only a number, so that a large gap costs no memory. */
type Piece = Int16Array | number

const lengthOf = (piece: Piece): number => (typeof piece === 'number' ? piece : piece.length)

export function createHeldAnswer(answer: number): HeldAnswer {
  const pieces: Piece[] = []
  /** the piece that is being read, and where in it */
  let head = 0
  let headOffset = 0
  let received = 0
  let read = 0

  function add(piece: Piece): void {
    pieces.push(piece)
    received += lengthOf(piece)
  }

  function readPiece(piece: Piece, into: Float32Array, start: number, count: number): void {
    if (typeof piece === 'number') into.fill(0, start, start + count)
    else for (let i = 0; i < count; i++) into[start + i] = int16ToFloat(piece[headOffset + i] ?? 0)
  }

  return {
    answer,
    receivedSamples: () => received,
    unreadSamples: () => received - read,
    append: add,
    appendSilence: add,
    read: (into, count) => {
      let done = 0
      while (done < count && head < pieces.length) {
        const piece = pieces[head] ?? 0
        const take = Math.min(count - done, lengthOf(piece) - headOffset)
        readPiece(piece, into, done, take)
        done += take
        headOffset += take
        if (headOffset < lengthOf(piece)) break
        pieces[head] = 0
        head++
        headOffset = 0
      }
      read += done
      return done
    },
  }
}
