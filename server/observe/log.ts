/** The server's log: one line per fact, JSON for machines or plain for people; bounded, and with a guard that no secret gets into it. */

import { setTimeout } from 'node:timers'
import type { Fields, Level, Log } from './facts.ts'
import { createLimiter } from './limiter.ts'
import { capped, createRedactor, escaped, looksLikeCode, withoutQuotations } from './text.ts'

export type LogOptions = Readonly<{
  write: (line: string) => void
  /** Milliseconds since 1970, for the time stamp. */
  nowMs: () => number
  /** Plain lines for a terminal; otherwise JSON, one object a line. */
  pretty: boolean
  /** Also lines of level `debug`. */
  verbose: boolean
  /** Values that must never be printed, wherever they turn up. */
  secrets: readonly string[]
  /** Runs something later: when lines were lost, that is said a second afterwards at the latest. */
  later?: (afterMs: number, run: () => void) => void
}>

/** Names of fields whose values are never printed, whoever passes them. */
const forbidden = /key|token|secret|password|authorization|credential|cookie|instructions|prompt|transcript|audio/i

/** Fields that hold a code: printed only if it looks like one, because a service can write anything there. */
const codes: ReadonlySet<string> = new Set(['code', 'type', 'param', 'kind', 'command', 'path'])
const NO_CODE = '[not a code]'

/** Fields that hold text of the service, which may quote the conversation. At level `error` they are our own stack. */
const texts: ReadonlySet<string> = new Set(['message', 'reason', 'issue'])

/** The longest value in characters: of the service's words, of other text, of why something failed, of a stack; and all of one line together. */
const TEXT_MAX = 300
const VALUE_MAX = 1_000
const DETAIL_MAX = 2_400
const STACK_MAX = 4_000
const LINE_MAX = 8_000

const SAY_LOSSES_AFTER_MS = 1_000

const unhurried = (afterMs: number, run: () => void): void => void setTimeout(run, afterMs).unref()

export function createLog({ write, nowMs, pretty, verbose, secrets, later = unhurried }: LogOptions): Log {
  const redact = createRedactor(secrets)
  const limiter = createLimiter(nowMs)
  let willSay = false

  const clean = (level: Level, name: string, value: Fields[string]): Fields[string] => {
    if (forbidden.test(name)) return '[redacted]'
    if (typeof value !== 'string') return typeof value === 'object' && value !== null ? '[object]' : value
    if (codes.has(name) && !looksLikeCode(value)) return NO_CODE
    if (level === 'error') return redact(value, STACK_MAX)
    return texts.has(name)
      ? withoutQuotations(redact(value, TEXT_MAX))
      : redact(value, name === 'detail' ? DETAIL_MAX : VALUE_MAX)
  }

  /** Each value as it will be printed, until the line is full. */
  const printed = (level: Level, fields: Fields): (readonly [string, Fields[string]])[] => {
    let left = LINE_MAX
    return Object.entries(fields).flatMap(([name, given]) => {
      if (given === undefined || left <= 0) return []
      const cleaned = clean(level, name, given)
      const value = typeof cleaned === 'string' ? capped(pretty ? escaped(cleaned) : cleaned, left) : cleaned
      left -= name.length + String(value).length
      return [[name, value] as const]
    })
  }

  const print = (level: Level, event: string, fields: Fields): void => {
    const time = new Date(nowMs()).toISOString()
    const named = redact(event, 100)
    const values = printed(level, fields)
    if (pretty)
      write(
        [
          time.slice(11, 23),
          level.padEnd(5),
          escaped(named),
          ...values.map(([name, value]) => `${name}=${value}`),
        ].join(' '),
      )
    // JSON escapes less than a terminal minds.
    else write(escaped(JSON.stringify({ time, level, event: named, ...Object.fromEntries(values) })))
  }

  const sayLosses = (): void => {
    willSay = false
    print('warn', 'log lines dropped', { lines: limiter.takeLosses() })
  }

  return (level, event, fields = {}) => {
    if (level === 'debug' && !verbose) return
    if (limiter.admits(level, event, typeof fields.call === 'string' ? fields.call : undefined))
      print(level, event, fields)
    else if (!willSay) {
      willSay = true
      later(SAY_LOSSES_AFTER_MS, sayLosses)
    }
  }
}
