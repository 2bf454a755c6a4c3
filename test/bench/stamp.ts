/** Hides in the first samples of a sound when it left, so that its delay is read where it arrives: in this same process, by one clock. */

import { Buffer } from 'node:buffer'

/** Three samples, which are eight characters of base64 with nothing left over. */
export const STAMP_BYTES = 6
export const STAMP_CHARACTERS = 8

/** Now, as the first samples of a sound: microseconds, of which four bytes are enough for an hour. */
export function stamp(): Buffer {
  const bytes = Buffer.alloc(STAMP_BYTES)
  bytes.writeUInt32LE(Math.round(performance.now() * 1000) >>> 0, 0)
  return bytes
}

/** How long ago, in milliseconds, the sound left that begins with `bytes`. */
export const delayOf = (bytes: Buffer): number =>
  ((Math.round(performance.now() * 1000) - bytes.readUInt32LE(0)) >>> 0) / 1000

/** The same of the base64 that begins at `at`. */
export const delayOfBase64 = (data: Buffer, at: number): number =>
  delayOf(Buffer.from(data.subarray(at, at + STAMP_CHARACTERS).toString('latin1'), 'base64'))

/** How late sounds arrived, in milliseconds, until that is asked for: then it is forgotten. */
export function createDelays() {
  let delaysMs: number[] = []
  return {
    add: (delayMs: number): void => void delaysMs.push(delayMs),
    take: (): readonly number[] => {
      const taken = delaysMs
      delaysMs = []
      return taken
    },
  }
}
