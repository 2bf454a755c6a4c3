/** The configuration in force as `npm run doctor -- --config` prints it: the origin of every value, and what is wrong. */

import { readVariable } from '../../agent/environment.ts'
import { type Environment, otherSpellings, variables } from '../../config/config.ts'
import { configure } from '../../config/configure.ts'
import { allTools } from '../../tools/catalogue.ts'
import { explainAgent, type Line, MASK, table } from './explain.ts'

const secretName = /KEY|SECRET|TOKEN|HASH|PASSWORD|CONNECTION/

/** One line for each variable of the server; the agent's are told where they act. */
function explainServer(env: Environment): Line[] {
  return Object.entries(variables.shape).map(([name, schema]) => {
    const from = [name, otherSpellings[name] ?? name].find((spelling) => readVariable(env, spelling) !== undefined)
    if (from !== undefined) {
      const value = secretName.test(name) ? MASK : (readVariable(env, from) ?? '')
      return { setting: name, value, from: from === name ? 'environment' : from }
    }
    return { setting: name, value: String(schema.safeParse(undefined).data ?? 'not set'), from: 'default' }
  })
}

/** What there is to say, and whether all is well. */
export function checkConfiguration(env: Environment): Readonly<{ text: string; ok: boolean }> {
  const tools = allTools(() => new Date())
  const { reading, outcome } = configure(env, tools)
  const problems = 'problems' in outcome ? outcome.problems : []
  const notes = reading?.notes ?? []
  const parts = [
    `Server\n${table(explainServer(env))}`,
    ...(reading ? [`Agent\n${table(explainAgent(reading))}`] : []),
    ...(notes.length > 0 ? [`Notes\n${notes.map((note) => `  ${note}`).join('\n')}`] : []),
    problems.length > 0
      ? `Problems: the server would not start\n${problems.map((problem) => `  ${problem}`).join('\n')}`
      : 'No problems: the server would start.',
  ]
  return { text: parts.join('\n\n'), ok: problems.length === 0 }
}
