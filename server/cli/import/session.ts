/** Turns what another client sends as `session.update` into a profile, and says of everything that changes or is lost on the way. */

import { NEWEST_API_VERSION } from '../../agent/api-version.ts'
import { understandProfile } from '../../agent/load.ts'
import type { Tool } from '../../tools/tool.ts'
import { type Fields, inside, isFields, valueAt } from '../../voicelive/fields.ts'
import { changed, type Path } from './changed.ts'
import { type Difference, differencesOf, nameOf } from './compare.ts'
import { sessionOf, snakeOf } from './payload.ts'
import { type Move, type Placed, place } from './place.ts'
import { choiceInOurWords, sortTools } from './tools.ts'

export type Imported = Readonly<{
  profile: Fields
  /** new tools, by the name of their file */
  modules: ReadonlyMap<string, string>
  /** `session` as the service gets it */
  sent: unknown
  differences: readonly Difference[]
  notes: readonly string[]
}>

type Options = Readonly<{
  /** the name of the profile */
  name: string
  /** `model`, `byom` or `agent`, where they are known; they win over the payload */
  answerer: Fields
  tools: readonly Tool[]
}>

/** A session that names no model, and of which no one says what it was for, gets the first of those that take most of it. */
const anyModel: readonly string[] = ['gpt-realtime', 'gpt-4.1', 'gpt-5', 'azure-realtime']

/** A session has no more that could be wrong. */
const PASSES_MAX = 200

/** A sentence, without its file, where there is nothing that a profile could be made of. */
export function importSession(payload: unknown, options: Options): Imported | string {
  const found = sessionOf(payload)
  if (typeof found === 'string') return found
  const asked = place(found.session)
  const { agent, model = asked.session.model } = options.answerer
  const result =
    agent !== undefined || typeof model === 'string' ? importWith(asked, model, options) : importAny(asked, options)
  if (typeof result === 'string') return result
  const { differences, notes } = result
  return { ...result, differences: [...found.told, ...differences], notes: [...found.notes, ...notes] }
}

function importAny(asked: Placed, options: Options): Imported | string {
  const [least, ...others] = anyModel.map((name) => ({ name, result: importWith(asked, name, options) }))
  const best = others.reduce((one, other) => (lossOf(other?.result) < lossOf(one?.result) ? other : one), least)
  if (best === undefined || typeof best.result === 'string') return best?.result ?? ''
  const note = `The session names no model, so ${best.name} was written; set model to the one it was for.`
  return { ...best.result, notes: [note, ...best.result.notes] }
}

const lossOf = (result: Imported | string | undefined): number =>
  typeof result === 'object'
    ? result.differences.filter(({ kind }) => kind === 'lost').length
    : Number.POSITIVE_INFINITY

function importWith(asked: Placed, model: unknown, { name, answerer, tools }: Options): Imported | string {
  const { model: _, tools: given, ...rest } = asked.session
  const choice = choiceInOurWords(rest.tool_choice)
  const session = choice === undefined ? rest : { ...rest, tool_choice: choice }
  const sorted = sortTools(Array.isArray(given) ? given : [], tools)
  const start: Fields = {
    name,
    ...answerer,
    ...(answerer.agent === undefined ? { model, defaults: 'service' } : {}),
    session,
    ...(Array.isArray(given) ? { tools: sorted.tools } : {}),
    ...(sorted.servers.length > 0 ? { mcp_servers: sorted.servers } : {}),
    ...asked.beside,
  }
  const fitted = makeFit(start, [...sorted.made, ...tools], asked.inFile)
  if (typeof fitted === 'string') return fitted
  const { profile, reading } = fitted
  const told = [...sorted.told, ...fitted.told]
  const compared = { ...asked.session, ...session, ...(Array.isArray(given) ? { tools: sorted.given } : {}) }
  const unsaid = differencesOf(compared, reading.agent.session, 'session')
    .map((one) => (one.says.endsWith('is sent besides') ? one : { ...one, path: asked.inFile(one.path) }))
    .filter(({ path }) => !told.some((one) => isWithin(snakeOf(path), snakeOf(one.path))))
    .map((one) => explain(one, profile))
  return {
    profile,
    modules: new Map(
      [...sorted.modules].flatMap(([tool, code]) => (namesTool(profile, tool) ? [[`${tool}.js`, code]] : [])),
    ),
    sent: reading.agent.session,
    differences: [...asked.told, ...movesOf(asked.moves, profile, told), ...told, ...unsaid],
    notes: reading.notes.map((note) => note.replace(/^Agent profile \S+: /, '')),
  }
}

/** Of what moved, only that which is there; what went with the rest of an object is lost with it. */
const movesOf = (moves: readonly Move[], profile: Fields, told: readonly Difference[]): readonly Difference[] =>
  moves.flatMap(({ from, to, says }): readonly Difference[] => {
    if (valueAt(profile, to.split('.')) !== undefined) return [{ path: from, kind: 'otherwise', says }]
    const isTold = told.some(({ path }) => isWithin(from, path))
    return isTold ? [] : [{ path: from, kind: 'lost', says: 'goes with the rest of it' }]
  })

const namesTool = ({ tools }: Fields, name: string): boolean => Array.isArray(tools) && tools.includes(name)

