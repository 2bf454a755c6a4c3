/** Reads what a client sends. A field of `session.update` that cannot be had costs that field and a warning, not the whole update. Pure. */

import type { EventIssue } from '../voicelive/acted-on.ts'
import type { LooseClientEvent } from '../voicelive/client-events.ts'
import { tooDense } from '../voicelive/density.ts'
import { type Fields, isFields } from '../voicelive/fields.ts'
import { type EventFault, fault, parseObject } from '../voicelive/parse.ts'
import { parseClientEvent, UNKNOWN_KEY, type UnknownEvent } from '../voicelive/parse-client.ts'
import type { Refusal } from './engine/events.ts'
import { faceNames, faces } from './engine/session.ts'

/** `ignored` are the fields that were left out; `path` is dotted. */
export type Reading = Readonly<{
  event: LooseClientEvent | UnknownEvent | EventFault
  ignored: readonly EventIssue[]
}>

/** A parse names some of what is wrong, so that leaving it out may show more; a session has no more fields than this. */
const PASSES_MAX = 30

/** In strict mode nothing is forgiven: the client learns of it by an error. */
export function readClient(text: string, strict: boolean): Reading {
  const tooMuch = tooDense(text)
  if (tooMuch !== undefined) return { event: fault('', undefined, [{ path: '', message: tooMuch }]), ignored: [] }
  const event = parseClientEvent(text, strict)
  const name = event.type === 'fault' ? event.name : event.type
  const raw = strict || name !== 'session.update' ? undefined : parseObject(text)
  if (raw === undefined || !isFields(raw.session)) return { event, ignored: [] }
  const [session, ignored] = withoutFace(raw.session)
  return forgive({ ...raw, session }, ignored)
}

function withoutFace(session: Fields): readonly [Fields, readonly EventIssue[]] {
  const asked: readonly unknown[] = Array.isArray(session.modalities) ? session.modalities : []
  const faced = faceNames.filter((name) => session[name] != null || asked.includes(name))
  if (faced.length === 0) return [session, []]
  const isFace = (name: unknown): boolean => faced.some((face) => face === name)
  const kept = Object.entries(session).filter(([name]) => !isFace(name))
  return [
    { ...Object.fromEntries(kept), ...(asked.length > 0 && { modalities: asked.filter((name) => !isFace(name)) }) },
    faced.map((face) => ({ path: `session.${face}`, message: faces[face] })),
  ]
}

/** Leaves out field by field until the rest can be read. */
function forgive(raw: Fields & { session: Fields }, already: readonly EventIssue[]): Reading {
  let session = raw.session
  const ignored = [...already]
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const event = parseClientEvent(JSON.stringify({ ...raw, session }), false)
    if (event.type !== 'fault') return { event, ignored }
    const wrong = event.issues.filter(({ path }) => path.startsWith('session.'))
    if (wrong.length === 0) return { event, ignored }
    const names = new Set(wrong.map(({ path }) => path.split('.')[1]))
    session = Object.fromEntries(Object.entries(session).filter(([name]) => !names.has(name)))
    ignored.push(...wrong)
  }
  return { event: parseClientEvent(JSON.stringify({ ...raw, session: {} }), false), ignored }
}

/** The sentence with which the service would refuse an event that cannot be read. */
export function refusalOfFault({ name, eventId, issues }: EventFault): Refusal {
  const param = issues[0]?.path || undefined
  const unknown = issues.filter(({ message }) => message === UNKNOWN_KEY)
  if (unknown.length > 0 && unknown.length === issues.length)
    return { code: 'unknown_parameter', message: `Unknown parameter: '${param}'.`, param, eventId }
  const what = issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
  return { code: 'invalid_request_error', message: `Invalid event${name && ` '${name}'`}: ${what}.`, param, eventId }
}
