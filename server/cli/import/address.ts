/** What the address of a client says of who answers: model, own deployment, or Foundry agent. */

import { findModel } from '../../voicelive/models.ts'

/** The fields of a profile that say it, and what of an address a profile has no place for. */
export type Answerer = Readonly<{
  fields: Readonly<Record<string, unknown>>
  lost: readonly string[]
}>

/** Query parameters that are the server's own affair. */
const ofServer = ['api-version', 'api-key', 'authorization']

/** Reads the query of a WebSocket address; a sentence where a profile cannot say who answers. */
export function answererOf(address: string): Answerer | string {
  if (!URL.canParse(address))
    return 'The address must be one such as wss://<resource>.services.ai.azure.com/voice-live/realtime?model=gpt-realtime.'
  const query = new Map([...new URL(address).searchParams].map(([name, value]) => [name.toLowerCase(), value]))
  const take = (name: string): string | undefined => {
    const value = query.get(name)
    query.delete(name)
    return value || undefined
  }
  for (const name of ofServer) query.delete(name)
  if (query.has('agent-id') || query.has('agent_id'))
    return 'The address names a classic agent (agent-id), which this server cannot reach; make it an agent of the new Foundry Agent Service, and give its name.'
  const [name, project] = [take('agent-name'), take('agent-project-name')]
  const agent = {
    name,
    project,
    version: take('agent-version'),
    authentication_identity_client_id: take('agent-authentication-identity-client-id'),
    foundry_resource_override: take('foundry-resource-override'),
  }
  // Azure OpenAI names a deployment, under either name, where Voice Live names a model of one's own.
  const isOwn =
    /\.openai\.azure\.com$/.test(new URL(address).hostname) && findModel(query.get('model') ?? '') === undefined
  const deployment = name === undefined && !query.has('model') ? take('deployment') : isOwn ? take('model') : undefined
  const model =
    deployment === undefined
      ? { model: take('model'), byom: take('profile') }
      : { model: deployment, byom: take('profile') ?? 'byom-azure-openai-realtime' }
  const fields = name === undefined ? model : { agent: present(agent) }
  if (name !== undefined && project === undefined)
    return `The address names the agent ${name} without its agent-project-name; add that.`
  return {
    fields: present(fields),
    lost: [...query.keys()].map((other) => `The address has ${other}, for which a profile has no place.`),
  }
}

const present = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
