/** The part of the service's address that an agent decides. */

import type { AgentProfile } from './schema.ts'

/** Query parameters by name, spelt as the SDK does (protocol reference 1.3); `api-version` is not the agent's. */
export function queryOf({ model, byom, agent }: AgentProfile): Readonly<Record<string, string>> {
  const parameters = agent
    ? {
        'agent-name': agent.name,
        'agent-project-name': agent.project,
        'agent-version': agent.version,
        'agent-authentication-identity-client-id': agent.authentication_identity_client_id,
        'foundry-resource-override': agent.foundry_resource_override,
      }
    : { model, profile: byom }
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
