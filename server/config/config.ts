/** The only reader of the environment: turns variables into a checked, frozen Config, or into one sentence per problem. */

import * as z from 'zod'
import { FRAME_MAX_MS, FRAME_MIN_MS, FRAME_MS } from '../../shared/audio-format.ts'
import type { AccessPolicy } from '../access/access.ts'
import { namesOf } from '../access/hosts.ts'
import { choosePolicy } from '../access/policy.ts'
import { placesOfOneNetwork } from '../relay/room.ts'
import { trimPasted, withoutInvisible } from './pasted.ts'
import {
  DRAIN_SECONDS,
  DRAIN_SECONDS_MAX,
  endpoint,
  flag,
  headerValue,
  hostNames,
  integer,
  minutes,
  proxyAddress,
  sessionsPerAddress,
  unclean,
  wholeNumber,
} from './settings.ts'

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
  /** silence of the talker, and length of a session, after which it ends; a profile may say less */
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

export type Environment = Readonly<Record<string, string | undefined>>
export type ConfigResult = Readonly<{ config: Config }> | Readonly<{ problems: readonly string[] }>

/** The newest that this server was made for (protocol reference 1.2). */
export const NEWEST_API_VERSION = '2026-07-15'

/** A resource takes 30 new connections a minute (protocol reference 1.7); the rest is for `/ready` elsewhere, and for a second server. */
const DIALS_PER_MINUTE = 25

/** Every variable but those of the agent: docs/agents.md has them. */
export const variables = z.object({
  AGENT_DIR: z.string().optional(),
  TOOL_DIR: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber('PORT', 0, 65_535, 8080),
  FRAME_MS: wholeNumber('FRAME_MS', FRAME_MIN_MS, FRAME_MAX_MS, FRAME_MS),
  MAX_SESSIONS: wholeNumber('MAX_SESSIONS', 1, 10_000, 100),
  MAX_SESSIONS_PER_ADDRESS: sessionsPerAddress.optional(),
  RESUME_SECONDS: wholeNumber('RESUME_SECONDS', 0, 300, 30),
  DRAIN_SECONDS: z.coerce
    .number(`DRAIN_SECONDS must be a number of seconds; leave it out for ${DRAIN_SECONDS}.`)
    .refine((value) => value > 0 && value <= DRAIN_SECONDS_MAX, {
      error: `DRAIN_SECONDS must be more than 0 and at most ${DRAIN_SECONDS_MAX}; leave it out for ${DRAIN_SECONDS}.`,
    })
    .default(DRAIN_SECONDS),
  RECONNECT_SECONDS: wholeNumber('RECONNECT_SECONDS', 1, 3600, 180),
  DIALS_PER_MINUTE: integer('DIALS_PER_MINUTE', 0, 10_000, DIALS_PER_MINUTE).optional(),
  IDLE_MINUTES: minutes('IDLE_MINUTES', 5),
  MAX_MINUTES: minutes('MAX_MINUTES', 60),
  ACCESS: z.literal('open', { error: 'ACCESS can only be open; leave it out to ask for the access code.' }).optional(),
  ALLOWED_HOSTS: hostNames.default([]),
  ACCESS_CODE_HASH: z.string().optional(),
  TICKET_SECRET: z.string().optional(),
  BEHIND_PROXY: flag('BEHIND_PROXY'),
  WEBSITE_AUTH_ENABLED: flag('WEBSITE_AUTH_ENABLED'),
  WEBSITE_SITE_NAME: z.string().optional(),
  WEBSITE_INSTANCE_ID: z.string().optional(),
  VOICE_LIVE_VERBOSE: flag('VOICE_LIVE_VERBOSE'),
  GIT_SHA: z.string().optional(),
  HTTPS_PROXY: proxyAddress.optional(),
  NO_PROXY: z.string().default(''),
  AZURE_VOICE_LIVE_ENDPOINT: endpoint.optional(),
  AZURE_VOICE_LIVE_API_KEY: headerValue('AZURE_VOICE_LIVE_API_KEY').optional(),
  AZURE_CLIENT_ID: headerValue('AZURE_CLIENT_ID').optional(),
  AZURE_TENANT_ID: z.string().optional(),
  AZURE_VOICE_LIVE_API_VERSION: z
    .preprocess(
      (value) => (typeof value === 'string' ? withoutInvisible(value) : value),
      z.string().regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, {
        error: 'AZURE_VOICE_LIVE_API_VERSION must be a date such as 2026-07-15; leave it out for that one.',
      }),
    )
    .default(NEWEST_API_VERSION),
})

/** Names that are taken as well, by the one that they stand for. */
export const otherSpellings: Readonly<Record<string, string>> = {
  AZURE_VOICE_LIVE_ENDPOINT: 'AZURE_VOICELIVE_ENDPOINT',
  AZURE_VOICE_LIVE_API_KEY: 'AZURE_VOICELIVE_API_KEY',
  HTTPS_PROXY: 'https_proxy',
  NO_PROXY: 'no_proxy',
}

/** Reads the settings out of `env`. Variables that are empty count as absent, for App Service keeps emptied settings. */
export function readConfig(env: Environment): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => (trimPasted(value) === '' ? [] : [[name, trimPasted(value)]])),
  )
  const respelt = Object.fromEntries(
    Object.entries(otherSpellings).map(([name, spelling]) => [name, given[name] ?? given[spelling]]),
  )
  const read = variables.safeParse({ ...given, ...respelt })
  const problems = [...(read.success ? [] : read.error.issues.map(({ message }) => message)), ...unclean(env)]
  if (!read.success || problems.length > 0) return { problems }
  const values = read.data
  const service = chooseService(values)
  const access = choosePolicy({
    host: values.HOST,
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
      host: values.HOST,
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
