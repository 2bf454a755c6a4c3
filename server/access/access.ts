/** Who may start a session: everybody on this machine; elsewhere, who gave the access code or signed in. */

import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { TalkerOffers } from '../../shared/talker-choice.ts'
import type { Log } from '../observe/facts.ts'
import { addressOf, type PeerAddress } from './address.ts'
import { readBody } from './body.ts'
import { type CodeHash, isCode } from './code.ts'
import { createLockout } from './lockout.ts'
import { isSameOrigin } from './origin.ts'
import { giveTicket, hasTicket, ticketOf } from './ticket.ts'
import { createTurns } from './turns.ts'

export type AccessPolicy =
  /** loopback, or opened on purpose */
  | Readonly<{ type: 'open' }>
  /** an access code, exchanged for a ticket */
  | Readonly<{ type: 'code'; codeHash: CodeHash; ticketKey: string }>
  /** App Service signs people in before a request reaches us, and tells who they are in a header that it lets nobody else set */
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
  offers?: TalkerOffers
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

/**
 * Each check costs the processor tens of milliseconds and 16 MB on purpose; more at once would be a lever for an attacker. A class
 * that types its code at the same moment, behind one address, finds room to wait.
 */
const CHECKS = { atOnce: 2, waitingOfOne: 40, waiting: 100 }

export function createAccess({
  policy,
  peer,
  behindProxy,
  log,
  nowMs,
  offers,
  emulated = false,
  isRight = isCode,
}: AccessOptions): Access {
  const lockout = createLockout(nowMs)
  const address = (c: Context) => addressOf(c, peer, behindProxy)
  const turns = createTurns(CHECKS)

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

  const accessId = (c: Context): string => {
    switch (policy.type) {
      case 'open':
        return ''
      case 'code':
        return ticketOf(c) ?? ''
      case 'sign-in':
        return c.req.header('x-ms-client-principal-id') ?? ''
    }
  }

  const routes = new Hono()
  routes.get('/access', async (c) => {
    const needs = await admission(c)
    return c.json({ access: needs, offers: needs === 'granted' ? (offers ?? null) : null, emulated }, 200, {
      'cache-control': 'no-store',
    })
  })
  /** Runs in its turn: nothing waits between looking at the lock and counting, but for the check itself. */
  const check = async (code: string, from: string, codeHash: CodeHash): Promise<'right' | 'wrong' | 'locked'> => {
    if (lockout.lockedForMs(from) > 0) return 'locked'
    const right = await isRight(code, codeHash)
    if (right) lockout.succeeded(from)
    else lockout.failed(from)
    return right ? 'right' : 'wrong'
  }

  const locked = (c: Context, from: string) => {
    const seconds = Math.max(1, Math.ceil(lockout.lockedForMs(from) / 1000))
    return c.json({ error: 'locked' }, 429, { 'retry-after': String(seconds) })
  }

  routes.post('/access', async (c) => {
    if (policy.type !== 'code') return c.json({ error: 'not_needed' }, 404)
    // Wrong codes that a page of another site posts would lock its visitor out.
    if (!isSameSite(c)) return c.json({ error: 'foreign_origin' }, 403)
    const read = await readBody(c, BODY_MAX_BYTES)
    if (read === 'too large') return c.json(tooLarge, 413)
    const body = codeBody.safeParse(read === 'unreadable' ? undefined : jsonOf(read.text))
    if (!body.success) return c.json({ error: 'bad_request' }, 400)
    const from = address(c)
    const { code } = body.data
    const outcome =
      lockout.lockedForMs(from) > 0 ? 'locked' : await turns(from, () => check(code, from, policy.codeHash))
    if (outcome === undefined || outcome === 'locked') return locked(c, from)
    if (outcome === 'wrong') {
      log('warn', 'wrong access code', { address: from })
      return c.json({ error: 'wrong_code' }, 401)
    }
    await giveTicket(c, policy.ticketKey)
    return c.body(null, 204)
  })
  return { admission, address, accessId, isSameSite, routes }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
