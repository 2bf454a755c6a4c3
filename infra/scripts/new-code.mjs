/** Prints an access code of 16 signs without look-alikes (0 o 1 l i), about 79 bits, and the salted hash that server/access reads. new-code.py prints the same. */

import { randomBytes, randomInt, scryptSync } from 'node:crypto'

const sign = () => 'abcdefghjkmnpqrstuvwxyz23456789'[randomInt(31)]
const code = [4, 4, 4, 4].map((length) => Array.from({ length }, sign).join('')).join('-')
const salt = randomBytes(16)
const key = scryptSync(code, salt, 32, { N: 16384, r: 8, p: 1 })
console.log(`${code} scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`)
