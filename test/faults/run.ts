/** `npm run test:faults`: drives the relay through every fault at every moment, and prints what the talker sees. */

import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { startEmulator } from '../support/emulator.ts'
import { driveAll } from './drive.ts'
import { faultCases, moments, nameOf, printOutcome } from './matrix.ts'

const emulator = await startEmulator({ pace: 20 })
const results = await driveAll(emulator.url, faultCases, 8)
// The last sockets may still be saying goodbye.
const enough = new AbortController()
const { signal } = enough
await Promise.race([emulator.quiet(), setTimeout(2000, undefined, { signal }).catch(() => {})])
enough.abort()
const openSessions = emulator.openSessions()
await emulator.stop()

const names = [...new Set(faultCases.map(nameOf))]
let wrong = 0
for (const moment of moments) {
  console.log(`\n${moment.padEnd(40)} lost resumed moved  call       the talker is told`)
  for (const name of names) {
    const one = faultCases.find((each) => each.moment === moment && nameOf(each) === name)
    const result = one && results.get(one)
    if (!one || !result) continue
    const [seen, expected] = [printOutcome(result.outcome), printOutcome(one.expected)]
    const remarks = [seen === expected ? 'as documented' : `EXPECTED ${expected}`]
    if (result.open.length > 0) remarks.push(`LEFT OPEN ${result.open.join(', ')}`)
    if (result.leaked > 0) remarks.push(`LEAKED ${result.leaked} calls`)
    if (seen !== expected || result.open.length > 0 || result.leaked > 0) wrong += 1
    const { told, lost, resumed, moved, closed } = result.outcome
    const end = closed === undefined ? 'goes on' : `ends ${closed}`
    const columns = [
      name.padEnd(37),
      `${lost}`.padStart(4),
      `${resumed}`.padStart(7),
      (moved ? 'yes' : 'no').padStart(5),
      ` ${end}`.padEnd(11),
    ]
    console.log(`  ${columns.join(' ')} ${told.join(', ').padEnd(33)} ${remarks.join(', ')}`)
  }
}
// Sockets are no timers, but would keep this process, and everyone would see it.
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
console.log(
  `\n${faultCases.length} cases, ${wrong} not as documented; left behind: ${openSessions} sockets at the service, ${timers} timers`,
)
process.exitCode = wrong > 0 || openSessions > 0 || timers > 0 ? 1 : 0
