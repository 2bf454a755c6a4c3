/** The names that a server answers to: what Host and Origin headers say, made comparable. */

/** `hostname` in lower case, without a trailing dot, IPv6 in brackets; `port` is empty where none is given. */
export type Authority = Readonly<{ hostname: string; port: string }>

const authority = /^(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]%,]+)(?::(\d{1,5}))?$/i
const bareIpv6 = /^[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*$/i

/** Reads `name`, `name:port`, an IPv4 address or an IPv6 address; undefined for anything else. */
export function readAuthority(text: string): Authority | undefined {
  const trimmed = text.trim()
  const match = authority.exec(bareIpv6.test(trimmed) ? `[${trimmed}]` : trimmed)
  const hostname = match?.[1]?.toLowerCase().replace(/\.$/, '')
  return hostname ? { hostname, port: match?.[2] ?? '' } : undefined
}

/** What every browser takes for this machine, without asking a name server. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/** Allows every name. */
export const EVERY_HOST = '*'

/**
 * A page of another site can have its own name resolve to this machine (DNS rebinding); then the browser takes that page and this
 * server for one site, and only the Host header tells. So a server that lets everybody in answers to known names only. Ports do not
 * matter: no name server changes one.
 */
export function answersTo(names: readonly string[]): (host: string | undefined) => boolean {
  if (names.includes(EVERY_HOST)) return () => true
  const known = new Set(names.map((name) => readAuthority(name)?.hostname))
  return (host) => {
    const asked = readAuthority(host ?? '')
    return asked !== undefined && known.has(asked.hostname)
  }
}

/** Why a request was refused, for whoever sent it by a name of their own. */
export function wrongHost(host: string | undefined, howToAllow: (hostname: string) => string): string {
  const hostname = readAuthority(host ?? '')?.hostname.slice(0, 253)
  if (hostname === undefined) return 'This server needs a Host header with its name; open it as http://localhost.'
  return `This server does not answer to the name ${hostname}. Open it as localhost; if you gave it that name yourself, ${howToAllow(hostname)}.`
}
