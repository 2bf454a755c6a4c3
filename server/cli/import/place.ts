/** Writes a session of the OpenAI Realtime API (GA) or of Voice Live v1 in the words of the dated versions, and keeps what was where. */

import { isDeepStrictEqual } from 'node:util'
import { voiceNamed } from '../../agent/voices.ts'
import { type Fields, inside, isFields, valueAt } from '../../voicelive/fields.ts'
import { changed, type Path } from './changed.ts'
import { type Difference, print } from './compare.ts'
import { greetings, noPlace, others, places, voiceAt } from './places.ts'

/** What was at `from` in the file is at `to` in the profile. */
export type Move = Readonly<{ from: string; to: string; says: string }>

export type Placed = Readonly<{
  session: Fields
  /** what goes beside the session of a profile */
  beside: Fields
  moves: readonly Move[]
  told: readonly Difference[]
  /** the place in the file of one in the profile */
  inFile: (path: string) => string
}>

/** A session in the words of the dated versions. One that is in them already comes back as it is. */
export function place(asked: Fields): Placed {
  let [rest, here, beside]: readonly unknown[] = [asked, {}, {}]
  const [moves, told]: [Move[], Difference[]] = [[], []]
  const take = (from: string): Readonly<{ path: Path; value: unknown }> | undefined => {
    const path = speltAs(rest, from.split('.'))
    return path && { path, value: valueAt(rest, path) }
  }
  for (const [from, to, read = (value: unknown) => value] of places) {
    const found = take(from)
    const value = read(found?.value)
    if (found === undefined || value === undefined) continue
    rest = taken(rest, found.path)
    const at = `session.${found.path.join('.')}`
    const [field = ''] = to.split('.')
    if (asked[field] !== undefined || valueAt(here, to.split('.')) !== undefined) {
      told.push({ path: at, kind: 'lost', says: `is said by session.${field} as well, and that counts` })
      continue
    }
    here = changed(here, to.split('.'), () => value)
    const as = isDeepStrictEqual(value, found.value) ? '' : `, as ${print(value, to)}`
    moves.push({ from: at, to: `session.${to}`, says: `is session.${to} here${as}` })
  }
  for (const [from, to] of greetings) {
    const found = take(from)
    if (found === undefined || valueAt(beside, to.split('.')) !== undefined) continue
    rest = taken(rest, found.path)
    beside = changed(beside, to.split('.'), () => found.value)
    moves.push({ from: `session.${from}`, to, says: `is ${to} here, beside session` })
  }
  for (const [from, kind, says, isSo = (value: unknown) => value !== undefined] of others) {
    const found = take(from)
    if (found === undefined || !isSo(found.value)) continue
    rest = taken(rest, found.path)
    told.push({ path: `session.${from}`, kind, says })
  }
  for (const name of ['audio', 'reasoning'])
    if (isFields(inside(rest, name))) {
      for (const path of leavesOf(inside(rest, name)))
        told.push({ path: ['session', name, ...path].join('.'), kind: 'lost', says: noPlace })
      rest = taken(rest, [name])
    }
  const session = isFields(rest) && isFields(here) ? { ...rest, ...here } : asked
  return withVoice({ session, beside: isFields(beside) ? beside : {}, moves, told })
}

/** A name alone is a voice here too; options without one are for nobody. */
function withVoice({ session, beside, moves, told }: Omit<Placed, 'inFile'>): Placed {
  const ways = moves.some(({ to }) => to.startsWith('greeting.'))
    ? [...moves, { from: 'session.greeting', to: 'greeting', says: '' }]
    : moves
  const ofVoice = moves.filter(({ to }) => /^session\.voice\b/.test(to))
  if (ofVoice.length === 0) return { session, beside, moves, told, inFile: fromOf(ways) }
  const { voice, ...others } = session
  if (!isFields(voice) || (voice.name === undefined && !ofVoice.some(({ to }) => to === 'session.voice'))) {
    const options = ofVoice.map(
      ({ from }) => ({ path: from, kind: 'lost', says: 'is for a voice, and none is named' }) as const,
    )
    const rest = moves.filter((move) => !ofVoice.includes(move))
    return { session: others, beside, moves: rest, told: [...told, ...options], inFile: fromOf(ways) }
  }
  const { name, type } = voice
  const model = typeof session.model === 'string' ? session.model : undefined
  const isNamed = typeof name === 'string'
  const isBare = isNamed && Object.keys(voice).length === 1
  const typed = isNamed && type === undefined ? { type: voiceNamed(name, model).type, ...voice } : voice
  const all = [...ways, { from: `session.${voiceAt}`, to: 'session.voice', says: '' }]
  const renamed = moves.map((move) =>
    isBare && move.to === 'session.voice.name' ? { ...move, to: 'session.voice', says: 'is session.voice here' } : move,
  )
  return { session: { ...others, voice: isBare ? name : typed }, beside, moves: renamed, told, inFile: fromOf(all) }
}

/** The move that got deepest says where it was. */
function fromOf(moves: readonly Move[]): (path: string) => string {
  const deepest = [...moves].sort((one, other) => other.to.length - one.to.length)
  return (path) => {
    const move = deepest.find(({ to }) => path === to || path.startsWith(`${to}.`))
    return move === undefined ? path : `${move.from}${path.slice(move.to.length)}`
  }
}

/** SDKs of JavaScript have the same places in their own spelling. */
const camelOf = (key: string): string => key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Undefined where there is no such place. */
function speltAs(value: unknown, [key, ...more]: Path): Path | undefined {
  if (key === undefined) return value === undefined ? undefined : []
  const own = [key, camelOf(key)].find((spelling) => isFields(value) && Object.hasOwn(value, spelling))
  const rest = own === undefined ? undefined : speltAs(inside(value, own), more)
  return own === undefined || rest === undefined ? undefined : [own, ...rest]
}

/** Without that place, and without what is empty then. */
function taken(value: unknown, path: Path): unknown {
  const without = changed(value, path, () => undefined)
  const parent = path.slice(0, -1)
  const left = valueAt(without, parent)
  return parent.length > 0 && isFields(left) && Object.keys(left).length === 0 ? taken(without, parent) : without
}

const leavesOf = (value: unknown): readonly Path[] =>
  isFields(value)
    ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner).map((path) => [key, ...path]))
    : [[]]
