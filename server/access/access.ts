/** Who may start a session: everybody on this machine; elsewhere, who gave the access code or signed in. */

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import type { TalkerOffers } from '../../shared/talker-choice.ts'
import type { Log } from '../observe/log.ts'
import { addressOf, type PeerAddress } from './address.ts'
import { type CodeHash, isCode } from './code.ts'
import { createLockout } from './lockout.ts'
import { isSameOrigin } from './origin.ts'
import { giveTicket, hasTicket } from './ticket.ts'

export type AccessPolicy =
  /** loopback, or opened on purpose */
  | Readonly<{ type: 'open' }>
  /** an access code, exchanged for a ticket */
  | Readonly<{ type: 'code'; codeHash: CodeHash; ticketKey: string }>
  /** App Service signs people in before a request reaches us, and tells who they are in a header that it lets nobody else set */
  | Readonly<{ type: 'sign-in' }>

/** `granted`, or what the page has to ask for. */
export type Admission = 'granted' | 'code' | 'sign-in'

export type AccessOptions = Readonly<{
  policy: AccessPolicy
  peer: PeerAddress
  /** Whether the X-Forwarded headers were written by a proxy of ours. */
  behindProxy: boolean
  log: Log
  nowMs: () => number
  /** What whoever is let in may choose. */
  offers?: TalkerOffers
}>

export type Access = Readonly<{
  admission: (c: Context) => Promise<Admission>
  address: (c: Context) => string
  /** A page of another site must not talk for its visitor. A client that is no browser sends no Origin. */
  isSameSite: (c: Context) => boolean
  /** GET /access tells what is needed, or else what may be chosen; POST /access exchanges the code for a ticket. */
  routes: Hono
}>

const BODY_MAX_BYTES = 1024
const codeBody = z.strictObject({ code: z.string().min(1).max(128) })

/** Each check costs the processor tens of milliseconds on purpose; more at once would be a lever for an attacker. */
const CHECKS_AT_ONCE = 2

export function createAccess({ policy, peer, behindProxy, log, nowMs, offers }: AccessOptions): Access {
  const lockout = createLockout(nowMs)
  const address = (c: Context) => addressOf(c, peer, behindProxy)
  let checking = 0

  const admission = async (c: Context): Promise<Admission> => {
    switch (policy.type) {
      case 'open':
        return 'granted'
      case 'code':
        return (await hasTicket(c, policy.ticketKey)) ? 'granted' : 'code'
      case 'sign-in':
        return c.req.header('x-ms-client-principal-id') ? 'granted' : 'sign-in'
    }
  }

  const isSameSite = (c: Context): boolean => {
    const origin = c.req.header('origin')
    if (origin === undefined || isSameOrigin(c, origin, behindProxy)) return true
    log('warn', 'origin refused', {
      origin,
      host: c.req.header('host'),
      forwardedHost: c.req.header('x-forwarded-host'),
      behindProxy,
    })
    return false
  }

  const routes = new Hono()
  routes.get('/access', async (c) => {
    const needs = await admission(c)
    return c.json({ access: needs, offers: needs === 'granted' ? (offers ?? null) : null }, 200, {
      'cache-control': 'no-store',
    })
  })
  routes.post('/access', bodyLimit({ maxSize: BODY_MAX_BYTES }), async (c) => {
    if (policy.type !== 'code') return c.json({ error: 'not_needed' }, 404)
    const from = address(c)
    const lockedForMs = lockout.lockedForMs(from)
    if (lockedForMs > 0 || checking >= CHECKS_AT_ONCE)
      return c.json({ error: 'locked' }, 429, { 'retry-after': String(Math.max(1, Math.ceil(lockedForMs / 1000))) })
    const body = codeBody.safeParse(await c.req.json().catch(() => undefined))
    if (!body.success) return c.json({ error: 'bad_request' }, 400)
    checking += 1
    const right = await isCode(body.data.code, policy.codeHash).finally(() => {
      checking -= 1
    })
    if (!right) {
      lockout.failed(from)
      log('warn', 'wrong access code', { address: from })
      return c.json({ error: 'wrong_code' }, 401)
    }
    lockout.succeeded(from)
    await giveTicket(c, policy.ticketKey)
    return c.body(null, 204)
  })
  return { admission, address, isSameSite, routes }
}
