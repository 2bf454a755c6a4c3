/** The log is bounded: by line, by call and by second, whatever it is given; and it says what it left out. */

import { describe, expect, test } from 'vitest'
import type { Fields, Level } from '../../../../server/observe/facts.ts'
import { createLog } from '../../../../server/observe/log.ts'

function record(pretty = false) {
  let nowMs = 1_000_000
  const lines: string[] = []
  const due: (() => void)[] = []
  const log = createLog({
    write: (line) => lines.push(line),
    nowMs: () => nowMs,
    pretty,
    verbose: true,
    secrets: [],
    later: (_afterMs, run) => due.push(run),
  })
  return {
    log,
    lines,
    of: (event: string) => lines.filter((line) => line.includes(`"${event}"`)),
    pass: (ms: number) => {
      nowMs += ms
      for (const run of due.splice(0)) run()
    },
    pending: () => due.length,
  }
}

const huge = 'x'.repeat(1_000_000)

test.each<[Level, Fields]>([
  ['warn', { code: huge }],
  ['warn', { call: 'c', message: huge, reason: huge, detail: huge, note: huge }],
  ['error', { message: huge }],
  ['info', Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, huge]))],
  ['warn', { detail: '\u0000'.repeat(100_000) }],
])('a line stays a line: %s', (level, fields) => {
  for (const pretty of [true, false]) {
    const { log, lines } = record(pretty)
    log(level, huge, fields)
    expect(lines).toHaveLength(1)
    expect(lines[0]?.length).toBeLessThan(20_000)
    expect(lines[0]).not.toMatch(/\n/)
  }
})

test('a code is printed only as far as it looks like one; what a service quotes is not', () => {
  const { log, lines } = record()
  log('warn', 'upstream warning', { code: 'my card number is 4711' })
  log('warn', 'upstream error', { code: 'invalid_value', message: "Cannot read 'my card number is 4711' as 'voice'" })
  log('warn', 'upstream closed', { code: 1011, reason: 'while saying "my card number is 4711"' })
  log('warn', 'malformed upstream event', { path: 'metadata.my card number is 4711' })
  log('warn', 'odd', { type: { text: 'my card number is 4711' } as never })
  expect(lines.join()).not.toContain('4711')
  expect(lines[1]).toContain("Cannot read '…' as 'voice'")
  expect(lines[1]).toContain('"invalid_value"')
  expect(lines[2]).toContain('1011')
})

test.each([true, false])('no text of a service moves the cursor of a terminal (pretty: %s)', (pretty) => {
  const { log, lines } = record(pretty)
  log('warn', 'upstream closed', { reason: 'gone\u001b[2J\u009b1A\n00:00:00.000 info  forged', detail: '\u202eabc' })
  expect(lines).toHaveLength(1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  if (!pretty) expect(JSON.parse(lines[0] ?? '').detail).toBe('\u202eabc')
})

describe('a flood', () => {
  test('of one call leaves room for the end of that call, and for other calls', () => {
    const { log, of } = record()
    for (let times = 0; times < 100_000; times += 1) log('warn', 'upstream warning', { call: 'a', code: 'x' })
    log('info', 'call ended', { call: 'a' })
    log('warn', 'upstream error', { call: 'b' })
    expect(of('upstream warning').length).toBeLessThanOrEqual(50)
    expect(of('call ended')).toHaveLength(1)
    expect(of('upstream error')).toHaveLength(1)
  })

  test('of many calls is bounded as well, and of lines that belong to none', () => {
    const { log, lines } = record()
    for (let times = 0; times < 20_000; times += 1) log('warn', 'upstream warning', { call: `call ${times}` })
    expect(lines.length).toBeLessThanOrEqual(500)
    for (let times = 0; times < 20_000; times += 1) log('warn', 'host refused', { host: 'evil.example' })
    expect(lines.length).toBeLessThanOrEqual(600)
  })

  test.each(['host refused', 'origin refused', 'wrong access code'])(
    'of strangers (%s) takes nothing from calls, nor from what else belongs to none',
    (event) => {
      const { log, of } = record()
      for (let times = 0; times < 20_000; times += 1) log('warn', event, { host: 'evil.example' })
      log('warn', 'upstream lost', { call: 'a', kind: 'silent' })
      log('warn', 'not ready', { code: 'upstream_timeout' })
      expect([of(event).length, of('upstream lost').length, of('not ready').length]).toEqual([100, 1, 1])
    },
  )

  test('is counted, and the count is said once a second while it lasts', () => {
    const { log, of, lines, pass, pending } = record()
    for (let times = 0; times < 1_000; times += 1) log('warn', 'upstream warning', { call: 'a' })
    const written = lines.length
    expect(pending()).toBe(1)
    pass(1_000)
    expect(JSON.parse(of('log lines dropped')[0] ?? '')).toMatchObject({ level: 'warn', lines: 1_000 - written })
    log('warn', 'upstream warning', { call: 'a' })
    expect(of('upstream warning')).toHaveLength(written + 1)
    expect(pending()).toBe(0)
    log('warn', 'upstream warning', { call: 'a' })
    pass(1_000)
    expect(JSON.parse(of('log lines dropped')[1] ?? '')).toMatchObject({ lines: 1 })
  })

  test('is not let through by a clock that is set back', () => {
    const { log, lines, pass } = record()
    for (let times = 0; times < 1_000; times += 1) log('warn', 'upstream warning', { call: 'a' })
    const written = lines.length
    pass(-3_600_000)
    for (let times = 0; times < 1_000; times += 1) log('warn', 'upstream warning', { call: 'a' })
    expect(lines.length).toBe(written + 1)
  })
})
