/** The only reader of the environment: turns variables into a checked, frozen Config, or into one sentence per problem. */

import * as z from 'zod'
import { FRAME_MAX_MS, FRAME_MIN_MS, FRAME_MS } from '../shared/audio-format.ts'

/** Where the calls go. `endpoint` is a `ws:` or `wss:` URL without path. */
export type ServiceConfig =
  | Readonly<{ type: 'emulator' }>
  | Readonly<{ type: 'azure'; endpoint: URL; apiVersion: string; apiKey: string }>

export type Config = Readonly<{
  host: string
  /** 0 asks the system for a free port. */
  port: number
  frameMs: number
  maxSessions: number
  verbose: boolean
  service: ServiceConfig
}>

export type Environment = Readonly<Record<string, string | undefined>>
export type ConfigResult = Readonly<{ config: Config }> | Readonly<{ problems: readonly string[] }>

/** The newest that this server was made for (protocol reference 1.2). */
export const NEWEST_API_VERSION = '2026-07-15'

const wholeNumber = (name: string, min: number, max: number, fallback: number) =>
  z.coerce
    .number(`${name} must be a whole number; set it between ${min} and ${max}, or leave it out for ${fallback}.`)
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `${name} must be a whole number between ${min} and ${max}; leave it out for ${fallback}.`,
    })
    .default(fallback)

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

const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

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
  VOICE_LIVE_VERBOSE: flag('VOICE_LIVE_VERBOSE'),
  AZURE_VOICE_LIVE_ENDPOINT: endpoint.optional(),
  AZURE_VOICE_LIVE_API_KEY: z.string().optional(),
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
  const service = chooseService(
    values.AZURE_VOICE_LIVE_ENDPOINT,
    values.AZURE_VOICE_LIVE_API_KEY,
    values.AZURE_VOICE_LIVE_API_VERSION,
  )
  if (typeof service === 'string') return { problems: [service] }
  return {
    config: {
      host: values.HOST,
      port: values.PORT,
      frameMs: values.FRAME_MS,
      maxSessions: values.MAX_SESSIONS,
      verbose: values.VOICE_LIVE_VERBOSE,
      service,
    },
  }
}

function chooseService(
  address: URL | undefined,
  apiKey: string | undefined,
  apiVersion: string,
): ServiceConfig | string {
  if (address && apiKey) return { type: 'azure', endpoint: address, apiVersion, apiKey }
  if (address) return 'AZURE_VOICE_LIVE_ENDPOINT is set without a key; set AZURE_VOICE_LIVE_API_KEY as well.'
  if (apiKey)
    return 'AZURE_VOICE_LIVE_API_KEY is set without an endpoint; set AZURE_VOICE_LIVE_ENDPOINT, or unset the key to use the emulator.'
  return { type: 'emulator' }
}