const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`)

/** Where the page has a say, and what it cannot have. */
function explain(difference: Difference, profile: Fields): Difference {
  if (difference.path === 'session.model') {
    const says =
      profile.model === undefined
        ? 'is left out, for a Foundry agent has a model of its own'
        : `the model goes into the address: ${String(profile.model)}`
    return { ...difference, kind: 'otherwise', says }
  }
  return difference
}

type Reading = Exclude<ReturnType<typeof understandProfile>, readonly string[]>
type Fitted = Readonly<{ profile: Fields; reading: Reading; told: readonly Difference[] }>

/** Takes away, piece by piece, what keeps the profile from being fit for calls. Every sentence begins with its place. */
function makeFit(start: Fields, tools: readonly Tool[], inFile: (path: string) => string): Fitted | string {
  let profile: unknown = start
  const told: Difference[] = []
  const env: Record<string, string> = {}
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const service = { apiVersion: NEWEST_API_VERSION, credential: 'none' } as const
    const reading = understandProfile({ name: 'imported', path: '', json: profile }, { env, service, tools })
    const [first] = 'agent' in reading ? reading.problems : reading
    if (first === undefined && 'agent' in reading && isFields(profile))
      return { profile: withoutEmpty(profile), reading, told }
    const sentence = (first ?? '').replace('Agent profile imported: ', '')
    const path = placeOf(sentence, profile)
    if (path === undefined) return sentence
    const place = inFile(inWords(profile, path))
    const mended = mend(profile, path, sentence, env)
    profile = changed(profile, path, () => mended.value)
    if (mended.renamed !== undefined)
      profile = changed(profile, [...path.slice(0, -1), mended.renamed], () => mended.old)
    tell(told, { path: place, kind: mended.kind, says: mended.says })
  }
  return 'there is too much in it that a profile cannot say.'
}

const withoutEmpty = ({ mcp_servers: servers, ...others }: Fields): Fields =>
  servers === undefined || (Array.isArray(servers) && servers.length === 0)
    ? others
    : { ...others, mcp_servers: servers }

/** What goes because a part of it went is told once, with the reason of the part. */
function tell(told: Difference[], difference: Difference): void {
  const at = told.findIndex(({ path }) => isWithin(path, difference.path))
  const part = told[at]
  if (part === undefined) told.push(difference)
  else told[at] = { ...difference, says: `${part.path.slice(difference.path.length + 1)} ${part.says}`.trim() }
}

/** In a file the tools of both kinds are one list, and have names. */
function inWords(profile: unknown, path: Path): string {
  const [first = '', at, ...rest] = path
  if (first !== 'tools' && first !== 'mcp_servers') return path.join('.')
  if (at === undefined) return 'session.tools'
  const element = valueAt(profile, [first, at])
  return ['session', 'tools', typeof element === 'string' ? element : nameOf(element) || at, ...rest].join('.')
}

/** What may be taken away: all but who answers, and the session as a whole. */
const removable = (path: Path): boolean =>
  ['tools', 'mcp_servers', 'greeting'].includes(path[0] ?? '') || (path[0] === 'session' && path.length > 1)

const sizeOf = (path: Path): number => path.length + path.join('.').length

/** The deepest place that a sentence begins with. Keys may have any character in them. */
function placeOf(sentence: string, profile: unknown): Path | undefined {
  const deepest = (value: unknown, rest: string): Path => {
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : []
    const paths = keys.flatMap((key): readonly Path[] => {
      const left = rest.startsWith(key) ? rest.slice(key.length) : undefined
      if (left?.startsWith('.')) return [[key, ...deepest(inside(value, key), left.slice(1))]]
      return left !== undefined && /^[ :]/.test(left) ? [[key]] : []
    })
    return paths.reduce((longest, path) => (sizeOf(path) > sizeOf(longest) ? path : longest), [])
  }
  const path = deepest(profile, sentence)
  return removable(path) ? path : undefined
}

type Mended = Readonly<{ value?: unknown; renamed?: string; old?: unknown; kind: Difference['kind']; says: string }>

function mend(profile: unknown, path: Path, sentence: string, env: Record<string, string>): Mended {
  const old = valueAt(profile, path)
  const key = path.at(-1) ?? ''
  const snake = snakeOf(key)
  if (
    snake !== key &&
    sentence.includes('is not known') &&
    valueAt(profile, [...path.slice(0, -1), snake]) === undefined
  )
    return { renamed: snake, old, kind: 'otherwise', says: `is written ${snake}` }
  if (typeof old === 'number' && sentence.endsWith('must be text, in quotes.'))
    return { value: String(old), kind: 'otherwise', says: `${JSON.stringify(String(old))} is sent, in quotes` }
  if (
    typeof old === 'string' &&
    /must be (inf or )?a (whole )?number(, without quotes)?\.$/.test(sentence) &&
    Number.isFinite(Number(old || NaN))
  )
    return { value: Number(old), kind: 'otherwise', says: `${Number(old)} is sent, without quotes` }
  if (typeof old === 'string' && sentence.includes('holds a secret')) {
    const label = String(valueAt(profile, [...path.slice(0, 2), 'server_label']) ?? 'MCP')
    const named = `${label}_${key}`
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]+/g, '_')
      .replace(/^(?=\d)/, 'MCP_')
    let variable = named
    for (let count = 2; (env[variable] ?? old) !== old; count++) variable = `${named}_${count}`
    env[variable] = old
    return {
      value: `\${${variable}}`,
      kind: 'otherwise',
      says: `is a secret, and comes from the variable ${variable}; set it`,
    }
  }
  // What follows the semicolon is advice to whoever wrote the file; what is missing deeper than the place is named.
  const place = path.join('.')
  const says = sentence.slice(place.length).replace(/^[.:]? ?/, '')
  const isSampling = place === 'session.input_audio_sampling_rate'
  return { kind: isSampling ? 'otherwise' : 'lost', says: says.replace(/;[^;]*$/, '').replace(/\.$/, '') }
}
