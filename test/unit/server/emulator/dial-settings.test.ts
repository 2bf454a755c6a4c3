/** Dials as they are set from outside, and that one table is behind the usage, the docs and the parsing. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectionDials, dialDocs, dialFlag, dialUsage, readDials } from '../../../../server/emulator/dial-settings.ts'
import { defaultDials, dialNames } from '../../../../server/emulator/dials.ts'
import { faultDocs } from '../../../../server/emulator/faults/catalogue.ts'

const read = (settings: Record<string, string>) => readDials(settings, '--', defaultDials)

describe('readDials', () => {
  test('without settings changes nothing, and what is not for the emulator is left alone', () => {
    expect(read({})).toEqual(defaultDials)
    expect(connectionDials({ model: 'gpt-4o', 'api-version': '1' }, { 'x-ms-id': '1' }, defaultDials)).toEqual(
      defaultDials,
    )
  })

  test('reads words and numbers by their outside names', () => {
    expect(read({ '--first-done': 'audio', '--pace': '0.5', '--fault': 'close-1006', '--at': 'tool-call' })).toEqual({
      ...defaultDials,
      firstDone: 'audio',
      pace: 0.5,
      fault: 'close-1006',
      at: 'tool-call',
    })
    expect(read({ '--updated': 'never', '--pace': 'unlimited' })).toMatchObject({
      updated: Number.POSITIVE_INFINITY,
      pace: Number.POSITIVE_INFINITY,
    })
  })

  test('reads the name that a dial had once', () => {
    expect(read({ '--strikes': '3' })).toEqual({ ...defaultDials, faultSessions: 3 })
    expect(read({ '--strikes': '3', '--fault-sessions': '2' })).toEqual({ ...defaultDials, faultSessions: 2 })
    expect(connectionDials({ 'emulator-strikes': 'unlimited' }, {}, defaultDials)).toEqual({
      ...defaultDials,
      faultSessions: Number.POSITIVE_INFINITY,
    })
  })

  test.each([
    [{ '--pace': '0' }, '--pace must be a number from 0.1 to 1000, or unlimited, not 0.'],
    [{ '--burst': 'never' }, '--burst must be a number from 0 to 10000, not never.'],
    [{ '--expires': '' }, '--expires must be a number from 0.1 to 86400, not empty.'],
    [{ '--strict': 'yes' }, '--strict must be one of off, on, not yes.'],
  ])('refuses %j with a sentence that says what is right', (settings, problem) => {
    expect(read(settings)).toEqual({ problem })
  })

  test('refuses a dial that does not exist, so that a slip of the pen is noticed', () => {
    expect(connectionDials({ 'emulator-falt': 'error' }, {}, defaultDials)).toEqual({
      problem: expect.stringMatching(/^There is no dial emulator-falt\. There are: emulator-order, /),
    })
    expect(connectionDials({}, { 'x-emulator-falt': 'error' }, defaultDials)).toHaveProperty('problem')
  })
})

describe('connectionDials', () => {
  test('takes the query before the headers, and these before the process', () => {
    const base = { ...defaultDials, pace: 1, burst: 1, strict: 'on' } as const
    const headers = { 'x-emulator-pace': '2', 'x-emulator-burst': '2' }
    expect(connectionDials({ 'emulator-pace': '3' }, headers, base)).toEqual({ ...base, pace: 3, burst: 2 })
  })
})

describe('the table', () => {
  test('is the whole usage', () => {
    const usage = dialUsage()
    for (const name of dialNames) expect(usage).toContain(`--${dialFlag(name)}`)
  })

  test('is in the docs as it is; print dialDocs() to mend them', () => {
    const docs = readFileSync(new URL('../../../../docs/emulator.md', import.meta.url), 'utf8')
    expect(docs).toContain(dialDocs())
  })

  test('of faults is in the docs as well; print faultDocs() to mend them', () => {
    const docs = readFileSync(new URL('../../../../docs/emulator.md', import.meta.url), 'utf8')
    expect(docs).toContain(faultDocs())
  })
})
