/** The WebSocket route of the page: who may open it, and how its events reach the call. */

import type { Context, MiddlewareHandler } from 'hono'
import type { UpgradeWebSocket, WSEvents } from 'hono/ws'
import type { Access } from '../access/access.ts'
import type { Calls } from './calls.ts'
import { pageSocket, type Subscribe } from './page-socket.ts'
import type { PageEnd } from './visit.ts'

/** Some runtimes hand a request with half of the two headers to the upgrade as well, which then has no socket to take over. */
const isHandshake = (c: Context): boolean =>
  c.req.header('upgrade')?.toLowerCase() === 'websocket' && /\bupgrade\b/i.test(c.req.header('connection') ?? '')

/**
 * Upgrades to a call. Everything is closed over, nothing keyed by the socket: one runtime hands out a new context for every
 * event, and another forgets the request once it is upgraded.
 */
export function pageRoute(
  upgradeWebSocket: UpgradeWebSocket<unknown>,
  access: Pick<Access, 'admission' | 'address' | 'accessId' | 'isSameSite'>,
  calls: Calls,
  subscribe?: Subscribe,
): MiddlewareHandler {
  const upgrade = upgradeWebSocket((c): WSEvents<unknown> => {
    const caller = { address: access.address(c), accessId: access.accessId(c) }
    let call: PageEnd | undefined
    const receive = (data: string | Uint8Array) => {
      if (typeof data === 'string') call?.onMessage(data)
      else call?.onAudio(data)
    }
    const onMessage: WSEvents<unknown>['onMessage'] = ({ data }) => {
      if (typeof data === 'string') receive(data)
      else if (data instanceof ArrayBuffer) receive(new Uint8Array(data))
    }
    return {
      onOpen: (_event, context) => {
        call = calls.open(pageSocket(context), caller)
        subscribe?.(context.raw, receive)
      },
      ...(subscribe ? {} : { onMessage }),
      onClose: ({ code }) => call?.onClose(code),
    }
  })
  return async (c, next) => {
    if (!access.isSameSite(c)) return c.text('This address serves pages of this site only.', 403)
    if ((await access.admission(c)) !== 'granted') return c.text('Ask for a ticket at /access first.', 401)
    if (!isHandshake(c)) return next()
    try {
      return await upgrade(c, next)
    } catch {
      return c.text('The request is no WebSocket handshake.', 400)
    }
  }
}
