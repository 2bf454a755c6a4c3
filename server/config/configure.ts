/** All that a server is told, checked together: its variables, and the agent that they choose. */

import { NEWEST_API_VERSION } from '../agent/api-version.ts'
import type { Environment } from '../agent/environment.ts'
import { type Agent, loadAgent, type Reading } from '../agent/load.ts'
import type { ServiceFacts } from '../agent/setup.ts'
import { type LoadedTools, loadTools } from '../tools/load.ts'
import { type Config, type ConfigResult, readConfig } from './config.ts'
import { foldersOf, missedAgents } from './folders.ts'
import { unknownNames } from './unknown-names.ts'
import { respelt } from './variables.ts'

/** Without problems there are `config` and `agent`. `reading` is there for those who explain it, if the file could be understood. */
export type Configured = Readonly<{
  reading: Reading | undefined
  /** what is told and stops nothing, of the variables and of the agent */
  notes: readonly string[]
  outcome: Readonly<{ config: Config; agent: Agent } | { problems: readonly string[] }>
}>

/** The tools that an environment's folders have, which are code, so that reading them takes a moment. */
export const findTools = (env: Environment): Promise<LoadedTools> => loadTools(foldersOf(env).tools)

/** `found` are all tools that this server has; the agent's file says which of them it may call. */
export function configure(env: Environment, found: LoadedTools): Configured {
  const read = readConfig(env)
  const { tools, problems: badTools, unread } = found
  const loaded = loadAgent({ env: respelt(env), service: factsOf(read), tools, unread, folders: foldersOf(env).agents })
  const reading = 'agent' in loaded ? loaded : undefined
  const notes = [...unknownNames(env), ...(reading?.notes ?? [])]
  const problems = [
    ...('problems' in read ? read.problems : []),
    ...missedAgents(env),
    ...badTools,
    ...('agent' in loaded ? loaded.problems : loaded),
  ]
  if (!('agent' in loaded) || 'problems' in read || problems.length > 0)
    return { reading, notes, outcome: { problems } }
  return { reading, notes, outcome: { config: read.config, agent: loaded.agent } }
}

/** What the agent's rules must know. Where the service itself is misconfigured, the agent is judged by the newest. */
function factsOf(read: ConfigResult): ServiceFacts {
  if ('problems' in read || read.config.service.type === 'emulator')
    return { apiVersion: NEWEST_API_VERSION, credential: 'none' }
  const { apiVersion, credential } = read.config.service
  return { apiVersion, credential: credential.type }
}
