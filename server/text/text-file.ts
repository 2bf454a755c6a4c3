/** Reads the text files that people write by hand, in the encodings that their editors save them in. */

import { readFileSync } from 'node:fs'

/** Why a file could not be read, as the end of a sentence that names it. A folder of that name is no file: some keep Python in `.env`. */
export type Unread = Readonly<{ unread: 'missing' | 'closed' | 'encoding'; why: string }>

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
}

/** The text without its byte order mark. UTF-16 is known by its mark, or by the zeros between Latin letters. */
export function readTextFile(path: string): string | Unread {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const isThere = code !== 'ENOENT' && code !== 'EISDIR'
    return { unread: isThere ? 'closed' : 'missing', why: reasons[code] ?? `the system says ${code}` }
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
