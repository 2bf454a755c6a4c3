/** The words of the session reducer: what it remembers, what happens to it, what it wants done. */

import type { EndingReason, ServerMessage } from '../../shared/messages.ts'
import type { Choices } from '../agent/user-choice.ts'
import type { Level } from '../observe/facts.ts'
import type { Closure, UpstreamSignal } from '../upstream/port.ts'
import type { PrintedSession } from '../voicelive/acted-on.ts'
import type { ClientEvent } from '../voicelive/client-events.ts'
import type { ResponseCreateParams } from '../voicelive/response.ts'
import type { RequestSession } from '../voicelive/session.ts'
import { type Answers, noAnswers } from './answers.ts'
import { type Counts, noCounts, noServiceErrors, type ServiceErrors } from './counts.ts'
import { type Gate, openGate } from './gate.ts'
import { type History, noHistory } from './history.ts'
import { type Fault, fullIntake, type Intake } from './intake.ts'
import { type Link, noLink } from './link.ts'
import { type Mcp, noMcp } from './mcp-calls.ts'
import type { OpenTurn } from './owed.ts'
import { newPace, type Pace } from './pace.ts'
import { notStalled, type Presence, presentSince, type Stall } from './stall.ts'
import { type Draft, noToolCalls, type ToolCalls } from './tool-calls.ts'
import { noUtterances, type Utterances } from './utterances.ts'

/** What does not change during a call, but for what the user chooses as it starts. */
export type SessionOptions = Readonly<{
  call: string
  /** with it a page that lost its socket comes back: no one can guess it, and no log has it */
  ticket: string
  /** how long the call is held for a page that lost its socket */
  resumeWithinMs: number
  /** how long the call goes on without a service that it lost */
  reconnectWithinMs: number
  /** from 0 to 1, another for each call: calls that lose the service together do not dial in step */
  seed: number
  /** unix time at monotonic 0, because the service tells in unix time when a session expires */
  unixAtZeroMs: number
  /** The whole session as it is sent; a complete update is safe whatever an absent field may mean (protocol reference 4.1). */
  update: RequestSession
  /** what the user may choose; without it, nothing */
  choices?: Choices
  /** how the agent speaks first; without it, it waits */
  greeting?: ResponseCreateParams | undefined
  /** ms without the choices, and ms in all, after which the session ends */
  limits: Readonly<Record<EndingReason, number>>
  /** what the agent says when the end is near */
  notices: Readonly<Record<EndingReason, ResponseCreateParams>>
  /** why a connection ended, without secrets; only where no one but the operator can ask */
  explain?: ((closure: Closure) => string) | undefined
}>

/** `idle`: the page has not started yet. `connecting`: until `session.updated`. `ended`: nothing happens any more. */
type Phase = 'idle' | 'connecting' | 'live' | 'ended'

/** When the page was last told anything, from when on its silence counts (its signs of life are those of relay/frame-intake.ts), and when that is looked at next. */
type Liveness = Readonly<{ toldAtMs: number; countsFromMs: number; dueAtMs: number; nonce: number }>

export type SessionState = Readonly<{
  options: SessionOptions
  phase: Phase
  nowMs: number
  intake: Intake
  liveness: Liveness
  pace: Pace
  gate: Gate
  stall: Stall
  presence: Presence
  answers: Answers
  toolCalls: ToolCalls
  mcp: Mcp
  /** the user's newest turn, until a response comes of it, or none will */
  turn: OpenTurn | undefined
  link: Link
  history: History
  /** since when the page has had no socket, and the call is held for it */
  awaySinceMs: number | undefined
  /** the page wants to hear what the service says by its own names */
  watched: boolean
  /** the user's own messages that came, for the page to know which ones did not */
  messagesReceived: number
  counts: Counts
  /** how many commands were sent; numbers their event ids */
  commands: number
  /** kind of the newest command, because the service may leave out which one it refuses */
  lastCommand: CommandKind | undefined
  /** function calls that are being written */
  drafts: readonly Draft[]
  utterances: Utterances
  /** turn detection as the service printed it last; null when it is off */
  echo: PrintedSession['turn_detection'] | undefined
  serviceErrors: ServiceErrors
}>

/**
 * A timer of the session: no `session.updated`, a response that the service never made, a service that only listens, silence towards
 * the page, a page that does not come back, a session of the service that expires, a new one that is due or does not get ready, and
 * the limits.
 */
export type Timer = 'ready' | 'gate' | 'listening' | 'keepalive' | 'grace' | 'expiry' | 'redial' | EndingReason

