/** Says what is wrong with a profile as a sentence that names the fix, for each way in which zod refuses it. */

import type * as z from 'zod'
import { didYouMean } from '../text/nearest.ts'
import { inside, valueAt } from '../voicelive/fields.ts'
import { kindAt } from './kinds.ts'
import { agentProfile } from './schema.ts'
import { either } from './words.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** One sentence for each problem of `value`, which `agentProfile` refused with `issues`. Values of secrets are never in it. */
export function sentencesFor(issues: readonly Issue[], value: unknown): string[] {
  return issues.flatMap((issue) => sentences({ path: issue.path, issue }, value))
}

type Located = { path: Path; issue: Issue }

function sentences(located: Located, value: unknown): string[] {
  const { path, issue } = closest(located)
  const name = dotted(path)
  const pasted = pastedTool(located.path, valueAt(value, located.path))
  if (pasted !== undefined) return [pasted]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, value))
    case 'invalid_type':
      return [
        valueAt(value, path) === undefined
          ? `${name} is missing; add it.`
          : `${name} must be ${article(issue)}${fieldsOf(issue, path, value)}.`,
      ]
    case 'invalid_value':
      return [oneOf(name, issue.values, valueAt(value, path))]
    case 'invalid_union':
      // A tag that no member has, where the path ends with it; or values of which none is so.
      return [
        'options' in issue
          ? oneOf(name, issue.options ?? [], valueAt(value, path))
          : noneOf(name, issue, valueAt(value, path)),
      ]
    case 'too_small':
      return [issue.origin === 'string' ? `${name} must not be empty.` : `${name} must be at least ${issue.minimum}.`]
    case 'too_big':
      return [`${name} must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}.`]
    case 'invalid_key':
      return [`${name}: ${issue.issues.map(({ message }) => message).join(', ')}.`]
    default:
      return [`${name}: ${issue.message}.`]
  }
}

/** Of the ways in which no member of a union fits, the one that got further than the union itself: that member was meant. */
function closest(located: Located): Located {
  if (located.issue.code !== 'invalid_union') return located
  let best = located
  for (const [first] of located.issue.errors) {
    if (first === undefined) continue
    const candidate = closest({ path: [...located.path, ...first.path], issue: first })
    if (candidate.path.length > best.path.length) best = candidate
  }
  return best
}

/** What people paste from a `session.update`, where a profile has a name. */
function pastedTool([field, ...rest]: Path, value: unknown): string | undefined {
  if (field !== 'tools' || rest.length !== 1 || typeof value !== 'object' || value === null) return undefined
  const type = inside(value, 'type')
  const place = dotted([field, ...rest])
  if (type === 'mcp') return `${place} is an MCP server; move it to mcp_servers.`
  const name = inside(value, 'name') ?? valueAt(value, ['function', 'name'])
  if (type === 'foundry_agent' || (type === undefined && name === undefined)) return undefined
  if (type !== 'function' && type !== undefined)
    return `${place} is of the type ${String(type)}, which no agent has here; remove it, or put the name of a tool here, in quotes.`
  const file = typeof name === 'string' ? `tools/${name}.js` : 'a file in tools'
  return `${place} is a function, and each function is a module of its own: write ${file}, which has its description, parameters and run, and put its name here, in quotes.`
}

/** A plain value that could have been several things. */
function noneOf(name: string, issue: Issue & { code: 'invalid_union' }, given: unknown): string {
  const firsts = issue.errors.flatMap(([first]) => first ?? [])
  const words = firsts.flatMap((first) => (first.code === 'invalid_value' ? first.values.map(String) : []))
  const kinds = firsts.flatMap((first) => (first.code === 'invalid_type' ? article({ ...first }) : []))
  return `${name} must be ${either([...new Set([...words, ...kinds])])}${guess(given, words)}`
}

/** How a sentence ends that has named what may stand there. */
function guess(given: unknown, known: readonly string[]): string {
  const hint = typeof given === 'string' ? didYouMean(given, known, '') : ''
  return hint === '' ? '.' : `; ${hint}`
}

const topFields = Object.keys(agentProfile.shape)
export const sessionFields = Object.keys(agentProfile.shape.session.unwrap().shape)

/** What other clients have, and this server or its page does not. */
const elsewhere: Readonly<Record<string, string>> = {
  avatar: 'the page shows no avatar; remove it',
  animation: 'the page shows no avatar; remove it',
  phases: 'an agent stays as it is through a call; remove it',
  handoff: 'an agent stays as it is through a call; remove it',
}

function unknownKey(path: Path, key: string, value: unknown): string {
  const name = dotted([...path, key])
  if (path.length === 0 && sessionFields.includes(key)) return `${name} belongs into session; move it there.`
  const isSession = path.length === 1 && path[0] === 'session'
  const reason = (isSession || path.length === 0) && Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined
  if (reason !== undefined) return `${name} cannot be set, for ${reason}.`
  if (isSession && topFields.includes(key)) return `${name} belongs beside session, not into it; move it up.`
  const kind = kindAt(agentProfile, value, path)
  const owners = kind?.siblings.filter((sibling) => sibling.keys.includes(key)).map((sibling) => sibling.tag) ?? []
  if (kind && owners.length > 0)
    return `${name} is no option of ${kind.tag}; set ${dotted([...path, kind.tagName])} to ${either(owners)}, or remove it.`
  const choice = `remove it, or use one of ${kind?.keys.join(', ')}.`
  return `${name} is not known; ${didYouMean(key, kind?.keys ?? [], choice)}`
}

function oneOf(name: string, values: readonly unknown[], given: unknown): string {
  const known = values.map(String)
  if (given === undefined) return `${name} is missing; set it to ${either(known)}.`
  return `${name} must be ${either(known)}${known.length === 1 ? '.' : guess(given, known)}`
}

const articles: Readonly<Record<string, string>> = {
  array: 'a list, in [ ]',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number, without quotes',
  object: 'an object, in { }',
  record: 'an object, in { }',
  string: 'text, in quotes',
}

const article = (issue: Issue & { code: 'invalid_type' }): string => articles[issue.expected] ?? issue.expected

/** As many as a sentence can name. */
const FIELDS_MAX = 5

/** What an object has in it, where something else stands in its place. */
function fieldsOf(issue: Issue & { code: 'invalid_type' }, path: Path, value: unknown): string {
  const keys = issue.expected === 'object' && path.length > 0 ? (kindAt(agentProfile, value, path)?.keys ?? []) : []
  return keys.length === 0 || keys.length > FIELDS_MAX ? '' : `, with ${either(keys)}`
}

const dotted = (path: Path): string => (path.length === 0 ? 'The profile' : path.map(String).join('.'))
