/** `npm run test:faults`: drives the relay through every fault at every moment, and prints what the talker sees. */

import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { startEmulator } from '../support/emulator.ts'
import { driveAll } from './drive.ts'
import { faultCases, moments, nameOf, printOutcome } from './matrix.ts'

const emulator = await startEmulator({ pace: 20 })
const results = await driveAll(emulator.url, faultCases, 6)
// The last sockets may still be saying goodbye.
await Promise.race([emulator.quiet(), setTimeout(2000, undefined, { ref: false })])
const openSessions = emulator.openSessions()
await emulator.stop()

const names = [...new Set(faultCases.map(nameOf))]
let wrong = 0
for (const moment of moments) {
  console.log(`\n${moment}`)
  for (const name of names) {
    const one = faultCases.find((each) => each.moment === moment && nameOf(each) === name)
    const result = one && results.get(one)
    if (!one || !result) continue
    const [seen, expected] = [printOutcome(result.outcome), printOutcome(one.expected)]
    const remarks = [seen === expected ? 'as documented' : `EXPECTED ${expected}`]
    if (result.leaked > 0) remarks.push(`LEAKED ${result.leaked} calls`)
    if (seen !== expected || result.leaked > 0) wrong += 1
    console.log(`  ${name.padEnd(34)} ${seen.padEnd(40)} ${remarks.join(', ')}`)
  }
}
console.log(
  `\n${faultCases.length} cases, ${wrong} not as documented, ${openSessions} sockets left open at the service`,
)
// No call to exit: a timer or socket that is left would keep this process, and everyone would see it.
process.exitCode = wrong > 0 || openSessions > 0 ? 1 : 0
