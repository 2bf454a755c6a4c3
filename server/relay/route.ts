/** The WebSocket route of the page: who may open it, and how its events reach the call. */

import type { Context, MiddlewareHandler } from 'hono'
import type { UpgradeWebSocket, WSEvents } from 'hono/ws'
import type { Access } from '../access/access.ts'
import type { Calls, PageEnd } from './calls.ts'
import { pageSocket, type Subscribe } from './page-socket.ts'

/** A page of another site must not talk for its visitor. A client that is no browser sends no Origin. */
export function isSameOrigin(c: Context): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host')
}

/**
 * Upgrades to a call. Everything is closed over, nothing keyed by the socket: one runtime hands out a new context for every
 * event, and another forgets the request once it is upgraded.
 */
export function pageRoute(
  upgradeWebSocket: UpgradeWebSocket<unknown>,
  access: Pick<Access, 'admission' | 'address'>,
  calls: Calls,
  subscribe?: Subscribe,
): MiddlewareHandler {
  const upgrade = upgradeWebSocket((c): WSEvents<unknown> => {
    const address = access.address(c)
    let call: PageEnd | undefined
    const hear = (data: string | Uint8Array) => {
      if (typeof data === 'string') call?.said(data)
      else call?.heard(data)
    }
    const onMessage: WSEvents<unknown>['onMessage'] = ({ data }) => {
      if (typeof data === 'string') hear(data)
      else if (data instanceof ArrayBuffer) hear(new Uint8Array(data))
    }
    return {
      onOpen: (_event, context) => {
        call = calls.open(pageSocket(context), address)
        subscribe?.(context.raw, hear)
      },
      ...(subscribe ? {} : { onMessage }),
      onClose: ({ code }) => call?.closed(code),
    }
  })
  return async (c, next) => {
    if (!isSameOrigin(c)) return c.text('This address serves pages of this site only.', 403)
    if ((await access.admission(c)) !== 'granted') return c.text('Ask for a ticket at /access first.', 401)
    try {
      return await upgrade(c, next)
    } catch {
      return c.text('The request is no WebSocket handshake.', 400)
    }
  }
}
