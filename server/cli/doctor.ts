/** `npm run doctor`: says what keeps this machine from talking with the voice service, one line for each check, and what to do. */

import process from 'node:process'
import { examine } from './doctor/examine.ts'
import { print } from './doctor/finding.ts'

let healthy = true
for await (const finding of examine(process.env)) {
  console.log(print(finding))
  if (finding.outcome === 'FAIL') healthy = false
}
console.log(healthy ? '\nAll is well.' : '\nMend what FAIL says, from the top.')
process.exitCode = healthy ? 0 : 1
