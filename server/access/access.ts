/** Who may start a session: everybody on this machine; elsewhere, who gave the access code or signed in. */

import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { parseJson } from '../../shared/parse-json.ts'
import type { UserOffers } from '../../shared/user-choice.ts'
import type { Log } from '../observe/facts.ts'
import { addressOf, type PeerAddress } from './address.ts'
import { readBody } from './body.ts'
import { type CodeHash, isCode } from './code.ts'
import { createCodeCheck } from './code-check.ts'
import { isSameOrigin } from './origin.ts'
import { giveTicket, hasTicket, ticketIdOf } from './ticket.ts'

export type AccessPolicy =
  /** loopback, or opened on purpose */
  | Readonly<{ type: 'open' }>
  /** an access code, exchanged for a ticket */
  | Readonly<{ type: 'code'; codeHash: CodeHash; ticketKey: string }>
  /** App Service signs people in before a request reaches us, and tells who they are in a header that it lets no one else set */
  | Readonly<{ type: 'sign-in' }>

/** `granted`, or what the page has to ask for. */
type Admission = 'granted' | 'code' | 'sign-in'

export type AccessOptions = Readonly<{
  policy: AccessPolicy
  peer: PeerAddress
  /** Whether the X-Forwarded headers were written by a proxy of ours. */
  behindProxy: boolean
  log: Log
  nowMs: () => number
  /** What whoever is let in may choose. */
  offers?: UserOffers
  /** No cloud is behind the page, and it says so before anybody talks. */
  emulated?: boolean
  /** Compares a typed code with the hash, which is dear on purpose: tests that are about something else hand in a cheap one. */
  isRight?: (typed: string, hash: CodeHash) => Promise<boolean>
}>

export type Access = Readonly<{
  admission: (c: Context) => Promise<Admission>
  address: (c: Context) => string
  /** A page of another site must not talk for its visitor. A client that is no browser sends no Origin. */
  isSameSite: (c: Context) => boolean
  /** What an admitted request was admitted by: its cookie, or the person who signed in; '' where nothing is asked. Never to be logged. */
  accessId: (c: Context) => string
  /** GET /access tells what is needed, or else what may be chosen; POST /access exchanges the code for a ticket. */
  routes: Hono
}>

const BODY_MAX_BYTES = 1024
const codeBody = z.strictObject({ code: z.string().min(1).max(128) })

const tooLarge = {
  error: 'too_large',
  message: `An access code fits into ${BODY_MAX_BYTES} bytes; this request is larger.`,
}

/** Who is let in, and by what. */
const gateOf = (policy: AccessPolicy): Pick<Access, 'admission' | 'accessId'> => ({
  admission: async (c) => {
    switch (policy.type) {
      case 'open':
        return 'granted'
      case 'code':
        return (await hasTicket(c, policy.ticketKey)) ? 'granted' : 'code'
      case 'sign-in':
        return c.req.header('x-ms-client-principal-id') ? 'granted' : 'sign-in'
    }
  },
  accessId: (c) => {
    switch (policy.type) {
      case 'open':
        return ''
      case 'code':
        return ticketIdOf(c) ?? ''
      case 'sign-in':
        return c.req.header('x-ms-client-principal-id') ?? ''
    }
  },
})

const originGate =
  ({ behindProxy, log }: AccessOptions) =>
  (c: Context): boolean => {
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

export function createAccess(options: AccessOptions): Access {
  const { policy, peer, behindProxy, log, nowMs, offers, emulated = false, isRight = isCode } = options
  const gate = gateOf(policy)
  const isSameSite = originGate(options)
  const address = (c: Context) => addressOf(c, peer, behindProxy)
  const codes = createCodeCheck(nowMs, isRight)

  const routes = new Hono()
  routes.get('/access', async (c) => {
    const needs = await gate.admission(c)
    return c.json({ access: needs, offers: needs === 'granted' ? (offers ?? null) : null, emulated }, 200, {
      'cache-control': 'no-store',
    })
  })
  routes.post('/access', async (c) => {
    if (policy.type !== 'code') return c.json({ error: 'not_needed' }, 404)
    // Wrong codes that a page of another site posts would lock its visitor out.
    if (!isSameSite(c)) return c.json({ error: 'foreign_origin' }, 403)
    const read = await readBody(c, BODY_MAX_BYTES)
    if (read === 'too large') return c.json(tooLarge, 413)
    const body = codeBody.safeParse(read === 'unreadable' ? undefined : parseJson(read.text))
    if (!body.success) return c.json({ error: 'bad_request' }, 400)
    const from = address(c)
    const outcome = await codes.check(body.data.code, from, policy.codeHash)
    if (outcome === 'locked')
      return c.json({ error: 'locked' }, 429, { 'retry-after': String(codes.lockedSeconds(from)) })
    if (outcome === 'wrong') {
      log('warn', 'wrong access code', { address: from })
      return c.json({ error: 'wrong_code' }, 401)
    }
    await giveTicket(c, policy.ticketKey)
    return c.body(null, 204)
  })
  return { ...gate, address, isSameSite, routes }
}
