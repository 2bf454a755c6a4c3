/** The fault matrix of `npm run test:faults`, held to what is documented. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driveAll, type Result } from '../faults/drive.ts'
import { type FaultCase, faultCases, moments, nameOf, printOutcome } from '../faults/matrix.ts'
import { startEmulator, type TestEmulator } from '../support/emulator.ts'

let emulator: TestEmulator
let results: ReadonlyMap<FaultCase, Result> = new Map()

beforeAll(async () => {
  emulator = await startEmulator({ pace: 20 })
  results = await driveAll(emulator.url, faultCases, 8)
}, 120_000)
afterAll(() => emulator.stop())

describe.each(moments)('a call through the relay, at the moment "%s"', (moment) => {
  const cases = faultCases.filter((each) => each.moment === moment)
  test.each(cases.map((each) => [nameOf(each), printOutcome(each.expected), each] as const))(
    'with %s: %s',
    (_, expected, each) => {
      const result = results.get(each)
      expect(result && printOutcome(result.outcome)).toBe(expected)
      expect(result?.open).toEqual([])
      expect(result?.leaked).toBe(0)
    },
  )
})

test('no socket is left open at the service', async () => {
  expect(results.size).toBe(faultCases.length)
  await expect.poll(() => emulator.openSessions()).toBe(0)
})
