/** What a log is told: a level, a name of our own, and fields that hold no secret and nothing that was said. */

export type Level = 'debug' | 'info' | 'warn' | 'error'
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>
export type Log = (level: Level, event: string, fields?: Fields) => void
