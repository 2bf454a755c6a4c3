/** Compares an access code with its salted hash: the server never knows the code itself. */

import { Buffer } from 'node:buffer'
import { scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP's smallest recommended cost for scrypt with p=1 is N=2^17; a code of 79 random bits needs none, so this one is light. */
const COST = { N: 16_384, r: 8, p: 1 }
const KEY_BYTES = 32

/** `scrypt:<salt>:<key>`, both base64url, as `azdeploy.sh` writes it to ACCESS_CODE_HASH. */
export type CodeHash = Readonly<{ salt: Buffer; key: Buffer }>

/** Reads the text form; undefined when it is none. */
export function parseCodeHash(text: string): CodeHash | undefined {
  const match = /^scrypt:([\w-]{11,}):([\w-]{43})$/.exec(text)
  if (!match?.[1] || !match[2]) return undefined
  return { salt: Buffer.from(match[1], 'base64url'), key: Buffer.from(match[2], 'base64url') }
}

const derive = (code: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(code, salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** Dashes of every kind (a phone makes one of two), blanks, and what cannot be seen; \u2212 is the minus sign. */
const separators = /[\s\p{Pd}\u2212\u00ad\u200b-\u200d\u2060\ufeff_]+/gu

/** In groups of four with dashes between, as `azdeploy.sh` makes codes. */
const grouped = (code: string): string =>
  code
    .replace(separators, '')
    .match(/.{1,4}/gu)
    ?.join('-') ?? ''

/**
 * True when `code` is the one that was hashed. Case, and blanks and dashes around it, are forgiven; within it too, for a code in the
 * groups that the script makes. A code of one's own is compared as it was typed. What a guess costs does not tell how near it came.
 */
export async function isCode(code: string, { salt, key }: CodeHash): Promise<boolean> {
  const typed = code.trim().toLowerCase()
  const candidates = [...new Set([typed, grouped(typed)])]
  let isRight = false
  for (const candidate of candidates) isRight = timingSafeEqual(await derive(candidate, salt), key) || isRight
  return isRight
}
