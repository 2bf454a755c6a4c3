/** All that a server is told, checked together: its variables, and the agent that they choose. */

import { type Agent, loadAgent, type Reading } from '../agent/load.ts'
import type { ServiceFacts } from '../agent/setup.ts'
import type { Tool } from '../tools/tool.ts'
import { type Config, type ConfigResult, type Environment, NEWEST_API_VERSION, readConfig } from './config.ts'

/** Without problems there are `config` and `agent`. `reading` is there for those who explain it, if the file could be understood. */
export type Configured = Readonly<{
  reading: Reading | undefined
  outcome: Readonly<{ config: Config; agent: Agent; notes: readonly string[] } | { problems: readonly string[] }>
}>

/** `tools` are all that this server has; the agent's file says which of them it may call. */
export function configure(env: Environment, tools: readonly Tool[]): Configured {
  const read = readConfig(env)
  const loaded = loadAgent({ env, service: factsOf(read), tools })
  const reading = 'agent' in loaded ? loaded : undefined
  const problems = [...('problems' in read ? read.problems : []), ...(reading?.problems ?? [])]
  if (!('agent' in loaded)) return { reading, outcome: { problems: [...problems, ...loaded] } }
  if ('problems' in read || problems.length > 0) return { reading, outcome: { problems } }
  return { reading, outcome: { config: read.config, agent: loaded.agent, notes: loaded.notes } }
}

/** What the agent's rules must know. Where the service itself is misconfigured, the agent is judged by the newest. */
function factsOf(read: ConfigResult): ServiceFacts {
  if ('problems' in read || read.config.service.type === 'emulator')
    return { apiVersion: NEWEST_API_VERSION, credential: 'none' }
  const { apiVersion, credential } = read.config.service
  return { apiVersion, credential: credential.type }
}
