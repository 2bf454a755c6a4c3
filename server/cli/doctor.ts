/**
 * `npm run doctor`: says what keeps this machine from talking with the voice service, one line for each check, and what to do.
 * With `--config` it prints the whole configuration in force and dials nobody. Ends with 1 where something is wrong, 2 for a wrong flag.
 */

import process from 'node:process'
import { checkConfiguration } from './doctor/configuration.ts'
import { examine } from './doctor/examine.ts'
import { print } from './doctor/finding.ts'

const [flag, ...more] = process.argv.slice(2)

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
  const { text, ok } = await checkConfiguration(process.env)
  console.log(text)
  return ok
}

if (more.length > 0 || (flag !== undefined && flag !== '--config')) {
  console.error(`Unknown: ${[flag, ...more].join(' ')}. Usage: npm run doctor [-- --config]`)
  process.exitCode = 2
} else process.exitCode = (await (flag ? explain() : diagnose())) ? 0 : 1
