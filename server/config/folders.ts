/** Where agents and tools are: the builder's own folders, and those that came with the server. */

import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Environment, readVariable } from '../agent/environment.ts'
import { isProfilePath } from '../agent/profile-file.ts'

/** Set by the bundler, which puts both folders beside the server. */
declare const IS_BUNDLED: boolean
const above = typeof IS_BUNDLED === 'undefined' ? '../../' : './'

const shipped = (folder: string): string => fileURLToPath(new URL(`${above}${folder}/`, import.meta.url))

/** In the order of search: what is in a folder of one's own goes before what is shipped. */
export type Folders = Readonly<{ agents: readonly string[]; tools: readonly string[] }>

/** AGENT_DIR and TOOL_DIR name another place; what is not there is still found where the project has it. */
export const foldersOf = (env: Environment): Folders => ({
  agents: [readVariable(env, 'AGENT_DIR') ?? [], shipped('agents')].flat(),
  tools: [readVariable(env, 'TOOL_DIR') ?? [], shipped('tools')].flat(),
})

/** A sentence where AGENT_DIR is no folder: other agents would answer, without a word. */
export const missedAgents = (env: Environment): readonly string[] =>
  foldersOf(env)
    .agents.filter((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    .map((folder) => `There is no folder of agents at ${folder}; make it, or set AGENT_DIR to another.`)

/** Every folder in which a change is one of the agent or its tools, for those who start the server again. */
export function agentFolders(env: Environment): readonly string[] {
  const { agents, tools } = foldersOf(env)
  const choice = readVariable(env, 'AGENT_PROFILE') ?? ''
  const file = isProfilePath(choice) ? [dirname(choice)] : []
  return [...new Set([...agents, ...tools, ...file])].filter((folder) => existsSync(folder))
}
