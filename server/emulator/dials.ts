/** Where the emulator can be turned to behave like one service or another, and to fail: one table, from which everything else is read. */

import { familyOf, findModel } from '../voicelive/models.ts'
import type { Rules } from './engine/state.ts'
import { faultNames } from './faults/catalogue.ts'

/** `values` is how they are printed; `read` gives undefined for a text that is none of them. */
type Dial<Value> = Readonly<{
  meaning: string
  initially: Value
  values: string
  read(text: string): Value | undefined
}>

/** The first value counts until another is chosen. */
const choice = <const Value extends string>(
  meaning: string,
  initially: Value,
  ...others: readonly Value[]
): Dial<Value> => {
  const all = [initially, ...others]
  return { meaning, initially, values: all.join(', '), read: (text) => all.find((value) => value === text) }
}

/** `endless` is the word for a number without end; a dial without it takes none. */
function number(meaning: string, initially: number, from: number, to: number, endless?: string): Dial<number> {
  return {
    meaning,
    initially,
    values: `a number from ${from} to ${to}${endless === undefined ? '' : `, or ${endless}`}`,
    read(text) {
      if (text === endless) return Number.POSITIVE_INFINITY
      const value = text.trim() === '' ? Number.NaN : Number(text)
      return value >= from && value <= to ? value : undefined
    },
  }
}

/**
 * At four times real time a one-sentence answer is complete before its first second has been heard, and the story of a minute
 * takes a quarter of one: barge-in happens both in the middle of an answer and after its `response.done`.
 */
const table = {
  order: choice('whose order of events; `auto` goes by the model', 'auto', 'cascaded', 'native'),
  pace: number(
    'how much faster than it is heard an answer is sent; below 1 the listener runs dry',
    4,
    0.1,
    1000,
    'unlimited',
  ),
  burst: number('audio comes in bursts of this many ms: nothing for that long, then all of it at once', 0, 0, 10_000),
  transcript: choice(
    'in native order, where the transcript of the question comes, seen from the answer',
    'during',
    'before',
    'after',
  ),
  firstDone: choice('which of the two `.done` events of a spoken answer comes first', 'audio', 'transcript'),
  previousIds: choice(
    '`previous_item_id`: as it is (`null` for the first item), or always `null`, left out, or `""`',
    'given',
    'null',
    'absent',
    'empty',
  ),
  strict: choice(
    '`on` refuses keys and values that the service does not document, with an error and never a close',
    'off',
    'on',
  ),
  refuse: choice(
    'the upgrade is refused with this HTTP status',
    'nobody',
    '400',
    '401',
    '403',
    '404',
    '429',
    '500',
    '503',
  ),
  retryAfter: number('seconds after which a refusal with 429 or 503 says to come back', 10, 0, 3600),
  retryAfterForm: choice(
    'how it says so: `retry-after` in seconds or as an HTTP date, or in milliseconds under two names that Azure uses, or not at all',
    'seconds',
    'date',
    'retry-after-ms',
    'x-ms-retry-after-ms',
    'absent',
  ),
  created: number('ms by which `session.created`, the first event, comes behind the upgrade', 40, 0, 60_000),
  updated: number('ms by which `session.updated` is late; no other event waits for it', 0, 0, 120_000, 'never'),
  expires: number('seconds until the session expires: an error `session_expired`, then close 1001', 3600, 0.1, 86_400),
  mcp: choice(
    'what goes wrong with MCP servers: nothing, listing their tools, or every call',
    'works',
    'list-fails',
    'call-fails',
  ),
  fault: choice('what goes wrong, at the moment that `at` names', 'none', ...faultNames),
  at: choice(
    'when: behind `session.created`; when the user begins to speak; behind the first piece of an answer; behind the arguments of a call',
    'answering',
    'connect',
    'listening',
    'tool-call',
  ),
  faultSessions: number(
    'in how many sessions of one call the fault happens, in each of them once; the next ones of that call are spared',
    1,
    1,
    1000,
    'unlimited',
  ),
  thaw: number('ms that the fault `freeze` lasts', 8000, 1, 600_000),
  odd: number(
    'a seed: one event in three has one field with an odd value (null, missing, another type, too long); 0 leaves all as they are',
    0,
    0,
    4_294_967_295,
  ),
  oddScope: choice('which fields can be odd: any, or only those that this project does not act on', 'any', 'unread'),
}

type Table = typeof table
export type DialName = keyof Table
export type Dials = { readonly [Name in DialName]: Table[Name]['initially'] }

export const dialTable: { readonly [Name in DialName]: Dial<Dials[Name]> } = table

const keysOf = <T extends object>(object: T): (keyof T)[] => {
  const keys: (keyof T)[] = []
  for (const key in object) keys.push(key)
  return keys
}

/** In the order of the table. */
export const dialNames: readonly DialName[] = keysOf(dialTable)

/** All dials, each set by `set`. */
export const dialsBy = (set: <Name extends DialName>(name: Name) => Dials[Name]): Dials => ({
  order: set('order'),
  pace: set('pace'),
  burst: set('burst'),
  transcript: set('transcript'),
  firstDone: set('firstDone'),
  previousIds: set('previousIds'),
  strict: set('strict'),
  refuse: set('refuse'),
  retryAfter: set('retryAfter'),
  retryAfterForm: set('retryAfterForm'),
  created: set('created'),
  updated: set('updated'),
  expires: set('expires'),
  mcp: set('mcp'),
  fault: set('fault'),
  at: set('at'),
  faultSessions: set('faultSessions'),
  thaw: set('thaw'),
  odd: set('odd'),
  oddScope: set('oddScope'),
})

export const defaultDials: Dials = dialsBy((name) => dialTable[name].initially)

/** Models that hear and speak themselves have the native order. What an agent or a deployment of the client's own takes is not known. */
export const rulesOf = (
  { order, transcript, firstDone, mcp }: Dials,
  { model, byom, agent }: Readonly<{ model: string; byom?: string | undefined; agent: object | null }>,
): Rules => ({
  order: order === 'auto' ? (familyOf(model, byom) === 'cascaded' ? 'cascaded' : 'native') : order,
  transcript,
  firstDone,
  mcp,
  model: agent === null && byom === undefined ? findModel(model) : undefined,
})
