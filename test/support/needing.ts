/** Tests that need a program: skipped where it is missing, which `npm test` says in one line. */

import { describe, test } from 'vitest'
import { findProgram, type Program } from './programs.ts'

/** `describe` and `test` for a file that needs all of `programs`. */
export function needing(...programs: readonly Program[]): Readonly<{ describe: typeof describe; test: typeof test }> {
  const isHere = programs.every((program) => findProgram(program) !== undefined)
  return isHere ? { describe, test } : { describe: describe.skip as typeof describe, test: test.skip as typeof test }
}
