/** `npm run import-session FILE`: makes a profile of what another client sends as `session.update`, and lists what it could not carry. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { messageOf } from '../../shared/message-of.ts'
import { SCHEMA_FILE, schemaFrom } from '../agent/profile-file.ts'
import { line } from '../agent/to-session.ts'
import { findTools } from '../config/configure.ts'
import { useEnvFile } from '../config/env-file.ts'
import { foldersOf } from '../config/folders.ts'
import { readTextFile } from '../text/text-file.ts'
import { takenByNpm } from './flags.ts'
import { answererOf } from './import/address.ts'
import { readPayload } from './import/payload.ts'
import { type Imported, importSession } from './import/session.ts'

const usage = `Usage: npm run import-session -- FILE [--name NAME] [--model MODEL] [--url ADDRESS]

FILE has a session.update as JSON, or its session alone. The profile NAME (that of the file, unless told otherwise) is written into the
folder of agents, and a module for each function into the folder of tools; nothing is overwritten. --url is the address that the client
connects to: its query says which model, deployment or Foundry agent answers.`

const fail = (sentence: string): void => {
  console.error(sentence)
  process.exitCode = 1
}

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `\n${title}\n${lines.map((line) => `  ${line}\n`).join('')}`

/** What page and server speak with each other, where the session did not say it. */
const isLine = ({ path, says }: Imported['differences'][number]): boolean =>
  says.endsWith('is sent besides') && path.replace('session.', '') in line

/** `ofAddress` is what the address has and a profile has not; `written` are the files. */
function report(
  { differences, notes }: Imported,
  ofAddress: readonly string[],
  name: string,
  written: readonly string[],
): string {
  const say = (kind: 'lost' | 'otherwise') =>
    differences.flatMap((one) => (one.kind === kind && !isLine(one) ? [`${one.path}: ${one.says}`] : []))
  const lost = [...ofAddress, ...say('lost')]
  const besides = differences.filter(isLine).map(({ path }) => path.replace('session.', ''))
  const spoken = besides.length === 0 ? [] : [`${besides.join(', ')}: besides, for page and server speak so`]
  return [
    written.map((path) => `wrote ${path}\n`).join(''),
    list('Sent in another way:', [...say('otherwise'), ...spoken]),
    list('Not carried:', lost),
    list('Notes:', notes),
    lost.length === 0 ? '\nEverything is carried.' : '\nAll else is carried.',
    ` AGENT_PROFILE=${name} npm start talks with it.`,
  ].join('')
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      model: { type: 'string' },
      url: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const unread = takenByNpm(process.env, 'import-session', ['name', 'model', 'url'])
  if (unread !== undefined) return fail(unread)
  const [file, ...more] = positionals
  if (values.help || file === undefined || more.length > 0) return values.help ? console.log(usage) : fail(usage)
  for (const problem of useEnvFile(process.env).problems) console.error(problem)

  const text = readTextFile(file)
  if (typeof text !== 'string') return fail(`${file} cannot be read: ${text.why}.`)
  const payload = readPayload(text)
  if (typeof payload === 'string') return fail(`${file} ${payload}`)
  const name = nameOf(values.name ?? basename(file).replace(/\.[^.]*$/, ''))
  const address = values.url === undefined ? { fields: {}, lost: [] } : answererOf(values.url)
  if (typeof address === 'string') return fail(address)
  const answerer = { ...address.fields, ...(values.model === undefined ? {} : { model: values.model }) }
  const { agents, tools } = foldersOf(process.env)
  for (const folder of [agents[0], tools[0]]) if (folder !== undefined) mkdirSync(folder, { recursive: true })
  const found = await findTools(process.env)
  if (found.problems.length > 0) return fail(found.problems.join('\n'))
  const imported = importSession(payload.json, { name, answerer, tools: found.tools })
  if (typeof imported === 'string') return fail(`${file} makes no profile: ${imported}`)

  const profile = join(agents[0] ?? '', `${name}.json`)
  if (existsSync(profile)) return fail(`${relative('', profile)} is there already; give another --name.`)
  const modules = [...imported.modules].map(([module, code]) => [join(tools[0] ?? '', module), code] as const)
  const taken = modules.find(([path]) => existsSync(path))
  if (taken) return fail(`${relative('', taken[0])} is there already, and has another tool; rename one.`)
  for (const [path, content] of [
    [
      profile,
      `${JSON.stringify({ $schema: schemaFrom(agents[0] ?? '', agents) ?? `./${SCHEMA_FILE}`, ...imported.profile }, null, 2)}\n`,
    ] as const,
    ...modules,
  ])
    writeFileSync(path, content)
  const written = [profile, ...modules.map(([path]) => path)].map((path) => relative('', path))
  console.log(report(imported, address.lost, name, written))
}

/** A name of a file, and one word in a shell. */
const nameOf = (text: string): string =>
  text.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^[.-]+|[.-]+$/g, '') || 'imported'

await run().catch((error: unknown) => fail(`${messageOf(error)}\n\n${usage}`))
