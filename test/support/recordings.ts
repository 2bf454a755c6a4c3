/** Turns what the live service was recorded to send into events: ids numbered, runs of equal events written out, audio filled with silence. */

import { Buffer } from 'node:buffer'
import recorded from '../fixtures/live-recordings.json' with { type: 'json' }

export type SentEvent = { type: string } & Record<string, unknown>
export type Recording = Readonly<{ name: string; model: string; events: readonly SentEvent[] }>

type Entry = Readonly<{
  recording: string
  model: string
  type: string
  /** by dotted path; `[]` stands for the one element of a list */
  values: Readonly<Record<string, unknown>>
  /** types of the paths that have no value: of free text, or of what contains the others */
  rest: Readonly<Record<string, string>>
  count?: number
}>

/** 100 ms of silence in PCM16, 24 kHz: the recordings hold no audio. */
const SILENCE = Buffer.alloc(4800).toString('base64')
/** 24 November 2026: a session that has an hour to live. */
const EXPIRES_AT = 1_900_003_600

const blanks: Readonly<Record<string, () => unknown>> = {
  object: () => ({}),
  array: () => [],
  null: () => null,
  string: () => 'text',
  integer: () => 1,
  number: () => 0.5,
  boolean: () => true,
}

/** The typed turns of eight sessions, in the order of the wire. */
export function readRecordings(): readonly Recording[] {
  const entries = recorded.events as unknown as readonly Entry[]
  return [...new Set(entries.map(({ recording }) => recording))].map((name) => {
    const own = entries.filter(({ recording }) => recording === name)
    const number = createNumbers()
    const events = own.flatMap((entry) => Array.from({ length: entry.count ?? 1 }, () => number(eventOf(entry))))
    return { name, model: own[0]?.model ?? '', events }
  })
}

function eventOf({ type, values, rest }: Entry): SentEvent {
  const event: SentEvent = { type }
  const blank = Object.entries(rest).map(([path, kind]) => [path, blanks[kind]?.()] as const)
  // What contains others comes first.
  for (const [path, value] of [...blank, ...Object.entries(values)].sort(([a], [b]) => a.length - b.length))
    place(event, path.split('.'), value)
  return event
}

function place(into: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  const name = step.replace('[]', '')
  const isElement = name !== step
  if (rest.length === 0) {
    if (isElement) {
      if (Array.isArray(into[name]) && into[name].length === 0) into[name].push(value)
    } else into[name] = filled(value)
    return
  }
  const inner = isElement ? (into[name] as unknown[])[0] : into[name]
  if (typeof inner === 'object' && inner !== null) place(inner as Record<string, unknown>, rest, value)
}

const filled = (value: unknown): unknown =>
  value === '<base64, cut>' ? SILENCE : value === '<unix seconds>' ? EXPIRES_AT : value

/** Items and responses get the number of their turn: the user's item is made first, then the answer to it. */
function createNumbers(): (event: SentEvent) => SentEvent {
  let events = 0
  let users = 0
  let responses = 0
  return (event) => {
    events += 1
    const item = event.item as { role?: string } | undefined
    if (event.type === 'conversation.item.created' && item?.role === 'user') users += 1
    if (event.type === 'response.created') responses += 1
    const isUsers = item?.role === 'user'
    const numbered = (text: string) =>
      text
        .replace('event_*', `event_${events}`)
        .replace('resp_*', `resp_${responses}`)
        .replace('conv_*', 'conv_1')
        .replace('sess_*', 'sess_1')
        .replace(/\b(item|msg|client_item)_\*/, isUsers ? `$1_user_${users}` : `$1_agent_${responses}`)
    return mapTexts(event, numbered) as SentEvent
  }
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((element) => mapTexts(element, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTexts(inner, change)]))
}
