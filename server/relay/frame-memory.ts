/** The memory of a call's answer frames, used again when the page has them: fresh memory for each would keep the garbage collector busy. */

import { Buffer } from 'node:buffer'

/** More than a page has not acknowledged when all is well: 32 deltas of 200 ms. What is free beyond it is let go. */
export const FREE_MAX_BYTES = 512 * 1024

/** Frames of one call differ a little in length. */
const ROUNDED_TO_BYTES = 4096

/**
 * Of one call and never of another: a page that acknowledges what it has not got yet would else be sent what another is told.
 */
export function createFrameMemory() {
  const free: ArrayBuffer[] = []
  let freeBytes = 0

  return {
    /** So many bytes, which hold anything. */
    take: (bytes: number): Buffer<ArrayBuffer> => {
      const found = free.findLastIndex(
        ({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes + ROUNDED_TO_BYTES,
      )
      const [block] = found === -1 ? [] : free.splice(found, 1)
      if (block === undefined) {
        const fresh = Buffer.allocUnsafeSlow(Math.ceil(bytes / ROUNDED_TO_BYTES) * ROUNDED_TO_BYTES)
        return fresh.subarray(0, bytes)
      }
      freeBytes -= block.byteLength
      return Buffer.from(block, 0, bytes)
    },
    /** What the page has received; texts are none of ours. */
    give: (received: readonly (string | Uint8Array<ArrayBuffer>)[]): void => {
      for (const data of received) {
        if (typeof data === 'string' || freeBytes + data.buffer.byteLength > FREE_MAX_BYTES) continue
        free.push(data.buffer)
        freeBytes += data.buffer.byteLength
      }
    },
  }
}
