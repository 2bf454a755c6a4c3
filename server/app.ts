/** The routes of the server. It names no runtime: what differs between them comes in as an argument. */

import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import type { UpgradeWebSocket } from 'hono/ws'
import type { Access } from './access/access.ts'
import { hostGuard } from './access/hosts.ts'
import { type Assets, serveAsset } from './assets.ts'
import type { Log } from './observe/facts.ts'
import { stackOf } from './observe/stack.ts'
import { type Readiness, readyRoute } from './ready.ts'
import type { Calls } from './relay/calls.ts'
import type { Subscribe } from './relay/page-socket.ts'
import { pageRoute } from './relay/route.ts'

export type AppOptions = Readonly<{
  upgradeWebSocket: UpgradeWebSocket<unknown>
  subscribe?: Subscribe | undefined
  access: Access
  /** The names that this server answers to; undefined for every name. */
  names?: readonly string[] | undefined
  calls: Calls
  /** Whether the voice service would take a call now. */
  ready: () => Promise<Readiness>
  assets: Assets
  /** The commit of this build; /health tells it, so that a deployment knows whether the old or the new container answers. */
  revision?: string | undefined
  /** What /status says besides the calls: no prompt, no secret, no endpoint. */
  status: Readonly<Record<string, unknown>>
  log: Log
  /** Adds more routes: the emulator's, or those of a development server. They come before the page's headers. */
  extend?: (app: Hono) => void
}>

/** Everything the page needs comes from this server, its WebSocket and its worklets too. */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  workerSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  mediaSrc: ["'self'", 'blob:'],
  manifestSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

export function createApp({
  upgradeWebSocket,
  subscribe,
  access,
  names,
  calls,
  ready,
  assets,
  revision,
  status,
  log,
  extend,
}: AppOptions): Hono {
  const app = new Hono()
  if (names) app.use(hostGuard(names, log))
  // Before the headers: those of an upgrade belong to the runtime.
  app.get('/ws', pageRoute(upgradeWebSocket, access, calls, subscribe))
  extend?.(app)
  app.use(
    secureHeaders({
      contentSecurityPolicy,
      xFrameOptions: 'DENY',
      // Of this name only: what runs under others of the domain, or on other ports of localhost, is not ours.
      strictTransportSecurity: 'max-age=15552000',
      referrerPolicy: 'no-referrer',
      permissionsPolicy: { microphone: ['self'], camera: [], geolocation: [] },
    }),
  )
  app.get('/ws', (c) => c.text('This address speaks WebSocket only.', 426, { upgrade: 'websocket' }))
  app.route('/', access.routes)
  app.get('/health', (c) =>
    calls.draining() ? c.json({ status: 'draining' }, 503) : c.json({ status: 'ok', revision }),
  )
  app.get('/ready', readyRoute(ready))
  app.get('/status', (c) => {
    c.header('cache-control', 'no-store')
    return c.json({ ...status, draining: calls.draining(), activeCalls: calls.active(), totals: calls.totals() })
  })
  app.get('*', async (c, next) => {
    const asset = assets.get(c.req.path)
    return asset ? serveAsset(asset, c.req.raw) : next()
  })
  app.notFound((c) => c.text('There is nothing at this address.', 404))
  app.onError((error, c) => {
    // Thrown by middleware on purpose: an answer, no failure.
    if (error instanceof HTTPException) return error.getResponse()
    log('error', 'request failed', { path: c.req.path, message: stackOf(error) })
    return c.text('Something went wrong in the server; its log has the details.', 500)
  })
  return app
}
