/** Reads the text files that people write by hand, in the encodings that their editors save them in. */

import { readFileSync } from 'node:fs'

/** Why a file could not be read, as the end of a sentence that names it. */
export type Unread = Readonly<{ unread: 'missing' | 'encoding'; why: string }>

/** The text without its byte order mark. UTF-16 is known by its mark, or by the zeros between Latin letters. */
export function readTextFile(path: string): string | Unread {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { unread: 'missing', why: code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})` }
  }
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch {
    return { unread: 'encoding', why: 'it is not UTF-8; save it as UTF-8 in your editor' }
  }
}

function encodingOf([first, second]: Buffer): 'utf-16le' | 'utf-16be' | 'utf-8' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return 'utf-8'
}
