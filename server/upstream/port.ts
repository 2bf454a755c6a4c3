/** The port to a voice service: all that the relay knows of it. Whether Azure or the emulator is behind it, it never learns. */

import type { ServiceEvent } from '../voicelive/acted-on.ts'
import type { EventFault, StrangeEvent } from '../voicelive/parse.ts'

/** An event of the service, parsed once, here at the edge. */
export type UpstreamEvent = ServiceEvent | StrangeEvent | EventFault

/**
 * Why a connection is over. `credentials`: there are none to be had; `unresolved`: no such name in the DNS; `untrusted`: its
 * certificate is not, or it speaks no TLS; `refused`: the HTTP status of a refused upgrade; `timeout`: no one answered; `silent`: it was open, and no one answers any more.
 * `detail` is for the log, never for the page.
 */
export type Closure = Readonly<
  | { kind: 'credentials'; detail: string }
  | { kind: 'unresolved'; detail: string }
  | { kind: 'untrusted'; detail: string }
  | { kind: 'unreachable'; detail: string }
  | { kind: 'refused'; status: number; retryAfterSeconds: number | undefined; detail?: string }
  | { kind: 'timeout' }
  | { kind: 'silent'; detail: string }
  | { kind: 'closed'; code: number; reason: string }
>

/**
 * `opened` at most once, then events, then `closed` exactly once and last; also when it never opened. Before it: `waiting` when that
 * takes long, because others dial first or a token takes its time, and then `dialling` when it goes on; from there a service has ten seconds.
 */
export type UpstreamSignal = Readonly<
  | { type: 'waiting'; reason: 'turn' | 'sign-in' }
  | { type: 'dialling' }
  | { type: 'opened' }
  | { type: 'event'; event: UpstreamEvent }
  | { type: 'closed'; closure: Closure }
>

export type Upstream = Readonly<{
  /**
   * Sends one event, written as JSON; bytes are the caller's again when this returns. False when it was dropped: the connection is
   * not open, or `audio` found its queue full.
   * A full queue for `control` closes the connection, because a lost command would leave both sides disagreeing.
   */
  send: (json: string | Uint8Array, kind: 'control' | 'audio') => boolean
  /** Ends the connection at once. `closed` is emitted before this returns, unless it was emitted already. */
  close: () => void
}>

/** What one dial asks for: the conversation of a Foundry agent that the new session goes on with. */
export type Asked = Readonly<{ conversation?: string | undefined }>

/** Whom a connection is for: a call's id, when it began (the oldest goes first; monotonic ms), and what it asks for. */
export type Caller = Readonly<{ call: string; sinceMs?: number } & Asked>

/** Starts to connect and returns at once; `emit` is never called before this returns. */
export type ConnectUpstream = (emit: (signal: UpstreamSignal) => void, caller?: Caller) => Upstream
