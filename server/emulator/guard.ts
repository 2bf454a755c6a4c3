/** What every request to the emulator must be, before anything is made of it, and how a refusal says why. */

import type { Context, MiddlewareHandler } from 'hono'
import { answersTo, wrongHost } from '../../shared/hosts.ts'

/** A reason as a header takes it: no characters but those of ASCII. Node's adapter sends no body with a refused upgrade, so it is there as well. */
export const reasonHeader = (reason: string): Readonly<Record<string, string>> => ({
  'x-emulator-reason': reason.replaceAll(/[^ -~]/gu, (odd) => `\\u{${odd.codePointAt(0)?.toString(16)}}`),
})

/** Refuses requests by a name that is not the emulator's own. */
export function hostGuard(names: readonly string[]): MiddlewareHandler {
  const isOurs = answersTo(names)
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    if (isOurs(host)) return next()
    const message = wrongHost(host, (hostname) => `start it with --allowed-hosts ${hostname}`)
    return c.json({ error: { code: 'wrong_host', message } }, 403, {
      'x-content-type-options': 'nosniff',
      ...reasonHeader(message),
    })
  }
}

/** Some runtimes hand a request with half of the two headers to the upgrade as well, which then has no socket to take over. */
export const isHandshake = (c: Context): boolean =>
  c.req.header('upgrade')?.toLowerCase() === 'websocket' && /\bupgrade\b/i.test(c.req.header('connection') ?? '')
