/** The page's line to its call, which outlives a socket: what it received and sent is counted, so that nothing is lost or comes twice. */

import { ACKNOWLEDGE_EVERY, type ClientMessage, isCounted } from '../../shared/messages.ts'
import type { Effect, Event } from './events.ts'

/** Messages of the talker that are kept until it is known that they came; far more than one types while a network is away. */
export const UNSURE_MAX = 64

/** How long to wait before each attempt; the last is repeated. */
export const REDIAL_AFTER_MS = [250, 500, 1000, 2000, 4000] as const

/** `waiting` for the next attempt, `dialling` until the call is found again. */
export type Link = Readonly<{
  phase: 'up' | 'waiting' | 'dialling'
  /** what to come back with; null before the session has begun */
  ticket: string | null
  attempts: number
  /** messages of the server in this session, audio frames included */
  received: number
  /** the talker's messages in this session */
  sent: number
  /** the newest of them */
  unsure: readonly ClientMessage[]
}>

export const freshLink: Link = { phase: 'up', ticket: null, attempts: 0, received: 0, sent: 0, unsure: [] }

/** Begins with the call that the page was in before it was loaded anew, of which it has nothing. */
export const linkTo = (ticket: string | null): Link =>
  ticket === null ? freshLink : { ...freshLink, phase: 'dialling', ticket }

/** A socket is gone, or could not be had: the next one is tried after a while. */
export const waitToRedial = (link: Link): Link => ({ ...link, phase: 'waiting' })

export const redial = (link: Link): Link => ({ ...link, phase: 'dialling', attempts: link.attempts + 1 })

export const redialDelayMs = ({ attempts }: Link): number =>
  REDIAL_AFTER_MS[Math.min(attempts, REDIAL_AFTER_MS.length - 1)] ?? 0

/** The call is found: what it has not received is sent again. Null when that is no longer known. */
export function relink(link: Link, received: number): readonly [Link, readonly Effect[]] | null {
  const missing = link.sent - received
  if (missing < 0 || missing > link.unsure.length) return null
  const again = missing === 0 ? [] : link.unsure.slice(-missing)
  return [{ ...link, phase: 'up', attempts: 0 }, again.map((message) => ({ type: 'resend', message }))]
}

/** Counts what came; now and then the server is told, so that it need not keep it. Nothing that comes while dialling is of the call. */
export function countReceived(link: Link, event: Event): readonly [Link, readonly Effect[]] {
  const isMessage = event.type === 'socket.heard' || event.type === 'socket.played' || event.type === 'socket.garbled'
  if (!isMessage || link.phase !== 'up') return [link, []]
  const received = link.received + 1
  const isDue = link.ticket !== null && received % ACKNOWLEDGE_EVERY === 0
  return [{ ...link, received }, isDue ? [{ type: 'send', message: { type: 'received', count: received } }] : []]
}

/** Counts what is sent; without a link nothing is, but what the talker said is kept for when it is back. */
export function countSent(link: Link, effects: readonly Effect[]): readonly [Link, readonly Effect[]] {
  const said = effects.flatMap((effect) =>
    effect.type === 'send' && isCounted(effect.message) ? [effect.message] : [],
  )
  const counted: Link =
    said.length === 0
      ? link
      : { ...link, sent: link.sent + said.length, unsure: [...link.unsure, ...said].slice(-UNSURE_MAX) }
  if (link.phase === 'up') return [counted, effects]
  return [counted, effects.filter((effect) => effect.type !== 'send' || isForDialling(effect.message))]
}

const isForDialling = ({ type }: ClientMessage): boolean => type === 'session.resume' || type === 'session.stop'
