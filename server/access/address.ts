/** Whose request it is, as far as the network tells: the address that caps and lock-outs count by. */

import type { Context } from 'hono'

/** The peer's address as the runtime knows it; undefined when it does not. */
export type PeerAddress = (c: Context) => string | undefined

/**
 * The address of the page's machine. Behind a proxy that is trusted it is the last entry of X-Forwarded-For, which that proxy
 * wrote itself; the entries before it are whatever the sender claims. App Service appends a port to IPv4 addresses.
 */
export function addressOf(c: Context, peer: PeerAddress, behindProxy: boolean): string {
  const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return networkOf(forwarded || peer(c) || 'unknown')
}

/** An IPv4 address without port, or the /64 of an IPv6 address: one household owns all of it. */
export function networkOf(address: string): string {
  const ipv4 = /(?:^|:)((?:\d{1,3}\.){3}\d{1,3})(?::\d+)?$/.exec(address)
  if (ipv4?.[1]) return ipv4[1]
  const ipv6 = address.replace(/^\[|\](?::\d+)?$/g, '').toLowerCase()
  if (!ipv6.includes(':')) return address
  const [head = '', tail] = ipv6.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.join(':')}::/64`
}