export type SessionEvent = Readonly<
  { atMs: number } & (
    | { type: 'page.opened' }
    | { type: 'page.message'; text: string }
    /** a frame of a page that was thought to be gone: it gives a sign of life */
    | { type: 'page.active' }
    /** a frame that no microphone sends */
    | { type: 'page.faulted'; fault: Fault }
    | { type: 'page.closed' }
    /** the socket is gone, and the page may come back on another */
    | { type: 'page.dropped' }
    /** it is back, and has received so many messages; null when it was reloaded */
    | { type: 'page.resumed'; received: number | null }
    | { type: 'page.stalled' }
    | { type: 'upstream'; connection: number; signal: UpstreamSignal }
    | { type: 'tool.finished'; call: string; ok: boolean; output: string }
    /** Sound makes no event. `signAtMs`: when the page last sent anything; `soundAtMs`: when its microphone last did. */
    | { type: 'timer.fired'; timer: Timer; signAtMs: number; soundAtMs: number }
    | { type: 'drained' }
  )
>

export type SessionEffect = Readonly<
  | { type: 'tell'; message: ServerMessage }
  | { type: 'play'; answer: number; offsetSamples: number; samples: number; base64: string }
  /** Connections to the service count from 1. `conversation` is the one of a Foundry agent to go on with. */
  | { type: 'dial'; connection: number; conversation?: string | undefined }
  | { type: 'hangUp'; connection: number }
  /** Commands and audio go to this connection from now on; the one before is closed. */
  | { type: 'switch'; connection: number }
  /** Sends the microphone frames that waited for a connection. */
  | { type: 'release' }
  /** Sends so much silence, in place of microphone frames that do not come. */
  | { type: 'silence'; ms: number }
  /** Goes to the present connection unless it names another. */
  | { type: 'command'; event: ClientEvent; connection?: number }
  | { type: 'acknowledge'; received: number }
  | { type: 'resume'; message: ServerMessage; received: number | null }
  /** Tells what was told before: it is no news to the history. */
  | { type: 'replay'; messages: readonly ServerMessage[] }
  | { type: 'setTimer'; timer: Timer; afterMs: number }
  | { type: 'clearTimer'; timer: Timer }
  | { type: 'runTool'; call: string; name: string; arguments: string }
  | { type: 'abortTools' }
  | { type: 'log'; level: Level; event: string; fields: Readonly<Record<string, string | number | undefined>> }
  /** Closes everything. `reason` is a few words for the close frame and the log. */
  | { type: 'end'; code: number; reason: string }
>

export type SessionStep = readonly [SessionState, readonly SessionEffect[]]

export const startSession = (options: SessionOptions, nowMs: number): SessionState => ({
  options,
  phase: 'idle',
  nowMs,
  intake: fullIntake,
  liveness: { toldAtMs: nowMs, countsFromMs: nowMs, dueAtMs: nowMs, nonce: 0 },
  pace: newPace(nowMs),
  gate: openGate,
  stall: notStalled,
  presence: presentSince(nowMs),
  answers: noAnswers,
  toolCalls: noToolCalls,
  mcp: noMcp,
  turn: undefined,
  link: noLink,
  history: noHistory,
  awaySinceMs: undefined,
  watched: false,
  messagesReceived: 0,
  counts: noCounts,
  commands: 0,
  lastCommand: undefined,
  drafts: [],
  utterances: noUtterances,
  echo: undefined,
  serviceErrors: noServiceErrors,
})

export const count = (state: SessionState, name: keyof Counts, by = 1): SessionState => ({
  ...state,
  counts: { ...state.counts, [name]: state.counts[name] + by },
})

export const tell = (message: ServerMessage): SessionEffect => ({ type: 'tell', message })

export const logged = (
  level: Level,
  event: string,
  fields: Readonly<Record<string, string | number | undefined>>,
): SessionEffect => ({ type: 'log', level, event, fields })

/** Runs steps one after the other and joins their effects. */
export function chain(state: SessionState, ...steps: readonly ((state: SessionState) => SessionStep)[]): SessionStep {
  const effects: SessionEffect[] = []
  let now = state
  for (const step of steps) {
    const [next, wanted] = step(now)
    now = next
    effects.push(...wanted)
  }
  return [now, effects]
}

/** What a command of ours is about: the first word of its event id. */
export type CommandKind = 'update' | 'item' | 'create' | 'cancel' | 'truncate' | 'replace' | 'probe'
