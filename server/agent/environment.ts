/** Lets variables win over a profile: those of the lab, so that a voice can be changed without touching a file. */

import { trimPasted } from '../text/pasted.ts'
import { type AgentProfile, byomProfile } from './schema.ts'
import { either } from './words.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The profile as it counts; `origins` says by path which variable set it. */
export type Overridden = Readonly<{
  profile: AgentProfile
  origins: ReadonlyMap<string, string>
  notes: readonly string[]
  problems: readonly string[]
}>

/** Variables that are empty count as absent, for App Service keeps emptied settings. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = trimPasted(env[name] ?? '')
  return value === '' ? undefined : value
}

/**
 * VOICE_LIVE_MODEL, VOICE_LIVE_VOICE and VOICE_LIVE_INSTRUCTIONS win; so does VOICE_LIVE_PROFILE, which says how a model of one's
 * own is called, and the Foundry agent that the variables of the lab name. A Foundry agent brings its own model, so it ignores the first
 * and the fourth: deployments always set a model.
 */
export function applyEnvironment(inFile: AgentProfile, env: Environment): Overridden {
  const found = foundryAgentOf(env)
  const named = found.agent ? withAgent(inFile, found.agent, readVariable(env, 'AGENT_PROFILE') !== undefined) : inFile
  const [model, byom, voice, instructions] = [
    readVariable(env, 'VOICE_LIVE_MODEL'),
    readVariable(env, 'VOICE_LIVE_PROFILE'),
    readVariable(env, 'VOICE_LIVE_VOICE'),
    readVariable(env, 'VOICE_LIVE_INSTRUCTIONS'),
  ]
  const session = {
    ...named.session,
    ...(voice === undefined ? {} : { voice }),
    ...(instructions === undefined ? {} : { instructions }),
  }
  const origins = new Map<string, string>(found.agent ? [['agent', AGENT]] : [])
  if (found.agent) origins.set('agent.project', PROJECT)
  if (found.agent && readVariable(env, VERSION) !== undefined) origins.set('agent.version', VERSION)
  if (voice !== undefined) origins.set('session.voice', 'VOICE_LIVE_VOICE')
  if (instructions !== undefined) origins.set('session.instructions', 'VOICE_LIVE_INSTRUCTIONS')
  const { agent } = named
  if (agent) {
    const ignored = [model && 'VOICE_LIVE_MODEL', byom && 'VOICE_LIVE_PROFILE'].filter((name) => name !== undefined)
    const notes = ignored.map((name) => `${name} is ignored: the Foundry agent ${agent.name} brings its own model.`)
    return { profile: { ...named, session }, origins, notes: [...found.notes, ...notes], problems: found.problems }
  }
  if (model !== undefined) origins.set('model', 'VOICE_LIVE_MODEL')
  if (byom !== undefined) origins.set('byom', 'VOICE_LIVE_PROFILE')
  const called = byomProfile.optional().safeParse(byom)
  const profile: AgentProfile = {
    ...named,
    ...(model === undefined ? {} : { model }),
    ...(called.data === undefined ? {} : { byom: called.data }),
    session,
  }
  return { profile, origins, notes: found.notes, problems: [...found.problems, ...(called.success ? [] : [badByom])] }
}

const AGENT = 'AZURE_VOICELIVE_AGENT_ID'
const PROJECT = 'AZURE_VOICELIVE_PROJECT_NAME'
const VERSION = 'AZURE_VOICELIVE_AGENT_VERSION'

type FoundryAgent = NonNullable<AgentProfile['agent']>
type Found = Readonly<{ agent?: FoundryAgent; notes: readonly string[]; problems: readonly string[] }>

/** The agent of the lab's variables; its samples write a version behind the name, as `shop:3`. */
function foundryAgentOf(env: Environment): Found {
  const [id, project] = [readVariable(env, AGENT), readVariable(env, PROJECT)]
  const problem = (sentence: string): Found => ({ notes: [], problems: [sentence] })
  if (id === undefined)
    return {
      notes: project === undefined ? [] : [`${PROJECT} does nothing without ${AGENT}, which names the agent.`],
      problems: [],
    }
  if (id.startsWith('asst_'))
    return problem(
      `${AGENT} is ${id}, the id of a classic agent, which this server cannot reach; set it to the name of an agent of the new Foundry Agent Service.`,
    )
  if (project === undefined)
    return problem(`${AGENT} is set without ${PROJECT}; set it to the Foundry project of ${id}.`)
  const [name = id, behind] = id.split(':')
  const version = readVariable(env, VERSION) ?? behind
  return { agent: { name, project, ...(version ? { version } : {}) }, notes: [], problems: [] }
}

/** A file that no one chose says nothing of a Foundry agent; one that was chosen keeps what such an agent takes. */
function withAgent(inFile: AgentProfile, agent: FoundryAgent, isChosen: boolean): AgentProfile {
  if (!isChosen) return { name: agent.name, agent }
  const { model: _model, byom: _byom, tools: _tools, mcp_servers: _servers, session, ...rest } = inFile
  const { instructions: _instructions, temperature: _temperature, tool_choice: _choice, ...kept } = session ?? {}
  return { ...rest, session: kept, agent: { ...(inFile.agent?.name === agent.name ? inFile.agent : {}), ...agent } }
}

const badByom =
  `VOICE_LIVE_PROFILE must be ${either(byomProfile.options)}, for it says how a model of your own is called; ` +
  'set AGENT_PROFILE to choose an agent.'
