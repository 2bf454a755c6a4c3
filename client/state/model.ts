/** All that the page can show, and nothing that a test cannot print: no sockets, no audio nodes, no samples. */

import type { ErrorCode } from '../../shared/errors.ts'
import type { Step as LoopStep } from '../../shared/loop.ts'
import type { EndingReason, ServerMessage, WaitingReason } from '../../shared/messages.ts'
import type { UserChoice, UserOffers } from '../../shared/user-choice.ts'
import type { MicrophoneRefusal } from '../audio/types.ts'
import type { Language } from '../i18n/languages.ts'
import { type Answers, noAnswers } from './answers.ts'
import type { Admission, CodeRefusal, Effect, LeftCall, Theme } from './events.ts'
import { freshLink, type Link } from './link.ts'
import { emptyLog, type Log } from './log.ts'
import { emptyTranscript, type Transcript } from './transcript.ts'

/** What goes wrong in the page itself, where no server could report it. */
export type PageProblem =
  | 'access_expired'
  | 'audio_unavailable'
  | 'connection_failed'
  | 'connection_lost'
  | 'connection_slow'
  | 'websocket_blocked'
  | 'start_timeout'
  | 'text_too_long'
  | 'version_mismatch'

export type Problem = Readonly<{
  code: ErrorCode | PageProblem
  fatal: boolean
  retryAfterSeconds?: number | undefined
}>

/** `silent` gives nothing but zeros, `lost` was unplugged or taken back; the refusals are those of the browser. */
export type Microphone = 'off' | 'asking' | 'open' | 'silent' | 'lost' | MicrophoneRefusal

/** `checking`: the server has the code and has not answered yet. */
export type Access = Readonly<{ needs: Admission; checking: boolean; refusal: CodeRefusal | null }>

/** What is taken for true until the server has spoken: it refuses the socket of whoever may not. */
export const openAccess: Access = { needs: 'granted', checking: false, refusal: null }

/** `offers` is null until the server has told them. `remembered` may be of another agent: `choiceOf` says what counts. */
export type Choices = Readonly<{ offers: UserOffers | null; remembered: UserChoice }>

type Hello = Readonly<Omit<Extract<ServerMessage, { type: 'hello' }>, 'type' | 'protocol' | 'emulated'>>

/** `idle` before the first session, `stopped` and `failed` after one. The finer status is derived: see status.ts. */
export type Phase = 'idle' | 'starting' | 'live' | 'failed' | 'stopped'

export type State = Readonly<{
  access: Access
  phase: Phase
  /** no cloud is behind the page */
  emulated: boolean
  /** the address is one where browsers give a page a microphone and their audio thread */
  secure: boolean
  hello: Hello | null
  /** the line to the call; while it is not up, the page is on its way back */
  link: Link
  /** the call that this page was in before it was reloaded, while the server holds it */
  left: LeftCall | null
  /** the voice service was lost, and the server is connecting it again */
  serviceLost: boolean
  /** what the connection to the voice service waits for */
  serviceWaits: WaitingReason | null
  microphone: Microphone
  /** the browser lets nothing sound yet, or the system has taken the sound away */
  silenced: 'blocked' | 'suspended' | null
  /** nothing has sounded for a while, and nothing is to: the sound output may be let go */
  resting: boolean
  muted: boolean
  /** the microphone's RMS, 0…1 */
  level: number
  /** microphone frames for which the page goes on saying that the signal hit the rail */
  clipHold: number
  /** the utterance that is being spoken */
  utterance: string | null
  /** the user has finished a turn, and its answer is not announced yet */
  awaiting: boolean
  /** typed before the session was ready, or was told again, and sent then */
  firstText: string | null
  /** a page that was reloaded is being told the conversation again */
  isRetold: boolean
  /** three seconds of silence have passed while it was the user's turn */
  nudged: boolean
  answers: Answers
  transcript: Transcript
  problem: Problem | null
  /** the session ends by itself soon */
  ending: Readonly<{ reason: EndingReason; secondsLeft: number }> | null
  /** since when the page counts seconds down, and how many have passed */
  countdown: Readonly<{ sinceMs: number; passedSeconds: number }> | null
  log: Log
  /** who answers was asked for */
  about: boolean
  /** what was thrown away in this session, and why: frames and messages */
  dropped: Readonly<{ choked: number; away: number; late: number; overfull: number; garbled: number }>
  choices: Choices
  language: Language
  theme: Theme
}>

/** A state, and what is to be done. */
export type Step = LoopStep<State, Effect>

/** What the browser remembers, and whether it takes this address for a secure one: only there it gives a page sound. */
export type Settings = Readonly<{
  secure: boolean
  language: Language
  theme: Theme
  remembered: Choices['remembered']
}>

/** What belongs to one session, and is new with each. */
export const freshSession = {
  hello: null,
  link: freshLink,
  left: null,
  serviceLost: false,
  serviceWaits: null,
  microphone: 'off',
  silenced: null,
  resting: false,
  muted: false,
  level: 0,
  clipHold: 0,
  utterance: null,
  awaiting: false,
  firstText: null,
  isRetold: false,
  nudged: false,
  answers: noAnswers,
  problem: null,
  ending: null,
  countdown: null,
  dropped: { choked: 0, away: 0, late: 0, overfull: 0, garbled: 0 },
} as const satisfies Partial<State>

export const initialState = ({ remembered, ...settings }: Settings): State => ({
  ...freshSession,
  ...settings,
  choices: { offers: null, remembered },
  phase: 'idle',
  access: openAccess,
  emulated: false,
  transcript: emptyTranscript,
  log: emptyLog,
  about: false,
})
