/** Turns variables into a checked, frozen Config, or into one sentence per problem. */

import type * as z from 'zod'
import type { AccessPolicy } from '../access/access.ts'
import { namesOf } from '../access/hosts.ts'
import { choosePolicy } from '../access/policy.ts'
import type { Environment } from '../agent/environment.ts'
import { placesOfOneNetwork, unclean } from './settings.ts'
import { DIALS_PER_MINUTE, respelt, variables } from './variables.ts'

/** How the server proves who it is. `clientId` names a managed identity; without it, whoever is signed in on this machine. */
export type CredentialConfig = Readonly<
  { type: 'key'; apiKey: string } | { type: 'entra'; clientId: string | undefined }
>

/** Where the calls go. `endpoint` is a `ws:` or `wss:` URL; a path of it is that of a gateway in front of the service. */
export type ServiceConfig =
  | Readonly<{ type: 'emulator' }>
  | Readonly<{
      type: 'azure'
      endpoint: URL
      apiVersion: string
      credential: CredentialConfig
      /** the machine's proxy, and the names that are dialled without it */
      proxy?: Readonly<{ url: URL; bypass: readonly string[] }>
    }>

export type Config = Readonly<{
  host: string
  /** 0 asks the system for a free port. */
  port: number
  frameMs: number
  maxSessions: number
  /** of one address at once */
  maxSessionsPerAddress: number
  /** how long a call is held for a page that lost its socket; it has its place meanwhile */
  resumeWithinMs: number
  /** how long a server that is told to stop waits for its pages to close */
  drainWithinMs: number
  /** how long a call goes on without a service that it lost, until it is given up */
  reconnectWithinMs: number
  /** new connections to the service in any minute, of all calls together; undefined: as many as they like */
  dialsPerMinute: number | undefined
  /** silence of the user, and length of a session, after which it ends; a profile may say less */
  idleMinutes: number
  maxMinutes: number
  access: AccessPolicy
  /** the names that the server answers to; undefined for every name */
  names: readonly string[] | undefined
  /** whether the X-Forwarded headers are written by a proxy of ours */
  behindProxy: boolean
  verbose: boolean
  /** the commit that the image was built from */
  revision: string | undefined
  service: ServiceConfig
}>

export type ConfigResult = Readonly<{ config: Config }> | Readonly<{ problems: readonly string[] }>

/** Reads the settings out of `env`. Variables that are empty count as absent, for App Service keeps emptied settings. */
export function readConfig(env: Environment): ConfigResult {
  const read = variables.safeParse(respelt(env))
  const problems = [...(read.success ? [] : read.error.issues.map(({ message }) => message)), ...unclean(env)]
  if (!read.success || problems.length > 0) return { problems }
  const values = read.data
  const service = chooseService(values)
  // As a URL has it, or as it is.
  const host = values.HOST.replace(/^\[(.*)\]$/, '$1')
  const access = choosePolicy({
    host,
    access: values.ACCESS,
    codeHash: values.ACCESS_CODE_HASH,
    ticketSecret: values.TICKET_SECRET,
    signIn: values.WEBSITE_AUTH_ENABLED,
    onAppService: values.WEBSITE_SITE_NAME !== undefined && values.WEBSITE_INSTANCE_ID !== undefined,
  })
  if (typeof service === 'string' || typeof access === 'string')
    return { problems: [service, access].filter((outcome) => typeof outcome === 'string') }
  return {
    config: {
      host,
      port: values.PORT,
      frameMs: values.FRAME_MS,
      maxSessions: values.MAX_SESSIONS,
      maxSessionsPerAddress: values.MAX_SESSIONS_PER_ADDRESS ?? placesOfOneNetwork(values.MAX_SESSIONS),
      resumeWithinMs: values.RESUME_SECONDS * 1000,
      drainWithinMs: values.DRAIN_SECONDS * 1000,
      reconnectWithinMs: values.RECONNECT_SECONDS * 1000,
      dialsPerMinute: chooseDials(values.DIALS_PER_MINUTE, service),
      idleMinutes: values.IDLE_MINUTES,
      maxMinutes: values.MAX_MINUTES,
      access,
      names: namesOf(access, values.HOST, values.ALLOWED_HOSTS),
      // App Service, which names its site to us, is such a proxy.
      behindProxy: values.BEHIND_PROXY || values.WEBSITE_SITE_NAME !== undefined,
      verbose: values.VOICE_LIVE_VERBOSE,
      revision: values.GIT_SHA,
      service,
    },
  }
}

function chooseService(values: z.output<typeof variables>): ServiceConfig | string {
  const endpoint = values.AZURE_VOICE_LIVE_ENDPOINT
  const apiVersion = values.AZURE_VOICE_LIVE_API_VERSION
  const bypass = values.NO_PROXY.split(/[\s,]+/).filter((name) => name !== '')
  const proxy = values.HTTPS_PROXY ? { proxy: { url: values.HTTPS_PROXY, bypass } } : {}
  if (endpoint) return { type: 'azure', endpoint, apiVersion, credential: chooseCredential(values), ...proxy }
  if (values.AZURE_VOICE_LIVE_API_KEY)
    return 'AZURE_VOICE_LIVE_API_KEY is set without an endpoint; set AZURE_VOICE_LIVE_ENDPOINT, or unset the key to use the emulator.'
  return { type: 'emulator' }
}

/** An emulator has no limit, in this server or alone on this machine; 0 says that the service has none either. */
function chooseDials(asked: number | undefined, service: ServiceConfig): number | undefined {
  const isAzure = service.type === 'azure' && service.endpoint.protocol === 'wss:'
  const dials = asked ?? (isAzure ? DIALS_PER_MINUTE : 0)
  return dials === 0 ? undefined : dials
}

/** A client id beside a tenant is that of an app or a workload identity, which the identity library reads by itself. */
function chooseCredential(values: z.output<typeof variables>): CredentialConfig {
  if (values.AZURE_VOICE_LIVE_API_KEY) return { type: 'key', apiKey: values.AZURE_VOICE_LIVE_API_KEY }
  return { type: 'entra', clientId: values.AZURE_TENANT_ID ? undefined : values.AZURE_CLIENT_ID }
}
