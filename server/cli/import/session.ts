/** Turns what another client sends as `session.update` into a profile, and says of everything that changes or is lost on the way. */

import { understandProfile } from '../../agent/load.ts'
import { NEWEST_API_VERSION } from '../../config/variables.ts'
import type { Tool } from '../../tools/tool.ts'
import { type Fields, isFields, valueAt } from '../../voicelive/fields.ts'
import { requestSession } from '../../voicelive/session.ts'
import { changed, type Path } from './changed.ts'
import { type Difference, differencesOf } from './compare.ts'
import { sortTools } from './tools.ts'

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

/** A sentence where there is nothing that a profile could be made of. */
export function importSession(payload: unknown, options: Options): Imported | string {
  const asked = sessionOf(payload)
  if (typeof asked === 'string') return asked
  const { agent, model = asked.model } = options.answerer
  if (agent !== undefined || typeof model === 'string') return importWith(asked, model, options)
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

function importWith(asked: Fields, model: unknown, { name, answerer, tools }: Options): Imported | string {
  const { model: _, tools: given, ...session } = asked
  const sorted = sortTools(Array.isArray(given) ? given : [], tools)
  const isGiven = Array.isArray(given) && (sorted.tools.length > 0 || sorted.servers.length === 0)
  const start: Fields = {
    name,
    ...answerer,
    ...(answerer.agent === undefined ? { model, defaults: 'service' } : {}),
    session,
    ...(isGiven ? { tools: sorted.tools } : {}),
    ...(sorted.servers.length > 0 ? { mcp_servers: sorted.servers } : {}),
  }
  const fitted = makeFit(start, [...sorted.made, ...tools])
  if (typeof fitted === 'string') return fitted
  const { profile, reading, told } = fitted
  const unsaid = differencesOf(asked, reading.agent.session, 'session')
    .filter(({ path }) => !told.some((one) => isWithin(snakeOf(path), snakeOf(one.path))))
    .map((one) => explain(one, profile))
  return {
    profile,
    modules: sorted.modules,
    sent: reading.agent.session,
    differences: [...told, ...unsaid],
    notes: reading.notes.map((note) => note.replace(/^Agent profile \S+: /, '')),
  }
}

const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`)

const snakeOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function sessionOf(payload: unknown): Fields | string {
  const session = isFields(payload) && isFields(payload.session) ? payload.session : payload
  if (!isFields(session)) return 'This is no session.update: it must be a JSON object, with the session in "session".'
  if (isFields(session.audio) || session.output_modalities !== undefined)
    return 'This is a session of the OpenAI Realtime API or of Voice Live v1, which has other fields; a session.update of the dated versions is needed.'
  if (session === payload && session.type === 'session.update')
    return 'This session.update has no session: "session" must be a JSON object.'
  if (session === payload && typeof session.type === 'string')
    return `This is a ${session.type}, and no session.update.`
  if (!Object.keys(session).some((key) => key in requestSession.shape))
    return 'This is no session.update: none of its fields is one of a session.'
  return session
}

/** Where the page has a say, and what it cannot have. */
function explain(difference: Difference, profile: Fields): Difference {
  if (difference.path === 'session.model')
    return { ...difference, kind: 'otherwise', says: `the model goes into the address: ${String(profile.model)}` }
  return difference
}

type Reading = Exclude<ReturnType<typeof understandProfile>, readonly string[]>
type Fitted = Readonly<{ profile: Fields; reading: Reading; told: readonly Difference[] }>

/** Takes away, piece by piece, what keeps the profile from being fit for calls. Every sentence begins with its place. */
function makeFit(start: Fields, tools: readonly Tool[]): Fitted | string {
  let profile: unknown = start
  const told: Difference[] = []
  const env: Record<string, string> = {}
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const service = { apiVersion: NEWEST_API_VERSION, credential: 'none' } as const
    const reading = understandProfile({ name: 'imported', path: '', json: profile }, { env, service, tools })
    const [first] = 'agent' in reading ? reading.problems : reading
    if (first === undefined && 'agent' in reading && isFields(profile)) return { profile, reading, told }
    const sentence = (first ?? '').replace('Agent profile imported: ', '')
    const path = placeOf(sentence, profile)
    if (path === undefined) return sentence
    const mended = mend(profile, path, sentence, env)
    profile = changed(profile, path, () => mended.value)
    if (mended.renamed !== undefined)
      profile = changed(profile, [...path.slice(0, -1), mended.renamed], () => mended.old)
    tell(told, { path: path.join('.'), kind: mended.kind, says: mended.says })
  }
  return 'There is too much in it that a profile cannot say.'
}

/** What goes because a part of it went is told once, with the reason of the part. */
function tell(told: Difference[], difference: Difference): void {
  const at = told.findIndex(({ path }) => isWithin(path, difference.path))
  if (at < 0) told.push(difference)
  else told[at] = { ...difference, says: told[at]?.says ?? difference.says }
}

/** The deepest place of a sentence that there is. Neither who answers nor the session as a whole can be taken away. */
function placeOf(sentence: string, profile: unknown): Path | undefined {
  const said = /^[\w.-]+/.exec(sentence)?.[0].replace(/\.$/, '').split('.') ?? []
  for (let length = said.length; length > 0; length--) {
    const path = said.slice(0, length)
    if (valueAt(profile, path) === undefined) continue
    return ['session', 'tools', 'mcp_servers'].includes(path[0] ?? '') && !(path[0] === 'session' && length === 1)
      ? path
      : undefined
  }
  return undefined
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
    sentence.endsWith('must be a number, without quotes.') &&
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
  // What follows the semicolon is advice to whoever wrote the file.
  const isSampling = path.join('.') === 'session.input_audio_sampling_rate'
  return { kind: isSampling ? 'otherwise' : 'lost', says: sentence.replace(/^[\w.-]+ /, '').replace(/;[^;]*$/, '') }
}
