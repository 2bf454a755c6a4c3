/** Turns whatever a tool returned or threw into text for the model, at most as long as the model should have to read. */

import { clip } from '../../shared/clip.ts'

/** A result longer than this is cut: the model pays for it in tokens, the user in time. In UTF-16 code units. */
const OUTPUT_MAX_LENGTH = 16_000

/** An error needs a sentence or two; what is longer is a dump that no model can use. */
export const ERROR_MAX_LENGTH = 2_000

/** UTF-8 has at most so many bytes for each code unit. */
const BYTES_MAX = 3

/** Text as it is, the bytes of a file as the text that they are, anything else as JSON; nothing at all is `null`. */
export const outputOf = (value: unknown): string => clip(textOf(value), OUTPUT_MAX_LENGTH)

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return new TextDecoder().decode(value.subarray(0, OUTPUT_MAX_LENGTH * BYTES_MAX))
  return toJson(value)
}

/** What the model reads of a failure: the message of what was thrown, or the text. */
export function failureOf(thrown: unknown): string {
  const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown
  return clip(typeof message === 'string' && message.trim() !== '' ? message : 'The tool failed.', ERROR_MAX_LENGTH)
}

const toJson = (value: unknown): string => JSON.stringify(value, plain()) ?? 'null'

/** JSON has no big numbers, maps, sets and errors, and no circles. */
function plain() {
  const path: unknown[] = []
  return function (this: unknown, _key: string, value: unknown): unknown {
    const written = writable(value)
    if (typeof written !== 'object' || written === null) return written
    // `this` holds the value: what is deeper on the path than that is finished.
    while (path.length > 0 && path.at(-1) !== this) path.pop()
    if (path.includes(written)) return '[circular]'
    path.push(written)
    return written
  }
}

function writable(value: unknown): unknown {
  // The rest would be cut in any case, and every call would wait until it is written.
  if (Array.isArray(value) && value.length > OUTPUT_MAX_LENGTH) return value.slice(0, OUTPUT_MAX_LENGTH)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  return value instanceof Error ? value.message : value
}
