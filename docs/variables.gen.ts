/** Writes docs/variables.md and .env.example from the variables that the server reads, so that neither can disagree with it (`npm run docs`). */

import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { agentVariables, fileVariables, otherSpellings, variables } from '../server/config/variables.ts'

type Row = Readonly<{ name: string; meaning: string; byDefault: string; others: readonly string[] }>

const rows: readonly Row[] = [fileVariables, variables, agentVariables].flatMap(({ shape }) =>
  Object.entries(shape).map(([name, schema]) => ({
    name,
    meaning: schema.description ?? '',
    byDefault: String(schema.safeParse(undefined).data ?? ''),
    others: otherSpellings[name] ?? [],
  })),
)

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

const table = (): string =>
  [
    '| variable | meaning | default | also as |',
    '|---|---|---|---|',
    ...rows.map(
      ({ name, meaning, byDefault, others }) =>
        `| \`${name}\` | ${meaning} | ${byDefault === '' ? '' : code([byDefault])} | ${code(others)} |`,
    ),
  ].join('\n')

/** The page with its table made again. */
export const variablesPage = (page: string): string =>
  page.replace(
    /<!-- generated: variables -->\n[\s\S]*?<!-- end -->/,
    () => `<!-- generated: variables -->\n${table()}\n<!-- end -->`,
  )

/** What a platform sets, and where this file is, is nothing to write into it. */
const isForPeople = ({ meaning }: Row): boolean => !/^(set by|another file of)/.test(meaning)

const example = (row: Row): string =>
  `# ${row.meaning.replaceAll('`', '')}${row.byDefault === '' ? '' : ` (${row.byDefault})`}\n# ${row.name}=\n`

/** Every line is a comment, so that a copy of the file changes nothing. */
export const envExample = (): string =>
  [
    '# Copy this file to .env, and take away the # before what you want to set. What is really set in the environment wins.',
    '# docs/variables.md has the rules. Never commit .env: it may hold your key.\n',
    ...rows.filter(isForPeople).map(example),
  ].join('\n')

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const page = new URL('variables.md', import.meta.url)
  writeFileSync(page, variablesPage(readFileSync(page, 'utf8')))
  writeFileSync(new URL('../.env.example', import.meta.url), envExample())
}
