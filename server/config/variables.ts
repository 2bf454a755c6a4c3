/** Every variable of the environment that this server reads: what it may be, what it is without it, and how else it is spelt. */

import * as z from 'zod'
import { FRAME_MAX_MS, FRAME_MIN_MS, FRAME_MS } from '../../shared/audio-format.ts'
import { NEWEST_API_VERSION } from '../agent/api-version.ts'
import type { Environment } from '../agent/environment.ts'
import { trimPasted, withoutInvisible } from '../text/pasted.ts'
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
  wholeNumber,
} from './settings.ts'

/** A resource takes 30 new connections a minute (protocol reference 1.7); the rest is for `/ready` elsewhere, and for a second server. */
export const DIALS_PER_MINUTE = 25

/** Those that the server acts on. */
export const variables = z.object({
  AZURE_VOICE_LIVE_ENDPOINT: endpoint
    .optional()
    .describe('your Foundry or Speech resource, `https://<resource>.services.ai.azure.com`; without it, the emulator'),
  AZURE_VOICE_LIVE_API_KEY: headerValue('AZURE_VOICE_LIVE_API_KEY')
    .optional()
    .describe('its key; without it, Entra ID: `az login`, or the managed identity'),
  AZURE_VOICE_LIVE_API_VERSION: z
    .preprocess(
      (value) => (typeof value === 'string' ? withoutInvisible(value) : value),
      z.string().regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, {
        error: 'AZURE_VOICE_LIVE_API_VERSION must be a date such as 2026-07-15; leave it out for that one.',
      }),
    )
    .default(NEWEST_API_VERSION)
    .describe('which version of the service is spoken with'),
  AZURE_CLIENT_ID: headerValue('AZURE_CLIENT_ID')
    .optional()
    .describe('the managed identity to sign in with; beside `AZURE_TENANT_ID`, an app'),
  AZURE_TENANT_ID: z.string().optional().describe('the tenant of that app, which signs in with `AZURE_CLIENT_SECRET`'),
  AGENT_DIR: z.string().optional().describe('a folder of agents, which goes before `agents/`'),
  TOOL_DIR: z.string().optional().describe('a folder of tools, which goes before `tools/`'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('the address to listen on; off this machine an access code is required'),
  PORT: wholeNumber('PORT', 0, 65_535, 8080).describe('the port to listen on; 0 for any that is free'),
  ALLOWED_HOSTS: hostNames
    .default([])
    .describe(
      'further names, with commas, by which a page that is open on this machine may be opened; `*` for all of them',
    ),
  ACCESS: z
    .literal('open', { error: 'ACCESS can only be open; leave it out to ask for the access code.' })
    .optional()
    .describe('`open` lets everybody in who reaches the server'),
  ACCESS_CODE_HASH: z
    .string()
    .optional()
    .describe('the access code, as `azdeploy.sh code` writes it, or `node infra/scripts/new-code.mjs` prints it'),
  TICKET_SECRET: z.string().optional().describe('what access cookies are signed with'),
  BEHIND_PROXY: flag('BEHIND_PROXY').describe('`true` trusts the `X-Forwarded` headers of a proxy of your own'),
  HTTPS_PROXY: proxyAddress.optional().describe('a proxy between this server and Azure'),
  NO_PROXY: z.string().default('').describe('names that are reached without it'),
  MAX_SESSIONS: wholeNumber('MAX_SESSIONS', 1, 10_000, 100).describe('calls at a time'),
  MAX_SESSIONS_PER_ADDRESS: sessionsPerAddress
    .optional()
    .describe('calls at a time from one address; without it, a share of `MAX_SESSIONS`'),
  IDLE_MINUTES: minutes('IDLE_MINUTES', 5).describe('a call ends after so much silence, with a warning before'),
  MAX_MINUTES: minutes('MAX_MINUTES', 60).describe('a call ends after so long, with a warning before'),
  RESUME_SECONDS: wholeNumber('RESUME_SECONDS', 0, 300, 30).describe(
    'a call waits so long for a page that lost its network or was loaded anew',
  ),
  RECONNECT_SECONDS: wholeNumber('RECONNECT_SECONDS', 1, 3600, 180).describe(
    'a call goes on so long without a voice service that it lost',
  ),
  DIALS_PER_MINUTE: integer('DIALS_PER_MINUTE', 0, 10_000, DIALS_PER_MINUTE)
    .optional()
    .describe(
      `new connections to the service in any minute, of all calls together; without it ${DIALS_PER_MINUTE} on Azure, else as many as they like, as with 0`,
    ),
  DRAIN_SECONDS: z.coerce
    .number(`DRAIN_SECONDS must be a number of seconds; leave it out for ${DRAIN_SECONDS}.`)
    .refine((value) => value > 0 && value <= DRAIN_SECONDS_MAX, {
      error: `DRAIN_SECONDS must be more than 0 and at most ${DRAIN_SECONDS_MAX}; leave it out for ${DRAIN_SECONDS}.`,
    })
    .default(DRAIN_SECONDS)
    .describe('a server that is told to stop waits so long for its pages to close'),
  FRAME_MS: wholeNumber('FRAME_MS', FRAME_MIN_MS, FRAME_MAX_MS, FRAME_MS).describe('length of a frame of sound, in ms'),
  VOICE_LIVE_VERBOSE: flag('VOICE_LIVE_VERBOSE').describe('`true` logs the name of each event'),
  GIT_SHA: z.string().optional().describe('the commit that the server was built from, for `/status`'),
  WEBSITE_AUTH_ENABLED: flag('WEBSITE_AUTH_ENABLED').describe('set by App Service: people sign in before they come'),
  WEBSITE_SITE_NAME: z.string().optional().describe('set by App Service'),
  WEBSITE_INSTANCE_ID: z.string().optional().describe('set by App Service'),
})

