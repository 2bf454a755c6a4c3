/** What one variable of the environment may be, and the sentence for when it is something else. */

import * as z from 'zod'
import { EVERY_HOST, isLoopback, readAuthority } from '../../shared/hosts.ts'
import { oddCharacter, trimPasted, withoutInvisible } from '../text/pasted.ts'
import { shownAddress } from '../text/shown.ts'

/** A day, as in the profiles. */
const MINUTES_MAX = 1440

export const integer = (name: string, min: number, max: number, fallback: number) =>
  z.coerce
    .number(`${name} must be a whole number; set it between ${min} and ${max}, or leave it out for ${fallback}.`)
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, {
      error: `${name} must be a whole number between ${min} and ${max}; leave it out for ${fallback}.`,
    })

export const wholeNumber = (name: string, min: number, max: number, fallback: number) =>
  integer(name, min, max, fallback).default(fallback)

const badSessionsPerAddress =
  'MAX_SESSIONS_PER_ADDRESS must be a whole number between 1 and 10000; leave it out for a share of MAX_SESSIONS.'

export const sessionsPerAddress = z.coerce
  .number(badSessionsPerAddress)
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= 10_000, { error: badSessionsPerAddress })

/** A class behind one address, and a quarter of the places if that is more; but never more than three quarters. */
const CLASS = 30

export const placesOfOneNetwork = (maxSessions: number): number =>
  Math.max(Math.ceil(maxSessions / 4), Math.min(CLASS, Math.ceil((maxSessions * 3) / 4)))

export const minutes = (name: string, fallback: number) =>
  z.coerce
    .number(`${name} must be a number of minutes; leave it out for ${fallback}.`)
    .refine((value) => value > 0 && value <= MINUTES_MAX, {
      error: `${name} must be more than 0 and at most ${MINUTES_MAX} minutes; leave it out for ${fallback}.`,
    })
    .default(fallback)

/** App Service waits so long at most between SIGTERM and SIGKILL (WEBSITES_CONTAINER_STOP_TIME_LIMIT). */
export const DRAIN_SECONDS_MAX = 120

/** App Service kills a container five seconds after SIGTERM unless told otherwise; closing what is left takes a quarter more. */
export const DRAIN_SECONDS = 3.6

const words: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true, '1': true },
  ...{ false: false, no: false, off: false, '0': false },
}

export const flag = (name: string) =>
  z
    .string()
    .refine((value) => value.toLowerCase() in words, {
      error: `${name} must be true or false; remove everything else from its value, comments too.`,
    })
    .transform((value) => words[value.toLowerCase()] === true)
    .default(false)

/** `voice.example, 192.168.1.5`, or `*`; a port is forgiven, because none matters. */
export const hostNames = z.string().transform((value, context) => {
  const names = value.split(',').flatMap((name) => name.trim() || [])
  const wrong = names.find((name) => name !== EVERY_HOST && !readAuthority(name))
  if (wrong === undefined) return names
  // What signs in may have a comma in it, too.
  const odd = shownAddress(value) === value ? JSON.stringify(wrong) : 'an address of a page'
  context.addIssue(
    `ALLOWED_HOSTS must be names or addresses with commas between them, for example voice.example,192.168.1.5; ${odd} is neither.`,
  )
  return z.NEVER
})

/** What goes into a header: invisible characters are taken out of it, and with others no connection could ever be made. */
export const headerValue = (name: string) =>
  z.string().transform((value, context) => {
    const clean = withoutInvisible(value)
    if (/^<.*>$/.test(clean))
      context.addIssue(`${name} is what a sample has in its place; set it to your own, or unset it.`)
    const odd = oddCharacter(clean)
    if (odd !== undefined) context.addIssue(oddSentence(name, odd))
    return clean
  })

const oddSentence = (name: string, odd: string): string =>
  `${name} has a character in it that cannot be right (${odd}); copy it again, and nothing else.`

/** Hosts of Azure itself: there a path is that of a project or of another API, and never part of the way to Voice Live. */
const azureHost = /\.azure\.(com|us|cn)$/

/** Where people look for the address. */
const portals = /^(portal\.azure\.(com|us|cn)|(ai|oai)\.azure\.com|speech\.microsoft\.com)$/

/** Ends of an address that people copy from the portal or from a sample. */
const knownPath = /\/(api\/projects|openai|models|voice-live)(\/.*)?$/

/** What a gateway has put before the path of the service, without a slash at its end. */
const gatewayPath = ({ hostname, pathname }: URL): string =>
  azureHost.test(hostname) ? '' : pathname.replace(knownPath, '').replace(/\/+$/, '')

/** An `https:` address, or `http:` on this machine (an emulator run alone); comes out as `wss:` or `ws:`. */
export const endpoint = headerValue('AZURE_VOICE_LIVE_ENDPOINT').transform((value, context) => {
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
  else if (portals.test(url.hostname))
    context.addIssue(
      'AZURE_VOICE_LIVE_ENDPOINT is the address of a portal; set it to that of the resource, which is on its overview page: https://<resource>.services.ai.azure.com.',
    )
  else return new URL(`${scheme}//${url.host}${gatewayPath(url)}`)
  return z.NEVER
})

/** Whether it can be read again as it was before it was put into an address. */
function isEscaped(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

/** A proxy that is asked by CONNECT, with or without a scheme, as other programs take it. */
export const proxyAddress = headerValue('HTTPS_PROXY').transform((value, context) => {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isProxy = url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
  if (isProxy && isEscaped(url.username) && isEscaped(url.password)) return url
  context.addIssue(
    isProxy
      ? 'HTTPS_PROXY has a % in its name or password that stands for itself; write it as %25.'
      : 'HTTPS_PROXY must be the address of a proxy; set it to http://<host>:<port>, or unset it.',
  )
  return z.NEVER
})

/** The identity library reads these by itself, as they are: nothing can be taken out of them here. */
const readElsewhere = ['AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET'] as const

export const unclean = (env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  readElsewhere.flatMap((name) => {
    const value = env[name] ?? ''
    const odd = oddCharacter(value)
    if (odd !== undefined) return [oddSentence(name, odd)]
    return trimPasted(value) === value
      ? []
      : [`${name} is in quotes, which the identity library takes for a part of it; take them off.`]
  })
