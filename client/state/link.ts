/** The page's line to its call, which outlives a socket: what it received and sent is counted, so that nothing is lost or comes twice. */

import type { ClientMessage } from '../../shared/client-messages.ts'
import { ACKNOWLEDGE_EVERY, isCounted } from '../../shared/counted.ts'
import type { Effect, LeftCall, Stamped } from './events.ts'

/** Messages of the user that are kept until it is known that they came; far more than one types while a network is away. */
const UNSURE_MAX = 64

/** About how long to wait before each attempt; the last is repeated. */
export const REDIAL_AFTER_MS = [250, 500, 1000, 2000, 4000] as const

/** After so long without a message, on a socket that is open or one that is being dialled, there is no one there: the server pings every 5 s. */
export const SILENT_AFTER_MS = 14_000

/** A page that cannot come back waits longer, because then the call is over. The server has given it up by then (server/session/liveness.ts). */
const LOST_AFTER_MS = 45_000

/** How often the silence is looked at. */
export const LOOK_EVERY_MS = 2_000

/** A look that is later than this: the page was hidden, frozen or suspended, and what came meanwhile waits to be read. Its silence proves nothing. */
const LATE_AFTER_MS = 2_000

/** A page that wakes has been silent for so long already: what came meanwhile is read at once, and then a ping is due within 5 s. */
const SILENT_ASLEEP_MS = 7_000

/** `waiting` for the next attempt, `dialling` until the call is found again. */
export type Link = Readonly<{
  phase: 'up' | 'waiting' | 'dialling'
  /** what to come back with; null before the session has begun */
  ticket: string | null
  /** how long the server holds the call for the page; 0 when it does not */
  resumeMs: number
  /** until when it is held since the page before has left it */
  untilMs: number
  attempts: number
  /** how often the page has slept since the link was lost */
  sleeps: number
  /** when the last message came, or from when on silence counts */
  receivedAtMs: number
  /** when that was last looked at */
  lookedAtMs: number
  /** messages of the server in this session, audio frames included */
  received: number
  /** the user's messages in this session */
  sent: number
  /** the newest of them */
  unsure: readonly ClientMessage[]
}>

export const freshLink: Link = {
  phase: 'up',
  ticket: null,
  resumeMs: 0,
  untilMs: 0,
  attempts: 0,
  sleeps: 0,
  receivedAtMs: 0,
  lookedAtMs: 0,
  received: 0,
  sent: 0,
  unsure: [],
}

/** Begins with the call that the page was in before it was reloaded, of which it has nothing. */
export const linkTo = (left: LeftCall | null): Link =>
  left === null
    ? freshLink
    : { ...freshLink, phase: 'dialling', ticket: left.ticket, resumeMs: left.resumeMs, untilMs: left.untilMs }

/** What the next page, or the next attempt, comes back with; null when the call cannot be gone on with. */
export const leftOf = ({ link, muted }: Readonly<{ link: Link; muted: boolean }>): LeftCall | null =>
  link.ticket !== null && link.resumeMs > 0
    ? { ticket: link.ticket, resumeMs: link.resumeMs, untilMs: link.untilMs, muted }
    : null

export const canResume = ({ ticket, resumeMs }: Link): boolean => ticket !== null && resumeMs > 0

/** Whether a timer that was due within the last look comes so late that the page must have slept. */
const hasSlept = ({ lookedAtMs }: Link, atMs: number): boolean => atMs - lookedAtMs > LOOK_EVERY_MS + LATE_AFTER_MS

/** A hidden page whose timers ring once a minute seems to sleep between them: it must not hold the microphone for ever. */
const SLEEPS_MAX = 3

/** Whether a page wakes that has not tried for as long as it meant to: it begins to count anew. */
export const triesOn = (link: Link, atMs: number): boolean =>
  link.phase !== 'up' && link.sleeps < SLEEPS_MAX && hasSlept(link, atMs)

/** Wakes: silence counts from now on, after what there was of it before the sleep, for the server may long hold the call. */
function wake(link: Link, atMs: number): Link {
  const silentMs = Math.max(SILENT_ASLEEP_MS, link.lookedAtMs - link.receivedAtMs)
  const receivedAtMs = Math.max(link.receivedAtMs, atMs - silentMs)
  return { ...link, receivedAtMs, lookedAtMs: atMs, sleeps: link.phase === 'up' ? 0 : link.sleeps + 1 }
}

/** Looks at the clock: whether the other side was silent for too long. */
export function look(link: Link, atMs: number): Readonly<{ link: Link; isSilent: boolean }> {
  if (hasSlept(link, atMs)) return { link: wake(link, atMs), isSilent: false }
  const afterMs = canResume(link) ? SILENT_AFTER_MS : LOST_AFTER_MS
  return {
    link: { ...link, lookedAtMs: atMs },
    isSilent: link.phase !== 'waiting' && atMs - link.receivedAtMs >= afterMs,
  }
}

/** A socket is gone, or could not be had: the next one is tried after a while. */
export const waitToRedial = (link: Link): Link => ({ ...link, phase: 'waiting' })

export const redial = (link: Link, atMs: number): Link => ({
  ...link,
  receivedAtMs: atMs,
  phase: 'dialling',
  attempts: link.attempts + 1,
})

/** From half of it to half more: pages that lost one server together do not come back in step. */
export function redialDelayMs({ attempts, ticket }: Link): number {
  const aboutMs = REDIAL_AFTER_MS[Math.min(attempts, REDIAL_AFTER_MS.length - 1)] ?? 0
  return Math.round(aboutMs * (0.5 + randomAt(`${ticket}${attempts}`)))
}

/** From 0 to 1, by what no two calls have in common: the same again when a page is replayed. */
function randomAt(text: string): number {
  let hash = 0
  for (const character of text) hash = (hash * 31 + character.charCodeAt(0)) % 9973
  return hash / 9973
}

/** The call is found: what it has not received is sent again. Null when that is no longer known. */
export function relink(link: Link, received: number): readonly [Link, readonly Effect[]] | null {
  const missing = link.sent - received
  if (missing < 0 || missing > link.unsure.length) return null
  const again = missing === 0 ? [] : link.unsure.slice(-missing)
  return [{ ...link, phase: 'up', attempts: 0 }, again.map((message) => ({ type: 'resend', message }))]
}

/** Counts what came; now and then the server is told, so that it need not keep it. Nothing that comes while dialling is of the call. */
export function countReceived(link: Link, event: Stamped): readonly [Link, readonly Effect[]] {
  const isMessage = event.type === 'socket.message' || event.type === 'socket.audio' || event.type === 'socket.garbled'
  if (!isMessage) return [link, []]
  const receivedAtMs = event.atMs
  if (link.phase !== 'up') return [{ ...link, receivedAtMs }, []]
  const received = link.received + 1
  const isDue = link.ticket !== null && received % ACKNOWLEDGE_EVERY === 0
  return [
    { ...link, received, receivedAtMs },
    isDue ? [{ type: 'send', message: { type: 'received', count: received } }] : [],
  ]
}

/** Counts what is sent; without a link nothing is, but what the user said is kept for when it is back. */
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
