/** Whether a page that opens a socket is a page of this site, also where a proxy stands between. */

import type { Context } from 'hono'
import { type Authority, readAuthority } from '../../shared/hosts.ts'

type Origin = Authority & Readonly<{ scheme: 'http' | 'https' }>

/** Undefined for `null` (a sandboxed frame, a file) and for what is no web page, such as a browser extension. */
function readOrigin(text: string): Origin | undefined {
  const match = /^(https?):\/\/([^/]+)$/i.exec(text.trim())
  const read = match?.[2] === undefined ? undefined : readAuthority(match[2])
  return read && { ...read, scheme: match?.[1]?.toLowerCase() === 'https' ? 'https' : 'http' }
}

const defaultPorts = { http: '80', https: '443' }
const unwrappedPorts: ReadonlySet<string> = new Set(Object.values(defaultPorts))

/** What a trusted proxy wrote stands last: the entries before it are whatever the sender claims. */
export const lastOf = (list: string | undefined): string | undefined => list?.split(',').at(-1)?.trim() || undefined

/**
 * A browser tells the origin of the page, and the Host that it asked for. They are one site when name and port agree, where a port
 * that is left out is that of the scheme. Behind a proxy of ours, the Host that the browser asked for may be in X-Forwarded-Host
 * instead; some proxies leave its port out, or write the one of the connection that they unwrapped. No page can write these headers.
 */
export function isSameOrigin(c: Context, origin: string, behindProxy: boolean): boolean {
  const page = readOrigin(origin)
  if (!page) return false
  const forwarded = (name: string) => (behindProxy ? lastOf(c.req.header(name)) : undefined)
  // Only this way round: a proxy behind the one that unwrapped TLS may well tell http.
  if (/^(https|wss)$/i.test(forwarded('x-forwarded-proto') ?? '') && page.scheme === 'http') return false
  const usual = defaultPorts[page.scheme]
  const pagePort = page.port || usual
  const isAsked = (host: string | undefined): boolean => {
    const asked = readAuthority(host ?? '')
    if (asked?.hostname !== page.hostname) return false
    if ((asked.port || usual) === pagePort) return true
    return behindProxy && (asked.port === '' || (pagePort === usual && unwrappedPorts.has(asked.port)))
  }
  return [c.req.header('host'), forwarded('x-forwarded-host')].some(isAsked)
}
