/** The configuration in force as `npm run doctor -- --config` prints it: the origin of every value, and what is wrong. */

import { relative } from 'node:path'
import { type Environment, readVariable } from '../../agent/environment.ts'
import { configure, findTools } from '../../config/configure.ts'
import { spellingOf, variables } from '../../config/variables.ts'
import { MASK, shownAddress, shownText } from '../../text/shown.ts'
import type { LoadedTools } from '../../tools/load.ts'
import type { Tool } from '../../tools/tool.ts'
import { explainAgent, type Line, table } from './explain.ts'

const secretName = /KEY|SECRET|TOKEN|HASH|PASSWORD|CONNECTION/

/** One line for each variable of the server; the agent's are told where they act. */
function explainServer(env: Environment, ofFile: ReadonlySet<string>): Line[] {
  return Object.entries(variables.shape).map(([name, schema]) => {
    const from = spellingOf(env, name)
    if (from !== undefined) {
      const value = secretName.test(name) ? MASK : shownAddress(readVariable(env, from) ?? '')
      const where = ofFile.has(from) ? '.env' : 'environment'
      return { setting: name, value, from: from === name ? where : `${from}${where === '.env' ? ' in .env' : ''}` }
    }
    return { setting: name, value: String(schema.safeParse(undefined).data ?? 'not set'), from: 'default' }
  })
}

/** Where each tool comes from, and whether the agent may call it. */
const explainTools = ({ files }: LoadedTools, chosen: readonly Tool[]): Line[] =>
  [...files].map(([name, path]) => ({
    setting: name,
    value: relative('', path),
    from: chosen.some((tool) => tool.name === name) ? 'named by the profile' : '',
  }))

/** What there is to say, and whether all is well. */
export async function checkConfiguration(
  env: Environment,
  file: Readonly<{ names: ReadonlySet<string>; problems: readonly string[] }> = { names: new Set(), problems: [] },
): Promise<Readonly<{ text: string; ok: boolean }>> {
  const found = await findTools(env)
  const { reading, notes, outcome } = configure(env, found)
  const problems = [...file.problems, ...('problems' in outcome ? outcome.problems : [])]
  const parts = [
    `Server\n${table(explainServer(env, file.names))}`,
    `Tools\n${table(explainTools(found, reading?.agent.tools ?? []))}`,
    ...(reading ? [`Agent\n${table(explainAgent(reading))}`] : []),
    ...(notes.length > 0 ? [`Notes\n${notes.map((note) => `  ${shownText(note)}`).join('\n')}`] : []),
    problems.length > 0
      ? `Problems: the server would not start\n${problems.map((problem) => `  ${shownText(problem)}`).join('\n')}`
      : 'No problems: the server would start.',
  ]
  return { text: parts.join('\n\n'), ok: problems.length === 0 }
}
