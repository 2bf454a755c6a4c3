/** What the page says about itself, derived from the state so that it can never disagree with it. */

import { isAudible, isAwaited } from './answers.ts'
import type { Microphone, State } from './model.ts'
import { isApprovalAsked } from './transcript.ts'

export type Status =
  | 'idle'
  | 'starting'
  | 'ready'
  | 'listening'
  | 'approval'
  | 'processing'
  | 'speaking'
  | 'resuming'
  | 'error'
  | 'stopped'

export function statusOf(state: State): Status {
  if (state.phase === 'failed') return 'error'
  if (state.phase !== 'live') return state.phase
  if (isResuming(state)) return 'resuming'
  if (state.utterance !== null) return 'listening'
  if (state.answers.followed.some(isAudible)) return 'speaking'
  if (isApprovalAsked(state.transcript)) return 'approval'
  if (state.awaiting || state.answers.followed.some(isAwaited)) return 'processing'
  return 'ready'
}

/** The sentence under the status. In `ready` it depends on how the user can answer. */
export type Sentence =
  | Exclude<Status, 'ready'>
  | 'idleLeft'
  | 'idleInsecure'
  | 'waitingTurn'
  | 'waitingSignIn'
  | 'speakingByText'
  | 'ready'
  | 'readyNudged'
  | 'readyMuted'
  | 'readyAsking'
  | 'readyByText'
  | 'enterCode'
  | 'signIn'

export function sentenceOf(state: State): Sentence {
  const status = statusOf(state)
  const { needs } = state.access
  if ((status === 'idle' || status === 'stopped') && needs !== 'granted')
    return needs === 'code' ? 'enterCode' : 'signIn'
  if (status === 'idle' && state.left !== null) return 'idleLeft'
  if (status === 'idle' && !state.secure) return 'idleInsecure'
  if (state.serviceWaits !== null && (status === 'starting' || status === 'resuming'))
    return state.serviceWaits === 'turn' ? 'waitingTurn' : 'waitingSignIn'
  // No browser asks for a microphone there.
  if (status === 'starting' && !state.secure) return 'processing'
  const isHeard = state.microphone === 'open' && !state.silenced && !state.muted
  if (status === 'speaking' && !isHeard) return 'speakingByText'
  if (status !== 'ready') return status
  if (state.microphone === 'asking') return 'readyAsking'
  if (state.muted && isQuiet(state)) return 'readyMuted'
  if (!isHeard) return 'readyByText'
  return state.nudged ? 'readyNudged' : 'ready'
}

/** The page is on its way back to its call, or the server to the voice service: no one listens now. */
const isResuming = (state: State): boolean => state.link.phase !== 'up' || state.serviceLost

export const hasMicrophone = (state: State): boolean => state.microphone === 'open' || state.microphone === 'silent'

/** It is the user's turn by voice, and nothing is on its way that will sound. */
export const isQuiet = (state: State): boolean => statusOf(state) === 'ready' && hasMicrophone(state) && !state.silenced

/** It is the user's turn, and the microphone listens: without sound it may be deaf as well, where it needs the audio context. */
export const isSpeechAwaited = (state: State): boolean => isQuiet(state) && !state.muted

/** It could be used if the person did something about it. */
export const isMicrophoneMissed = ({ microphone }: State): boolean =>
  microphone === 'lost' || microphone === 'missing' || microphone === 'busy' || microphone === 'denied'

export const isRunning = (state: State): boolean => state.phase === 'starting' || state.phase === 'live'

/** There is something that the Interrupt button could stop. */
export const canInterrupt = (state: State): boolean =>
  state.phase === 'live' && (state.awaiting || state.answers.followed.some((one) => isAudible(one) || isAwaited(one)))

/** What the user should know about the microphone, when it is not simply working. */
export type MicrophoneNotice = Exclude<Microphone, 'off' | 'asking' | 'open'> | 'clipped' | 'blocked' | 'suspended'

export function microphoneNotice(state: State): MicrophoneNotice | null {
  const { microphone } = state
  if (state.silenced) return state.silenced
  if (microphone === 'off' || microphone === 'asking') return null
  if (microphone === 'open') return state.clipHold > 0 ? 'clipped' : null
  return microphone === 'silent' && state.muted ? null : microphone
}