/** Those that choose the agent, and win over its file. */
export const agentVariables = z.object({
  AGENT_PROFILE: z
    .string()
    .default('general-assistant')
    .describe('the agent: the name of a file in `agents/` without `.json`, or the path of one'),
  VOICE_LIVE_MODEL: z.string().optional().describe('wins over `model` of the agent’s file'),
  VOICE_LIVE_PROFILE: z
    .string()
    .optional()
    .describe('wins over `byom`: how a model of your own is called; it does not choose the agent'),
  VOICE_LIVE_VOICE: z
    .string()
    .optional()
    .describe('the name of any voice; wins over `session.voice` with all its options'),
  VOICE_LIVE_INSTRUCTIONS: z.string().optional().describe('wins over `session.instructions`'),
  AZURE_VOICELIVE_AGENT_ID: z
    .string()
    .optional()
    .describe('a Foundry agent, by its name or `name:version`, in place of the model'),
  AZURE_VOICELIVE_PROJECT_NAME: z.string().optional().describe('the Foundry project of that agent'),
  AZURE_VOICELIVE_AGENT_VERSION: z.string().optional().describe('a version of it to stay with'),
})

/** Where the others may be written down. */
export const fileVariables = z.object({
  ENV_FILE: z.string().default('.env').describe('another file of variables'),
})

/** Names that are taken as well, by the one that they stand for: those of the labs, of Microsoft's samples, and of other programs. */
export const otherSpellings: Readonly<Record<string, readonly string[]>> = {
  AZURE_VOICE_LIVE_ENDPOINT: ['AZURE_VOICELIVE_ENDPOINT'],
  AZURE_VOICE_LIVE_API_KEY: ['AZURE_VOICELIVE_API_KEY'],
  AZURE_VOICE_LIVE_API_VERSION: ['AZURE_VOICELIVE_API_VERSION'],
  VOICE_LIVE_MODEL: ['AZURE_VOICELIVE_MODEL', 'AZURE_VOICE_LIVE_MODEL', 'VOICELIVE_MODEL'],
  VOICE_LIVE_VOICE: ['AZURE_VOICELIVE_VOICE', 'AZURE_VOICE_LIVE_VOICE', 'VOICELIVE_VOICE'],
  VOICE_LIVE_INSTRUCTIONS: ['AZURE_VOICELIVE_INSTRUCTIONS', 'AZURE_VOICE_LIVE_INSTRUCTIONS', 'VOICELIVE_INSTRUCTIONS'],
  AZURE_VOICELIVE_AGENT_ID: ['AZURE_VOICELIVE_AGENT_NAME', 'AZURE_VOICE_LIVE_AGENT_ID', 'AI_FOUNDRY_AGENT_ID'],
  AZURE_VOICELIVE_PROJECT_NAME: ['AZURE_VOICELIVE_PROJECT', 'AZURE_VOICE_LIVE_PROJECT_NAME', 'AI_FOUNDRY_PROJECT_NAME'],
  AZURE_VOICELIVE_AGENT_VERSION: ['AZURE_VOICE_LIVE_AGENT_VERSION'],
  HTTPS_PROXY: ['https_proxy'],
  NO_PROXY: ['no_proxy'],
}

/** The first spelling that has a value. Variables that are empty count as absent, for App Service keeps emptied settings. */
export const spellingOf = (env: Environment, name: string): string | undefined =>
  [name, ...(otherSpellings[name] ?? [])].find((spelling) => trimPasted(env[spelling] ?? '') !== '')

/** An environment in which each variable has its own name, without what came along when its value was pasted. */
export function respelt(env: Environment): Environment {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value = '']) => (trimPasted(value) === '' ? [] : [[name, trimPasted(value)]])),
  )
  const named = Object.keys(otherSpellings).map((name) => [name, given[spellingOf(given, name) ?? '']])
  return { ...given, ...Object.fromEntries(named) }
}
