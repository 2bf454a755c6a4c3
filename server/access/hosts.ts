/** Refuses requests that ask for this server by a name that is not its own, where nothing else would keep a foreign page out. */

import type { Context, MiddlewareHandler } from 'hono'
import { answersTo, isLoopback, LOOPBACK_NAMES, wrongHost } from '../../shared/hosts.ts'
import type { Log } from '../observe/facts.ts'
import type { AccessPolicy } from './access.ts'

/**
 * The names of a server that lets everybody in; undefined where every name will do: a code or a sign-in keeps foreign pages out
 * (their requests bring no ticket), and ACCESS=open on other addresses than loopback is open on purpose unless names are given.
 */
export function namesOf(
  policy: AccessPolicy,
  host: string,
  allowedHosts: readonly string[],
): readonly string[] | undefined {
  if (policy.type !== 'open' || (allowedHosts.length === 0 && !isLoopback(host))) return undefined
  return [...LOOPBACK_NAMES, host, ...allowedHosts]
}

/** The name that a request asks for, whatever the version of HTTP calls it. */
const hostOf = (c: Context): string => c.req.header('host') ?? new URL(c.req.url).host

/** For every route, before all others. */
export function hostGuard(names: readonly string[], log: Log): MiddlewareHandler {
  const isOurs = answersTo(names)
  return async (c, next) => {
    const host = hostOf(c)
    if (isOurs(host)) return next()
    log('warn', 'host refused', { host, path: c.req.path })
    const sentence = wrongHost(host, (hostname) => `set ALLOWED_HOSTS=${hostname} and start it again`)
    return c.text(sentence, 403, { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  }
}
