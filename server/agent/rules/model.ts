/** Rules about who thinks: model, own deployment or Foundry agent, and what each must not be told. */

import { clip } from '../../../shared/clip.ts'
import { valueAt } from '../../voicelive/fields.ts'
import { modelOf } from '../models.ts'
import { type Rule, row } from '../setup.ts'

/** What an agent has of its own, because the service refuses ours (protocol reference 5.10): by path, with what to do about it. */
const ofAgents = {
  'session.instructions': ['instructions', 'remove it and write them into the agent'],
  'session.temperature': ['temperature', 'remove it and set it in the agent'],
  tools: ['tools of ours', 'remove them and give the agent its tools in Foundry'],
  mcp_servers: ['MCP servers of ours', 'remove them and connect them to the agent in Foundry'],
  'session.tool_choice': ['tool choice', 'remove it'],
} as const

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0)

/** Protocol reference 1.7. */
const PAIRS_MAX = 16
const KEY_MAX_LENGTH = 64
const VALUE_MAX_LENGTH = 512

export const modelRules: readonly Rule[] = [
  row('A profile names a model or a Foundry agent, one of the two.', 'docs', ({ profile }) => {
    if (profile.agent && profile.model !== undefined)
      return 'model and agent exclude each other; remove model to talk with the Foundry agent, or agent to talk with the model.'
    return profile.agent || profile.model !== undefined ? undefined : 'model is missing; add one, such as gpt-realtime.'
  }),
  row('A model of one’s own replaces no Foundry agent.', 'docs', ({ profile }) =>
    profile.agent && profile.byom !== undefined
      ? 'byom is for models, and a Foundry agent brings its own; remove byom.'
      : undefined,
  ),
  row('Some models work only as a deployment of one’s own.', 'docs', ({ profile, nameOf }) =>
    modelOf(profile)?.hosted === false
      ? `${nameOf('model')} is ${profile.model}, which the service does not host; deploy it and set byom to byom-azure-openai-chat-completion.`
      : undefined,
  ),
  row('A Foundry agent has a name, and its version beside it.', 'docs', ({ profile: { agent } }) => {
    const [name = '', version] = agent?.name.split(':') ?? []
    if (name.startsWith('asst_'))
      return `agent.name is ${name}, the id of a classic agent, which this server cannot reach; give the name of an agent of the new Foundry Agent Service.`
    return version === undefined
      ? undefined
      : `agent.name is ${agent?.name}, which has the version in it; set agent.name to ${name} and agent.version to ${version}.`
  }),
  row('A Foundry project is called by its name.', 'docs', ({ profile: { agent }, nameOf }) => {
    const name = agent?.project.replace(/\/+$/, '').split('/').at(-1)
    return agent !== undefined && name !== agent.project
      ? `${nameOf('agent.project')} is the address of a project; set it to its name, ${name}.`
      : undefined
  }),
  row(`Metadata has at most ${PAIRS_MAX} pairs.`, 'docs', ({ session: { metadata = {} }, nameOf }) => {
    const name = nameOf('session.metadata')
    const pairs = Object.entries(metadata)
    if (pairs.length > PAIRS_MAX)
      return `${name} has ${pairs.length} pairs, and the service takes ${PAIRS_MAX}; leave out some.`
    const long = pairs.find(([key, value]) => key.length > KEY_MAX_LENGTH || value.length > VALUE_MAX_LENGTH)
    return long === undefined
      ? undefined
      : `${name}.${clip(long[0], KEY_MAX_LENGTH)} is too long: a key has at most ${KEY_MAX_LENGTH} characters, and its text ${VALUE_MAX_LENGTH}; shorten it.`
  }),
  row('A Foundry agent is reached with Entra, not with a key.', 'docs', ({ family, service, answerer }) =>
    family === 'agent' && service.credential === 'key'
      ? `AZURE_VOICE_LIVE_API_KEY is set, but ${answerer} accepts Entra only; unset the key and sign in.`
      : undefined,
  ),
  ...Object.entries(ofAgents).map(([path, [field, fix]]) =>
    row(`A Foundry agent takes no ${field}.`, 'docs', ({ family, profile, nameOf, answerer }) =>
      family === 'agent' && isGiven(valueAt(profile, path.split('.')))
        ? `${nameOf(path)} cannot be set for ${answerer}, which has its own; ${fix}.`
        : undefined,
    ),
  ),
  // Both are taken in the session, and then every answer fails.
  row('reasoning_effort is for models that reason.', 'seen', ({ session, profile, nameOf, answerer }) =>
    session.reasoning_effort !== undefined && modelOf(profile)?.reasons === false
      ? `${nameOf('session.reasoning_effort')} is for models that reason, and ${answerer} does not; remove it, or choose a model such as gpt-5.`
      : undefined,
  ),
  row('A model that reasons takes no temperature.', 'seen', ({ session, profile, nameOf, answerer }) =>
    session.temperature !== undefined && modelOf(profile)?.reasons === true
      ? `${nameOf('session.temperature')} is taken, and then every answer of ${answerer} fails, for it reasons; remove it, or choose a model such as gpt-4.1.`
      : undefined,
  ),
  row('Some models make no parallel tool calls.', 'seen', ({ session, profile, nameOf, answerer }) =>
    session.parallel_tool_calls === true && modelOf(profile)?.parallelTools === false
      ? `${nameOf('session.parallel_tool_calls')} is true, which ${answerer} refuses; remove it.`
      : undefined,
  ),
]
