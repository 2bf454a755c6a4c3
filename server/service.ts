/** The voice service that is configured, as a target to dial. */

import type { Clock } from '../shared/clock.ts'
import { NEWEST_API_VERSION } from './agent/api-version.ts'
import type { Agent } from './agent/load.ts'
import type { Config, CredentialConfig, ServiceConfig } from './config/config.ts'
import type { Log } from './observe/facts.ts'
import { stackOf } from './observe/stack.ts'
import { apiKeyCredential, azureTarget, type Credential } from './upstream/azure.ts'
import { emulatorTarget } from './upstream/emulator.ts'
import { bearerCredential, entraTokens } from './upstream/entra.ts'
import { inTurn } from './upstream/in-turn.ts'
import type { Caller, ConnectUpstream } from './upstream/port.ts'
import type { OutgoingProxy } from './upstream/proxy.ts'
import type { Query, Target } from './upstream/target.ts'
import { type DialOptions, overWebSocket } from './upstream/websocket.ts'

const credentialOf = (config: CredentialConfig): Credential =>
  config.type === 'key'
    ? apiKeyCredential(config.apiKey)
    : bearerCredential(entraTokens(config.clientId), () => Date.now())

/** `origin` is that of the emulator inside this server. */
export const targetOf = (service: ServiceConfig, query: Query, origin: () => URL): Target =>
  service.type === 'azure'
    ? azureTarget(service.endpoint, service.apiVersion, query, credentialOf(service.credential))
    : emulatorTarget(origin, NEWEST_API_VERSION, query)

export const proxyOf = (service: ServiceConfig): OutgoingProxy | undefined =>
  service.type === 'azure' ? service.proxy : undefined

/** `random` is from 0 to 1; `unixMs` is the time of day; `open` makes the sockets where they are not real ones. */
type World = Readonly<{ clock: Clock; random: () => number; unixMs: () => number; open?: DialOptions['open'] }>

/** Connects calls to `target`, all of them together within what the service takes in a minute. */
export function connectTo(
  target: Target,
  { clock, random, unixMs, open }: World,
  { service, dialsPerMinute }: Pick<Config, 'service' | 'dialsPerMinute'>,
  log: Log,
): ConnectUpstream {
  const failed = (error: unknown, caller?: Caller) =>
    log('error', 'upstream failed', { call: caller?.call, message: stackOf(error) })
  const connect = overWebSocket(target, { failed, proxy: proxyOf(service), clock, unixMs, ...(open ? { open } : {}) })
  if (dialsPerMinute === undefined) return connect
  return inTurn(connect, { perMinute: dialsPerMinute, clock, random, failed })
}

/** What no log may print of a server: how it signs in, and what its agent was told. */
export const secretsOfServer = (
  service: ServiceConfig,
  agent: Pick<Agent, 'session' | 'secrets'>,
): readonly string[] => [...secretsOf(service), agent.session.instructions ?? '', ...agent.secrets]

/** What no log may print of a service. Tokens are not in it: nothing that logs ever holds one. */
export const secretsOf = (service: ServiceConfig): readonly string[] => {
  if (service.type !== 'azure') return []
  const { credential, proxy } = service
  const password = proxy?.url.password ?? ''
  return [
    ...(credential.type === 'key' ? [credential.apiKey] : []),
    ...(password === '' ? [] : [password, decodeURIComponent(password)]),
  ]
}
