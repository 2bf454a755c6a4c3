/**
 * `npm run doctor`: says what keeps this machine from talking with the voice service, one line for each check, and what to do.
 * With `--config` it prints the whole configuration in force and dials no one. Ends with 1 where something is wrong, 2 for a wrong flag.
 */

import process from 'node:process'
import { useEnvFile } from '../config/env-file.ts'
import { checkConfiguration } from './doctor/configuration.ts'
import { examine } from './doctor/examine.ts'
import { fail, note, print } from './doctor/finding.ts'
import { takenByNpm } from './flags.ts'

// Who reads only the first lines, as `head` does, has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))

const [flag, ...more] = process.argv.slice(2)
const file = useEnvFile(process.env)
for (const said of file.notes) console.log(print(note('.env', said)))
for (const said of file.problems) console.log(print(fail('.env', said)))

async function diagnose(): Promise<boolean> {
  let healthy = true
  for await (const finding of examine(process.env)) {
    console.log(print(finding))
    if (finding.outcome === 'FAIL') healthy = false
  }
  console.log(healthy ? '\nAll is well.' : '\nMend what FAIL says, from the top.')
  return healthy
}

async function explain(): Promise<boolean> {
  const { text, ok } = await checkConfiguration(process.env, file)
  console.log(text)
  return ok
}

const taken = takenByNpm(process.env, 'doctor', ['config'])
if (taken !== undefined) {
  console.error(taken)
  process.exitCode = 2
} else if (more.length > 0 || (flag !== undefined && flag !== '--config')) {
  console.error(`Unknown: ${[flag, ...more].join(' ')}. Usage: npm run doctor [-- --config]`)
  process.exitCode = 2
} else process.exitCode = (await (flag ? explain() : diagnose())) && file.problems.length === 0 ? 0 : 1
