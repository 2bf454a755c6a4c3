/** The only reader of the environment: turns variables into a checked, frozen Config, or into one sentence per problem. */

import * as z from 'zod'
import { FRAME_MAX_MS, FRAME_MIN_MS, FRAME_MS } from '../shared/audio-format.ts'
import { EVERY_HOST, isLoopback, readAuthority } from '../shared/hosts.ts'
import type { AccessPolicy } from './access/access.ts'
import { namesOf } from './access/hosts.ts'
import { choosePolicy } from './access/policy.ts'
import { placesOfOneNetwork } from './relay/room.ts'

/** How the server proves who it is. `clientId` names a managed identity; without it, whoever is signed in on this machine. */
export type CredentialConfig = Readonly<
  { type: 'key'; apiKey: string } | { type: 'entra'; clientId: string | undefined }
>

/** Where the calls go. `endpoint` is a `ws:` or `wss:` URL without path. */
export type ServiceConfig =
  | Readonly<{ type: 'emulator' }>
  | Readonly<{ type: 'azure'; endpoint: URL; apiVersion: string; credential: CredentialConfig }>

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

/** A day, as in the profiles. */
const MINUTES_MAX = 1440

const wholeNumber = (name: string, min: number, max: number, fallback: number) =>
  z.coerce
    .number(`${name} must be a whole number; set it between ${min} and ${max}, or leave it out for ${fallback}.`)
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `${name} must be a whole number between ${min} and ${max}; leave it out for ${fallback}.`,
    })
    .default(fallback)

const sessionsPerAddress = z.coerce
  .number()
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 10_000, {
    error:
      'MAX_SESSIONS_PER_ADDRESS must be a whole number between 1 and 10000; leave it out for a share of MAX_SESSIONS.',
  })

const minutes = (name: string, fallback: number) =>
  z.coerce
    .number(`${name} must be a number of minutes; leave it out for ${fallback}.`)
    .refine((value) => value > 0 && value <= MINUTES_MAX, {
      error: `${name} must be more than 0 and at most ${MINUTES_MAX} minutes; leave it out for ${fallback}.`,
    })
    .default(fallback)

/** App Service waits so long at most between SIGTERM and SIGKILL (WEBSITES_CONTAINER_STOP_TIME_LIMIT). */
const DRAIN_SECONDS_MAX = 120

/** App Service kills a container five seconds after SIGTERM unless told otherwise; closing what is left takes a quarter more. */
const DRAIN_SECONDS = 3.6

const words: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true, '1': true },
  ...{ false: false, no: false, off: false, '0': false },
}

const flag = (name: string) =>
  z
    .string()
    .refine((value) => value.toLowerCase() in words, {
      error: `${name} must be true or false; remove everything else from its value, comments too.`,
    })
    .transform((value) => words[value.toLowerCase()] === true)
    .default(false)

/** `voice.example, 192.168.1.5`, or `*`; a port is forgiven, for none matters. */
const hostNames = z.string().transform((value, context) => {
  const names = value.split(',').flatMap((name) => name.trim() || [])
  const wrong = names.find((name) => name !== EVERY_HOST && !readAuthority(name))
  if (wrong === undefined) return names
  context.addIssue(
    `ALLOWED_HOSTS must be names or addresses with commas between them, for example voice.example,192.168.1.5; ${JSON.stringify(wrong)} is neither.`,
  )
  return z.NEVER
})

/** An `https:` address, or `http:` on this machine (an emulator run alone); comes out as `wss:` or `ws:`. */
const endpoint = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const scheme = url && { 'https:': 'wss:', 'wss:': 'wss:', 'http:': 'ws:', 'ws:': 'ws:' }[url.protocol]
  if (!url || !scheme)
    context.addIssue(
      'AZURE_VOICE_LIVE_ENDPOINT must be the address of the resource; set it to https://<resource>.services.ai.azure.com.',
    )
  else if (scheme === 'ws:' && !isLoopback(url.hostname))
    context.addIssue(
      'AZURE_VOICE_LIVE_ENDPOINT would send the key unencrypted; use https://, for http:// is accepted on this machine only.',
    )
  else return new URL(`${scheme}//${url.host}`)
  return z.NEVER
})

/** Every variable but those of the agent: docs/agents.md has them. */
export const variables = z.object({
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
  AZURE_VOICE_LIVE_ENDPOINT: endpoint.optional(),
  AZURE_VOICE_LIVE_API_KEY: z.string().optional(),
  AZURE_CLIENT_ID: z.string().optional(),
  AZURE_TENANT_ID: z.string().optional(),
  AZURE_VOICE_LIVE_API_VERSION: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, {
      error: 'AZURE_VOICE_LIVE_API_VERSION must be a date such as 2026-07-15; leave it out for that one.',
    })
    .default(NEWEST_API_VERSION),
})

/** Names that are taken as well, by the one that they stand for. */
export const otherSpellings: Readonly<Record<string, string>> = {
  AZURE_VOICE_LIVE_ENDPOINT: 'AZURE_VOICELIVE_ENDPOINT',
  AZURE_VOICE_LIVE_API_KEY: 'AZURE_VOICELIVE_API_KEY',
}

/** Reads the settings out of `env`. Variables that are empty count as absent, for App Service keeps emptied settings. */
export function readConfig(env: Environment): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const respelt = Object.fromEntries(
    Object.entries(otherSpellings).map(([name, spelling]) => [name, given[name] ?? given[spelling]]),
  )
  const read = variables.safeParse({ ...given, ...respelt })
  if (!read.success) return { problems: read.error.issues.map((issue) => issue.message) }
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
  if (endpoint) return { type: 'azure', endpoint, apiVersion, credential: chooseCredential(values) }
  if (values.AZURE_VOICE_LIVE_API_KEY)
    return 'AZURE_VOICE_LIVE_API_KEY is set without an endpoint; set AZURE_VOICE_LIVE_ENDPOINT, or unset the key to use the emulator.'
  return { type: 'emulator' }
}

/** A client id beside a tenant is that of an app or a workload identity, which the identity library reads by itself. */
function chooseCredential(values: z.output<typeof variables>): CredentialConfig {
  if (values.AZURE_VOICE_LIVE_API_KEY) return { type: 'key', apiKey: values.AZURE_VOICE_LIVE_API_KEY }
  return { type: 'entra', clientId: values.AZURE_TENANT_ID ? undefined : values.AZURE_CLIENT_ID }
}
