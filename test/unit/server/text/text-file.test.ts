/** Text files that cannot be read: why, and whether it is that there is none. The encodings are with the profiles. */

import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTextFile } from '../../../../server/text/text-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'text-'))
  // Cannot be read by anybody, not even by the user that may read everything.
  symlinkSync('circle', join(folder, 'circle'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['nowhere', 'missing', 'there is no such file'],
  ['', 'missing', 'it is a folder'],
  ['circle', 'closed', 'the system says ELOOP'],
])('%j is %s: %s', (name, unread, why) => {
  expect(readTextFile(join(folder, name))).toEqual({ unread, why })
})
