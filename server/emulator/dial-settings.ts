/** Reads dials from where they are set: the query and the headers of a connection, the flags of the command. Pure. */

import { type DialName, type Dials, dialNames, dialsBy, dialTable } from './dials.ts'

/** What a dial is called outside the code: `firstDone` is `first-done`. */
export const dialFlag = (name: DialName): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Names that dials had once; they go on working. */
const aliases: Readonly<Record<string, DialName>> = { strikes: 'faultSessions' }

/** The outside names of all dials, those that they had once too. */
export const dialFlags = (): string[] => [...dialNames.map(dialFlag), ...Object.keys(aliases)]

/** In front of a dial's name, by where it is set. */
export const prefixes = { query: 'emulator-', header: 'x-emulator-', flag: '--' } as const

/** What is wrong with a setting, in a sentence that lists what would be right. */
export type DialProblem = Readonly<{ problem: string }>

type Settings = Readonly<Record<string, string | undefined>>

/** `base` with the settings applied; each begins with `prefix`, and the others are not for the emulator. */
export function readDials(settings: Settings, prefix: string, base: Dials): Dials | DialProblem {
  let problem: string | undefined
  for (const setting of Object.keys(settings))
    if (setting.startsWith(prefix) && !dialFlags().some((flag) => prefix + flag === setting))
      problem ??= `There is no dial ${setting}. There are: ${dialNames.map((name) => prefix + dialFlag(name)).join(', ')}.`
  const alias = (name: DialName) => Object.keys(aliases).find((known) => aliases[known] === name)
  const dials = dialsBy((name) => {
    const text = settings[prefix + dialFlag(name)] ?? settings[prefix + alias(name)]
    if (text === undefined) return base[name]
    const value = dialTable[name].read(text)
    if (value === undefined)
      problem ??= `${prefix}${dialFlag(name)} must be ${describeValues(name)}, not ${text || 'empty'}.`
    return value ?? base[name]
  })
  return problem === undefined ? dials : { problem }
}

const describeValues = (name: DialName): string => {
  const { values } = dialTable[name]
  return values.startsWith('a number') ? values : `one of ${values}`
}

/** The dials of one connection: its query counts more than its headers, and these more than the emulator's own. */
export function connectionDials(query: Settings, headers: Settings, base: Dials): Dials | DialProblem {
  const byHeader = readDials(headers, prefixes.header, base)
  return 'problem' in byHeader ? byHeader : readDials(query, prefixes.query, byHeader)
}

/** The options of the command, as lines of its usage. */
export const dialUsage = (): string =>
  dialNames
    .map((name) => {
      const { meaning, values, initially } = dialTable[name]
      return `  --${dialFlag(name).padEnd(13)} ${meaning.replaceAll('`', '')}\n${' '.repeat(18)}${values} (${initially})`
    })
    .join('\n')

/** The table in `docs/emulator.md`. */
export const dialDocs = (): string =>
  [
    '| dial | values, the first or the one in brackets when it is not set | what it does |',
    '|---|---|---|',
    ...dialNames.map((name) => {
      const { meaning, values, initially } = dialTable[name]
      const printed = typeof initially === 'number' ? `${values} (${initially})` : values.replaceAll(/[\w-]+/g, '`$&`')
      return `| \`${dialFlag(name)}\` | ${printed} | ${meaning} |`
    }),
  ].join('\n')
