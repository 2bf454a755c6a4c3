/** The ticket of a user who gave the access code: a signed cookie, so that any instance can check it and none has to remember it. */

import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { lastOf } from './origin.ts'

const COOKIE = 'voice_ticket'

/** A working day: the code is typed in the morning. A session that is running outlives its ticket. */
export const TICKET_SECONDS = 12 * 60 * 60

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

/**
 * `key` signs with HMAC-SHA-256. Whoever changes the secret or the access code in it voids every ticket. No two browsers have the same
 * id; one that gives the code again, in another tab, keeps its own, and with it the way back to its calls.
 */
export async function giveTicket(c: Context, key: string): Promise<void> {
  const before = await getSignedCookie(c, key, COOKIE)
  const id = (before && idIn(before)) || randomUUID()
  const encrypted =
    new URL(c.req.url).protocol === 'https:' || /^https$/i.test(lastOf(c.req.header('x-forwarded-proto')) ?? '')
  await setSignedCookie(c, COOKIE, `${nowSeconds() + TICKET_SECONDS}.${id}`, key, {
    httpOnly: true,
    sameSite: 'Strict',
    secure: encrypted,
    path: '/',
    maxAge: TICKET_SECONDS,
  })
}

/** True when the request carries a ticket that we signed and that has not expired. */
export async function hasTicket(c: Context, key: string): Promise<boolean> {
  const ticket = await getSignedCookie(c, key, COOKIE)
  return typeof ticket === 'string' && Number(ticket.split('.', 1)[0]) > nowSeconds()
}

/** Between the time at which it expires and the signature. */
const idIn = (ticket: string): string | undefined => ticket.split('.')[1]

/** The id in the ticket, which stays when it is renewed: whether it is one of ours is for `hasTicket` to say. */
export const ticketIdOf = (c: Context): string | undefined => idIn(getCookie(c, COOKIE) ?? '')
