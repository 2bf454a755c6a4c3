/** A pseudo-terminal for azdeploy.sh, by expect: questions are answered, keys are pressed, and the output is read as a person sees it. */

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { findProgram, type Machine } from './machine.ts'
import { type Rule, scenarioFile } from './scenario.ts'
import { secretFaults } from './secrets.ts'

export type Talk = readonly (readonly [question: string, reply: string])[]

const tcl = (text: string): string => `{${text}}`

/** Starts the script in a terminal and answers each question in turn; fails when one does not come. */
export const talk = (
  machine: Machine,
  args: readonly string[],
  answers: Talk,
  rules: readonly Rule[] = [],
  env: Readonly<Record<string, string>> = {},
) => {
  writeFileSync(join(machine.fake, 'scenario'), scenarioFile(rules))
  const script = [
    'set timeout 30',
    `spawn ${[join(machine.bin, 'bash'), join(machine.project, 'azdeploy.sh'), ...args].map(tcl).join(' ')}`,
    // One pattern an argument: a list in braces on one line would be taken for a pattern itself.
    ...answers.map(
      ([question, reply]) =>
        `expect -ex ${tcl(question)} { send -- ${tcl(reply)}; send "\\r" } timeout { exit 98 } eof { exit 99 }`,
    ),
    'expect eof {} timeout { exit 97 }',
    'exit [lindex [wait] 3]',
  ]
  const { status, stdout } = spawnSync(findProgram('expect'), ['-c', script.join('\n')], {
    cwd: machine.base,
    env: machine.environment({ TERM: 'dumb', ...env }),
    encoding: 'utf8',
    timeout: 40_000,
    killSignal: 'SIGKILL',
  })
  const output = stdout.replaceAll('\r', '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const plain = output.replace(/\x1b\[[0-9;]*m/g, '')
  const result = { status, stdout: plain, stderr: '', calls: machine.calls() }
  expect(secretFaults(result, machine.values())).toEqual([])
  return { ...result, output }
}
