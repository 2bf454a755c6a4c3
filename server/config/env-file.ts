/** Reads the file of variables, `.env`, as people and other programs write it, into an environment that goes before it. */

import { parseEnv } from 'node:util'
import { readTextFile } from '../text/text-file.ts'
import { fileVariables } from './variables.ts'

/** `names` are those that the file set. No value is ever in a note. */
export type EnvFile = Readonly<{ names: ReadonlySet<string>; notes: readonly string[]; problems: readonly string[] }>

/**
 * Sets what `env` (that of the process) does not have. A variable that is set to nothing there stays nothing.
 * Quotes, `export`, comments, line ends of Windows and byte order marks are understood; ENV_FILE names another file.
 */
export function useEnvFile(env: Record<string, string | undefined>): EnvFile {
  const asked = env.ENV_FILE ?? ''
  const path = asked === '' ? fileVariables.shape.ENV_FILE.parse(undefined) : asked
  const text = readTextFile(path)
  if (typeof text !== 'string') {
    const isMissed = asked !== '' || text.unread !== 'missing'
    return { names: new Set(), notes: [], problems: isMissed ? [`${path} cannot be read: ${text.why}.`] : [] }
  }
  const read = parseEnv(text)
  const names = Object.keys(read).filter((name) => env[name] === undefined)
  for (const name of names) env[name] = read[name]
  return { names: new Set(names), notes: oddities(path, text, read), problems: [] }
}

const assignment = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/

/** What is left out, or runs on, without a word. */
function oddities(path: string, text: string, read: NodeJS.Dict<string>): readonly string[] {
  const long = Object.entries(read).filter(([, value]) => value?.includes('\n'))
  const open = long.filter(([, value]) =>
    value
      ?.split('\n')
      .slice(1)
      .some((line) => assignment.test(line)),
  )
  if (long.length > 0)
    return open.map(([name]) => `${path}: ${name} takes in the lines below it, for a quote is not closed; close it.`)
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '' || /^\s*#/.test(line)) return []
    const [, name, value = ''] = assignment.exec(line) ?? []
    if (name === undefined) return [`${path}: line ${at + 1} is not NAME=value, and is left out.`]
    const oddity = oddityOf(value)
    return oddity === undefined ? [] : [`${path}: ${name} ${oddity}`]
  })
}

/** Where a value ends before its line does; each runtime reads some of these in its own way. */
function oddityOf(value: string): string | undefined {
  const [quote] = /^["'`]/.exec(value) ?? []
  if (quote === undefined)
    return /[^\s#]#/.test(value) ? 'ends at its #, where a comment begins; put the value in quotes.' : undefined
  const end = value.indexOf(quote, 1)
  if (end < 0) return 'begins with a quote that is not closed; close it, or take it off.'
  return /^\s*(#|$)/.test(value.slice(end + 1))
    ? undefined
    : `goes on behind a quote that ends it; put it in quotes of another kind than ${quote}.`
}
