/** What happens to the engine, and what it wants done. Events are past tense, effects imperative. */

import type { LooseClientEvent } from '../../voicelive/client-events.ts'
import type { VoiceLiveResponse } from '../../voicelive/response.ts'
import type { ServerEvent } from '../../voicelive/server-events.ts'
import type { Plan, Prompt } from '../agent/decide.ts'
import type { TurnEdge } from '../recognition/turn-detector.ts'
import type { SpokenWord } from '../speech/voice.ts'
import type { Session } from './state.ts'

/** A stretch of an answer, ready to be sent. `words` count from the start of the answer. */
export type SpokenPiece = Readonly<{
  audio: string
  audioMs: number
  text: string
  words: readonly SpokenWord[]
}>

/** Why a client event was refused. `eventId` is the client's own, if it gave one. */
export type Refusal = Readonly<{
  message: string
  code: string
  param?: string | undefined
  eventId?: string | null | undefined
}>

/** How a response ends, as `response.done` prints it. */
export type Ending = Pick<VoiceLiveResponse, 'status' | 'status_details'>

/** `nowMs` is a monotonic clock of the shell. */
export type EngineEvent =
  | Readonly<{ type: 'connected' }>
  | Readonly<{ type: 'received'; event: LooseClientEvent }>
  | Readonly<{ type: 'refused'; refusal: Refusal }>
  /** a field of a client event cannot be had, and is left out */
  | Readonly<{ type: 'ignored'; path: string; message: string }>
  | Readonly<{ type: 'written'; writtenMs: number }>
  /** uncommitted audio had to be dropped: the newest commit begins later than it says */
  | Readonly<{ type: 'dropped'; durationMs: number }>
  | Readonly<{ type: 'turn'; edge: TurnEdge; nowMs: number }>
  | Readonly<{ type: 'recognised'; itemId: string; text: string | null; speechMs: number }>
  | Readonly<{ type: 'recognition_failed'; itemId: string; message: string }>
  | Readonly<{ type: 'decided'; responseId: string; plan: Plan }>
  | Readonly<{ type: 'spoke'; responseId: string; piece: SpokenPiece; nowMs: number }>
  | Readonly<{ type: 'wrote'; responseId: string; text: string }>
  | Readonly<{ type: 'finished'; responseId: string }>
  /** the response ends before its time, and not because the client or a turn wants it */
  | Readonly<{ type: 'failed'; responseId: string; ending: Ending }>
  /** the turn that goes on, or the next one, is to bring no response */
  | Readonly<{ type: 'turn_ignored' }>
  /** the turn that goes on ends, and nothing comes of it */
  | Readonly<{ type: 'turn_dropped'; endMs: number }>

export type EngineEffect =
  | Readonly<{ type: 'send'; event: ServerEvent }>
  /** the session's audio format or turn detection changed */
  | Readonly<{ type: 'listen'; session: Session }>
  | Readonly<{ type: 'recognise'; itemId: string; startMs: number; endMs: number }>
  | Readonly<{ type: 'forget'; beforeMs: number }>
  | Readonly<{ type: 'think'; responseId: string; prompt: Prompt; tools: readonly string[] }>
  | Readonly<{ type: 'speak'; responseId: string; sentences: readonly string[]; format: string }>
  | Readonly<{ type: 'write'; responseId: string; sentences: readonly string[] }>
  | Readonly<{ type: 'hush' }>
