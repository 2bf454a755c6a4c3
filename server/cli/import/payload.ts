/** Finds the session in what people have: a `session.update`, its session alone, or a record of many events. */

import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '../../../shared/parse-json.ts'
import { parseJson as readJson } from '../../text/json.ts'
import { type Fields, inside, isFields } from '../../voicelive/fields.ts'
import { requestSession } from '../../voicelive/session.ts'
import type { Difference } from './compare.ts'
import { places } from './places.ts'

/** `told` and `notes` are about what else there is. */
export type Found = Readonly<{ session: Fields; told: readonly Difference[]; notes: readonly string[] }>

const wanted = 'give what the client sends, {"type": "session.update", "session": {…}}'

/** JSON, or lines of which each is JSON from its first brace on, as logs have them. A sentence without its file where it is neither. */
export function readPayload(text: string): Readonly<{ json: unknown }> | string {
  const read = readJson(text)
  if ('json' in read) return read
  const events = text.split('\n').flatMap((line) => eventsIn(parseJson(line.slice(Math.max(0, line.search(/[{[]/))))))
  return events.length > 0
    ? { json: events }
    : `is not valid JSON: ${read.why}. JSON.stringify or json.dumps prints a session so.`
}

/** Deep enough for the record that a browser saves of its network. */
const DEPTH_MAX = 12

/** Every event with a session in it, wherever in the value, as JSON in a text too. */
function eventsIn(value: unknown, depth = 0): readonly Fields[] {
  if (depth > DEPTH_MAX) return []
  if (typeof value === 'string') return /^\s*\{.*"session\./s.test(value) ? eventsIn(parseJson(value), depth + 1) : []
  if (Array.isArray(value)) return value.flatMap((element) => eventsIn(element, depth + 1))
  if (!isFields(value)) return []
  if (isEvent(value) && isFields(value.session)) return [value]
  return Object.values(value).flatMap((inner) => eventsIn(inner, depth + 1))
}

const isEvent = ({ type }: Fields): boolean => /^session\.(update|updated|created)$/.test(String(type))

/** Fields as the SDKs of some languages write them. */
export const snakeOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const known = new Set([...Object.keys(requestSession.shape), ...places.map(([from]) => from.replace(/\..*/, ''))])
const isSession = (value: Fields): boolean =>
  value.type === 'realtime' || Object.keys(value).some((key) => known.has(snakeOf(key)))

/** A sentence without its file where there is no session. */
export function sessionOf(payload: unknown): Found | string {
  if (!isFields(payload)) return ofRecord(payload)
  const { session, ...envelope } = payload
  const { type, event_id: _, ...more } = envelope
  if (type === 'session.created' || type === 'session.updated') return ofRecord(payload)
  if (type === 'session.update' && !isFields(session))
    return 'This session.update has no session: "session" must be a JSON object.'
  if (type === undefined && typeof more.name === 'string' && (more.model ?? more.agent) !== undefined)
    return 'This is an agent profile already; put it into the folder of agents, and choose it with AGENT_PROFILE.'
  if (!isFields(session))
    return typeof type === 'string' && type !== 'realtime' ? ofEvent(type, payload) : alone(payload)
  if (type === 'transcription_session.update' || session.type === 'transcription') return onlyTranscribes
  if (!isSession(session)) return `None of the fields of its session is one of a session; ${wanted}.`
  const told = Object.keys(more).map((path) => ({ path, kind: 'lost', says: 'stands beside the session' }) as const)
  return { session, told, notes: [] }
}

const onlyTranscribes =
  'This session only writes down what is said, and an agent answers; give the session.update of a client that talks.'

/** A session by itself, or a record as an object. */
function alone(payload: Fields): Found | string {
  if (payload.type === 'transcription') return onlyTranscribes
  if (isSession(payload)) return { session: payload, told: [], notes: [] }
  const record = ofRecord(payload)
  return typeof record === 'string' ? `None of its fields is one of a session; ${wanted}.` : record
}

/** What has a type may wrap another event. */
function ofEvent(type: string, payload: Fields): Found | string {
  const record = ofRecord(payload)
  return typeof record === 'string' ? `This is a ${type}, and no session.update; ${wanted}.` : record
}

/** What the client asked for goes before what the service answered. A later update adds what is not said yet, for nothing changes in a call. */
function ofRecord(payload: unknown): Found | string {
  const events = eventsIn(payload)
  const of = (type: string) => events.filter((event) => event.type === type)
  const [first, ...later] =
    [of('session.update'), of('session.updated').slice(-1), of('session.created')].find((some) => some.length > 0) ?? []
  if (first === undefined) {
    const what = Array.isArray(payload) ? `a list of ${payload.length} without a session.update` : 'no session.update'
    return `This is ${what}; ${wanted}.`
  }
  const told: Difference[] = []
  let session: Fields = {}
  for (const event of [first, ...later])
    for (const [key, value] of Object.entries(isFields(event.session) ? event.session : {}))
      if (!Object.hasOwn(session, key)) session = { ...session, [key]: value }
      else if (!isDeepStrictEqual(inside(session, key), value))
        told.push({
          path: `session.${key}`,
          kind: 'lost',
          says: `is changed by a later ${event.type}, and an agent stays as it is through a call; the first counts`,
        })
  const many = `There are ${later.length + 1} events ${first.type} in the file; each field is what the first that has it says.`
  const answered = `The file has no session.update, so what the service answered was taken (${first.type}), with its defaults.`
  return {
    session,
    told,
    notes: [...(later.length > 0 ? [many] : []), ...(first.type === 'session.update' ? [] : [answered])],
  }
}
