/** `npm run test:faults`: the service's faults, then the freezes of a page's line; with a word, those with that word in their names. */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'

const word = process.argv.slice(2, 3)
// Each in a process of its own, which shows what it leaves behind.
const isRight = ['run.ts', 'page-freezes.ts']
  .map((file) => spawnSync(process.execPath, [join(import.meta.dirname, file), ...word], { stdio: 'inherit' }).status)
  .every((status) => status === 0)
process.exitCode = isRight ? 0 : 1
