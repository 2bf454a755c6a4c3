/** Drives the relay through every fault at every moment, and prints what the user sees. */

import process from 'node:process'
import { isAsExpected, LOG_MAX_BYTES, nameOf, phases, printExpected } from './case.ts'
import { driveAll } from './drive.ts'
import { faultCases } from './matrix.ts'
import { restart } from './restart.ts'
import { forkStandIns } from './stand-ins.ts'

/** A part of the matrix, by a word of the name: `npm run test:faults -- freeze`. */
const wanted = process.argv[2] ?? ''
const cases = faultCases.filter((one) => `${one.phase} ${nameOf(one)}`.includes(wanted))

const standIns = forkStandIns()
const service = await standIns.service({ pace: 20 }, 0)
const results = await driveAll({ service, startWire: standIns.wire }, cases, 8)
const openSockets = await standIns.open()
const ended = await standIns.stop()

let wrong = 0
for (const phase of phases) {
  console.log(`\n${phase.padEnd(44)} lost resumed moved  call       seconds log kB  the user is told`)
  for (const one of cases.filter((each) => each.phase === phase)) {
    const result = results.get(one)
    if (!result) continue
    const { outcome, open, leaked, seconds, logBytes } = result
    const isRight = isAsExpected(outcome, one)
    const remarks = [isRight ? 'as documented' : `EXPECTED ${printExpected(one)}`]
    if (one.expected !== 'documented' && open.length > 0) remarks.push(`LEFT OPEN ${open.join(', ')}`)
    if (leaked > 0) remarks.push(`LEAKED ${leaked} calls`)
    if (logBytes > LOG_MAX_BYTES) remarks.push('FLOODS THE LOG')
    const isWhole = one.expected === 'documented' || open.length === 0
    if (!isRight || !isWhole || leaked > 0 || logBytes > LOG_MAX_BYTES) wrong += 1
    const { told, lost, resumed, moved, closed } = outcome
    const columns = [
      nameOf(one).padEnd(41),
      `${lost}`.padStart(4),
      `${resumed}`.padStart(7),
      (moved ? 'yes' : 'no').padStart(5),
      ` ${closed === undefined ? 'goes on' : `ends ${closed}`}`.padEnd(11),
      seconds.toFixed(1).padStart(7),
      (logBytes / 1000).toFixed(1).padStart(6),
    ]
    console.log(`  ${columns.join(' ')}  ${told.join(', ').padEnd(33)} ${remarks.join(', ')}`)
  }
}

const restarted = wanted === '' || 'restart'.includes(wanted) ? await restart() : undefined
if (restarted !== undefined) console.log(`\na service that is killed and started again: ${restarted.sentence}`)
if (restarted?.isRight === false) wrong += 1

// Sockets are no timers, but would keep this process, and everyone would see it.
const left = process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|Process/.test(name))
const total = cases.length + (restarted === undefined ? 0 : 1)
console.log(
  `\n${total} cases, ${wrong} not as documented; left behind: ${openSockets} sockets at the stand-ins, ${ended ? 'no' : 'ONE'} process, here ${left.join(', ') || 'nothing'}`,
)
process.exitCode = wrong > 0 || openSockets > 0 || !ended || left.length > 0 ? 1 : 0
