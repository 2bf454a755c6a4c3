/** The agents that simulated calls talk to: each is loaded once, as a server loads its own. */

import { type Agent, understandProfile } from '../../server/agent/load.ts'
import { type Config, readConfig } from '../../server/config/config.ts'
import { defineTool, type ToolModule } from '../../server/tools/tool.ts'
import calculate from '../../tools/calculate.ts'
import type { Plan } from './plan.ts'
import { FRAME_MS } from './world/speech.ts'

const server = {
  type: 'mcp',
  server_label: 'docs',
  server_url: 'https://docs.example/mcp',
  require_approval: { never: ['get_weather'], always: ['search_docs'] },
}
const able = { tools: ['calculate', 'look_up'], mcp_servers: [server] }

const profiles: Readonly<Record<Plan['agent'], object>> = {
  native: { name: 'Native', model: 'gpt-realtime', ...able },
  cascaded: { name: 'Cascaded', model: 'gpt-4.1', ...able },
  truncating: {
    name: 'Truncating',
    model: 'gpt-realtime',
    ...able,
    session: { turn_detection: { type: 'server_vad', auto_truncate: true } },
  },
  foundry: { name: 'Foundry', agent: { name: 'helper', project: 'lab' } },
}

/** Stands for a tool that takes its time. */
export type LookUp = (topic: string, signal: AbortSignal) => Promise<string>

const lookUpTool = (lookUp: LookUp) =>
  defineTool({
    name: 'look_up',
    description: 'Looks a topic up, which takes a while.',
    parameters: { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] },
    run: ({ topic }, { signal }) => lookUp(topic, signal),
  } satisfies ToolModule<{ topic: string }>)

const environment = {
  AZURE_VOICE_LIVE_ENDPOINT: 'http://127.0.0.1:9',
  AZURE_VOICE_LIVE_API_KEY: 'any',
  FRAME_MS: String(FRAME_MS),
}

function load(name: Plan['agent']): Agent {
  const tools = [defineTool(calculate), lookUpTool(async () => '')]
  const file = { name, path: `${name}.json`, json: profiles[name] }
  const service = { apiVersion: '2026-07-15', credential: 'none' } as const
  const reading = understandProfile(file, { env: {}, service, tools })
  if (!('agent' in reading)) throw new Error(reading.join(' '))
  if (reading.problems.length > 0) throw new Error(reading.problems.join(' '))
  return reading.agent
}

function configure(resumeSeconds: number): Config {
  const read = readConfig({ ...environment, RESUME_SECONDS: String(resumeSeconds) })
  if ('problems' in read) throw new Error(read.problems.join(' '))
  return read.config
}

function kept<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}
const agentOf = kept(load)
const configOf = kept(configure)

export function setupOf(
  { agent: name, resumeSeconds }: Plan,
  lookUp: LookUp,
): Readonly<{ config: Config; agent: Agent }> {
  const agent = agentOf(name)
  const tools = agent.tools.map((tool) => (tool.name === 'look_up' ? lookUpTool(lookUp) : tool))
  return { config: configOf(resumeSeconds), agent: { ...agent, tools } }
}
