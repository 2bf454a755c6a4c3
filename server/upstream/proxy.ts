/** The outgoing proxy of the machine: which connections go through it, and how one is opened by CONNECT. */

import type { Agent } from 'node:http'
import { HttpsProxyAgent } from 'https-proxy-agent'

/** `url` may hold a name and a password; `bypass` are the names that are dialled directly, as NO_PROXY lists them. */
export type OutgoingProxy = Readonly<{ url: URL; bypass: readonly string[] }>

/** How a proxy may be named in a log: without its password. */
export const placeOf = ({ url }: OutgoingProxy): string => `${url.protocol}//${url.host}`

/** A name stands for itself and for all below it, with a port for that port only; `*` for everything. This machine is never asked for by a proxy. */
export function isBypassed({ hostname, port, protocol }: URL, bypass: readonly string[]): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (/^(localhost|127(\.\d+){3}|::1)$/.test(host)) return true
  const realPort = port || (protocol === 'wss:' || protocol === 'https:' ? '443' : '80')
  return bypass.some((entry) => {
    const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (entry === '*') return true
    return name !== '' && (only === undefined || only === realPort) && (host === name || host.endsWith(`.${name}`))
  })
}

/**
 * An agent for one dial; `refusal` says what the proxy answered when it was not 200, because the service is not to be blamed for it.
 * `abort` ends the connection to the proxy, which is nobody's before the proxy has answered.
 */
export type Tunnel = Readonly<{ agent: Agent; refusal: () => string | undefined; abort: () => void }>

/** Undefined when `url` is dialled directly. */
export function tunnelTo(url: URL, proxy: OutgoingProxy | undefined): Tunnel | undefined {
  if (!proxy || isBypassed(url, proxy.bypass)) return undefined
  let refused: string | undefined
  const dialling = new AbortController()
  // It hands its options on to node:net, which takes a signal; its own types do not say so.
  const options: object = { signal: dialling.signal }
  const agent = new HttpsProxyAgent(proxy.url, options)
  agent.on('proxyConnect', ({ statusCode, statusText }: { statusCode: number; statusText: string }) => {
    if (statusCode !== 200) refused = `the proxy ${placeOf(proxy)} answered ${statusCode} ${statusText}`.trim()
  })
  return { agent, refusal: () => refused, abort: () => dialling.abort() }
}
