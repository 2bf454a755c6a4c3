/** A part of the fault matrix of `npm run test:faults`: one case of each kind, held to what is documented. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAsExpected, LOG_MAX_BYTES, nameOf, printExpected, printOutcome } from '../faults/case.ts'
import { driveAll, type Result } from '../faults/drive.ts'
import { GATE_CASES, gateCases } from '../faults/matrix.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'
import { startFreezingProxy } from '../support/freezing-proxy.ts'

let emulator: TestEmulator
let results: ReadonlyMap<object, Result> = new Map()

beforeAll(async () => {
  emulator = await startEmulator({ pace: 20 })
  results = await driveAll({ service: emulator.url, startWire: startFreezingProxy }, gateCases, 4)
})
afterAll(() => emulator.stop())

test.each(gateCases.map((one) => [one.phase, nameOf(one), printExpected(one), one] as const))(
  'at the moment "%s", with %s: %s',
  (_moment, _name, expected, one) => {
    const result = results.get(one)
    expect(result).toBeDefined()
    if (result === undefined) return
    expect(isAsExpected(result.outcome, one) ? expected : printOutcome(result.outcome)).toBe(expected)
    if (one.expected !== 'documented') expect(result.open).toEqual([])
    expect(result.leaked).toBe(0)
    expect(result.logBytes).toBeLessThan(LOG_MAX_BYTES)
  },
)

test('every case of the gate is in the matrix, and no socket is left open at the service', async () => {
  expect(gateCases).toHaveLength(GATE_CASES)
  await expect.poll(() => emulator.openSessions()).toBe(0)
})
