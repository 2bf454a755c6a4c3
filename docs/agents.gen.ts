/** Writes the tables of docs/profiles.md and the JSON Schema for editors from the code, so that neither can disagree with it (`npm run docs`). */

import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { noteRules, rules } from '../server/agent/compatibility.ts'
import { agentJsonSchema } from '../server/agent/schema.ts'
import type { Rule } from '../server/agent/setup.ts'
import { answererOf } from '../server/cli/import/address.ts'
import { greetings, others, places } from '../server/cli/import/places.ts'
import { importSession } from '../server/cli/import/session.ts'
import payloads from '../test/fixtures/wild-session-updates.json' with { type: 'json' }

type Schema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  required?: string[]
  description?: string
}

const root: Schema = JSON.parse(JSON.stringify(agentJsonSchema()))
const session = root.properties?.session ?? {}

const members = (schema: Schema): Schema[] =>
  schema.anyOf || schema.oneOf ? [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(members) : [schema]

const typeOf = (schema: Schema): string =>
  [
    ...new Set(
      members(schema).map(({ type, const: only, enum: values, items }) => {
        if (only !== undefined) return `\`${JSON.stringify(only)}\``
        if (values) return values.map((value) => `\`${JSON.stringify(value)}\``).join(', ')
        if (type === 'array') return `list of ${items ? typeOf(items) : 'anything'}`
        return type === 'string' ? 'text' : type === 'integer' ? 'whole number' : String(type ?? 'anything')
      }),
    ),
  ].join(' or ')

const fieldRows = (schema: Schema, prefix: string): string[] =>
  Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .map(([name, field]) => `| \`${prefix}${name}\` | ${typeOf(field)} | ${field.description ?? ''} |`)

const nested = ['agent', 'greeting', 'limits', 'talker_may_change']

const fieldTable = (): string =>
  [
    '| field | value | meaning |',
    '|---|---|---|',
    ...Object.entries(root.properties ?? {}).flatMap(([name, field]) => [
      ...fieldRows({ properties: { [name]: field } }, ''),
      ...(nested.includes(name) ? fieldRows(field, `${name}.`) : []),
    ]),
  ].join('\n')

const sessionTable = (): string =>
  ['| field | value | meaning |', '|---|---|---|', ...fieldRows(session, 'session.')].join('\n')

/** A row for each kind that an object can be, and for each object within it that has kinds of its own. */
function kindRows(name: string, schema: Schema): string[] {
  return members(schema).flatMap((member) => {
    const { properties = {}, required = [] } = member
    const [tag, tagged] = Object.entries(properties).find(([, field]) => field.const !== undefined) ?? []
    if (tag === undefined || tagged === undefined) return []
    const options = Object.keys(properties)
      .filter((option) => option !== tag)
      .map((option) => (required.includes(option) ? `**\`${option}\`**` : `\`${option}\``))
    const inner = Object.entries(properties).flatMap(([option, field]) => kindRows(`${name}.${option}`, field))
    return [`| \`${name}\` | \`${tagged.const}\` | ${options.join(', ') || '–'} |`, ...inner]
  })
}

const kindTable = (): string => {
  const rows = Object.entries(session.properties ?? {}).flatMap(([name, field]) => kindRows(name, field))
  const servers = kindRows('mcp_servers', root.properties?.mcp_servers?.items ?? {})
  return [
    '| object | kind | its options, the needed ones in bold |',
    '|---|---|---|',
    ...new Set([...rows, ...servers]),
  ].join('\n')
}

const ruleTable = (table: readonly Rule[]): string =>
  ['| rule | from |', '|---|---|', ...table.map(({ rule, source }) => `| ${rule} | ${source} |`)].join('\n')

/** What becomes of the payloads of public clients. */
const importTable = (): string => {
  const rows = payloads.map(({ source, model, query, payload }) => {
    const answerer = answererOf(`wss://host/?${model === null ? '' : `model=${model}`}${query}`)
    const result =
      typeof answerer === 'string'
        ? answerer
        : importSession(payload, { name: 'x', answerer: answerer.fields, tools: [] })
    const lost =
      typeof result === 'string' ? [] : result.differences.flatMap(({ kind, path }) => (kind === 'lost' ? [path] : []))
    const outcome =
      typeof result === 'string' ? 'refused: a classic agent' : lost.map((path) => `\`${path}\``).join(', ')
    return { source: source.replace(/ .*/, ''), who: model ?? 'a Foundry agent', outcome: outcome || 'whole' }
  })
  const count = (wanted: (outcome: string) => boolean) => rows.filter(({ outcome }) => wanted(outcome)).length
  const whole = count((outcome) => outcome === 'whole')
  const refused = count((outcome) => outcome.startsWith('refused'))
  return [
    `${whole} whole, ${rows.length - whole - refused} with a loss, ${refused} refused.`,
    '',
    '| client | model | what becomes of it |',
    '|---|---|---|',
    ...rows.map(({ source, who, outcome }) => `| ${source} | ${who} | ${outcome} |`),
  ].join('\n')
}

/** Where a session of the OpenAI Realtime API or of Voice Live v1 has what a session here has elsewhere. */
const placeTable = (): string => {
  const moved = places.map(([from, to]) => [from, `\`session.${to.replace('voice.name', 'voice')}\``] as const)
  const beside = greetings.map(([from, to]) => [from, `\`${to}\`, beside \`session\``] as const)
  const rest = others.flatMap(([from, kind, says]) =>
    kind === 'lost' ? [[from, `not carried: it ${says}`] as const] : [],
  )
  return [
    '| there, in `session` | here |',
    '|---|---|',
    ...new Set([...moved, ...beside, ...rest].map(([from, here]) => `| \`${from}\` | ${here} |`)),
  ].join('\n')
}

const sections: Readonly<Record<string, () => string>> = {
  fields: fieldTable,
  session: sessionTable,
  kinds: kindTable,
  rules: () => ruleTable(rules),
  notes: () => ruleTable(noteRules),
  imports: importTable,
  places: placeTable,
}

/** The page with its tables made again. */
export const agentsPage = (page: string): string =>
  page.replaceAll(
    /<!-- generated: (\w+) -->\n[\s\S]*?<!-- end -->/g,
    (_whole, name: string) => `<!-- generated: ${name} -->\n${sections[name]?.() ?? ''}\n<!-- end -->`,
  )

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const page = new URL('profiles.md', import.meta.url)
  writeFileSync(page, agentsPage(readFileSync(page, 'utf8')))
  const schema = new URL('../agents/agent.schema.json', import.meta.url)
  // For editors, not for eyes: on one line.
  writeFileSync(schema, `${JSON.stringify(agentJsonSchema())}\n`)
}
