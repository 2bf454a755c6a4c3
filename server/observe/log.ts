/** The server's log: one line per fact, JSON for machines or plain for people, with a guard that no secret gets into it. */

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>
export type Log = (level: Level, event: string, fields?: Fields) => void

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
}>

/** Names of fields whose values are never printed, whoever passes them. */
const forbidden = /key|token|secret|password|authorization|credential|cookie|instructions|prompt|transcript|audio/i
const REDACTED = '[redacted]'

export function createLog({ write, nowMs, pretty, verbose, secrets }: LogOptions): Log {
  // Escaped too, for JSON escapes what it prints; short values would redact innocent text.
  const needles = secrets.filter((secret) => secret.length >= 4).flatMap((s) => [s, JSON.stringify(s).slice(1, -1)])
  const guard = (line: string) => needles.reduce((text, needle) => text.replaceAll(needle, REDACTED), line)
  const clean = (fields: Fields) =>
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, forbidden.test(name) ? REDACTED : value] as const)
  return (level, event, fields = {}) => {
    if (level === 'debug' && !verbose) return
    const time = new Date(nowMs()).toISOString()
    const line = pretty
      ? [time.slice(11, 23), level.padEnd(5), event, ...clean(fields).map(([name, value]) => `${name}=${value}`)].join(
          ' ',
        )
      : JSON.stringify({ time, level, event, ...Object.fromEntries(clean(fields)) })
    write(guard(line))
  }
}
