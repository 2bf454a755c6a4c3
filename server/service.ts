/** The voice service that is configured, as a target to dial. */

import { type CredentialConfig, NEWEST_API_VERSION, type ServiceConfig } from './config.ts'
import { apiKeyCredential, azureTarget, type Credential } from './upstream/azure.ts'
import { emulatorTarget } from './upstream/emulator.ts'
import { bearerCredential, entraTokens } from './upstream/entra.ts'
import type { Query, Target } from './upstream/target.ts'

export const credentialOf = (config: CredentialConfig): Credential =>
  config.type === 'key'
    ? apiKeyCredential(config.apiKey)
    : bearerCredential(entraTokens(config.clientId), () => Date.now())

/** `origin` is that of the emulator inside this server. */
export const targetOf = (service: ServiceConfig, query: Query, origin: () => URL): Target =>
  service.type === 'azure'
    ? azureTarget(service.endpoint, service.apiVersion, query, credentialOf(service.credential))
    : emulatorTarget(origin, NEWEST_API_VERSION, query)

/** What no log may print. Tokens are not in it: nothing that logs ever holds one. */
export const secretsOf = (service: ServiceConfig): readonly string[] =>
  service.type === 'azure' && service.credential.type === 'key' ? [service.credential.apiKey] : []
