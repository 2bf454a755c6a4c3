/** Reads a small body to its end before anything is decided by it. */

import { Buffer } from 'node:buffer'
import type { Context } from 'hono'

/** The text of the body; `too large` as soon as it is; `unreadable` when the sender gave up. */
export async function readBody(
  c: Context,
  maxBytes: number,
): Promise<Readonly<{ text: string }> | 'too large' | 'unreadable'> {
  const { body } = c.req.raw
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return 'too large'
  const parts: Uint8Array[] = []
  let byteLength = 0
  try {
    for await (const part of body ?? []) {
      byteLength += part.byteLength
      if (byteLength > maxBytes) return 'too large'
      parts.push(part)
    }
  } catch {
    return 'unreadable'
  }
  return { text: Buffer.concat(parts).toString() }
}
