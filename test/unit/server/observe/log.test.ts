/** The log: its two forms, and that no secret passes. */

import { describe, expect, test } from 'vitest'
import { createLog, type LogOptions } from '../../../../server/observe/log.ts'

const record = (options: Partial<LogOptions> = {}) => {
  const lines: string[] = []
  const log = createLog({
    write: (line) => lines.push(line),
    nowMs: () => 0,
    pretty: false,
    verbose: false,
    secrets: ['s3cr"et-key'],
    ...options,
  })
  return { lines, log }
}

describe('createLog', () => {
  test('writes one JSON object a line, without what is undefined', () => {
    const { lines, log } = record()
    log('info', 'call ended', { call: 'c1', seconds: 1.5, code: undefined })
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"call ended","call":"c1","seconds":1.5}',
    ])
  })

  test('writes for people where people read', () => {
    const { lines, log } = record({ pretty: true })
    log('warn', 'upstream closed', { status: 401 })
    expect(lines).toEqual(['00:00:00.000 warn  upstream closed status=401'])
  })

  test('keeps details for verbose', () => {
    const quiet = record()
    quiet.log('debug', 'detail')
    expect(quiet.lines).toEqual([])
    const loud = record({ verbose: true })
    loud.log('debug', 'detail')
    expect(loud.lines).toHaveLength(1)
  })

  test.each([true, false])('never prints a secret, wherever it turns up (pretty: %s)', (pretty) => {
    const { lines, log } = record({ pretty })
    log('error', 'failed with s3cr"et-key', { message: 'x s3cr"et-key y', apiKey: 'other', authorization: 'Bearer z' })
    expect(lines[0]).toContain('[redacted]')
    for (const word of ['s3cr', 'other', 'Bearer']) expect(lines[0]).not.toContain(word)
  })

  test('says at length why something failed, for the last way to sign in is often the one that matters', () => {
    const { lines, log } = record()
    log('warn', 'upstream closed', { detail: `${'way '.repeat(590)}the last one`, place: 'way '.repeat(900) })
    const { detail, place } = JSON.parse(lines[0] ?? '')
    expect(detail).toMatch(/the last one$/)
    expect(place.length).toBeLessThanOrEqual(1_001)
  })
})
