/** Turns [{name,value}] on standard input into lines of NAME:base64:value, so that no value can break a line; the value itself only where it is plain. */

import { readFileSync } from 'node:fs'

for (const { name, value } of JSON.parse(readFileSync(0, 'utf8')))
  console.log(
    `${name}:${Buffer.from(value ?? '').toString('base64')}:${/^[\w:.+=@/-]*$/.test(value ?? '') ? (value ?? '') : ''}`,
  )
