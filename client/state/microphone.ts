/** The microphone: what it gives, whether it is muted, and how it is asked for again when it was refused or lost. */

import type { Microphone, State, Step } from './model.ts'
import { unchanged } from './session.ts'
import { hasMicrophone, isMicrophoneMissed } from './status.ts'

/** Two seconds of 40 ms frames: long enough to read that one spoke too loud. */
const CLIP_HOLD_FRAMES = 50

/** So many lost microphone frames are a second of speech: time to say that the connection is slow. */
const CHOKED_FRAMES_NOTICED = 25

/** What is said while the page is on its way back is not sent late: it would make one utterance of pieces. The page says that it is reconnecting. */
export function takeAudio(state: State, pcm: ArrayBuffer): Step {
  if (state.phase !== 'live') return unchanged(state)
  // Also what was on its way when it was muted, or what another microphone gives before it has heard of that.
  if (state.link.phase === 'up')
    return [state, [{ type: 'sendAudio', pcm: state.muted ? new ArrayBuffer(pcm.byteLength) : pcm }]]
  return [{ ...state, dropped: { ...state.dropped, away: state.dropped.away + 1 } }, []]
}

export function mute(state: State): Step {
  // Who asks for it wants to be heard.
  if (isMicrophoneMissed(state)) return askAgain({ ...state, muted: false })
  if (!hasMicrophone(state)) return unchanged(state)
  const muted = !state.muted
  return [{ ...state, muted, level: 0, clipHold: 0 }, [{ type: 'setMuted', muted }]]
}

/** A microphone that could not be used is asked for again when the devices are other ones. */
export function askAgain(state: State): Step {
  if (state.hello === null || !isMicrophoneMissed(state)) return unchanged(state)
  return [setMicrophone(state, 'asking'), [{ type: 'openMicrophone', frameMs: state.hello.frameMs }]]
}

export const setMicrophone = (state: State, microphone: Microphone): State => ({
  ...state,
  microphone,
  level: 0,
  clipHold: 0,
})

/** A level of a microphone that was thought dead revives it. */
export function takeLevel(state: State, rms: number, clipped: boolean): Step {
  if (!hasMicrophone(state) || state.muted) return unchanged(state)
  const microphone = rms > 0 ? 'open' : state.microphone
  const clipHold = clipped ? CLIP_HOLD_FRAMES : Math.max(0, state.clipHold - 1)
  const same = rms === state.level && clipHold === state.clipHold && microphone === state.microphone
  return same ? unchanged(state) : [{ ...state, microphone, level: rms, clipHold }, []]
}

/** Said once: a problem that is new is read out. */
export function choke(state: State, frames: number): Step {
  const choked = state.dropped.choked + frames
  const isNews = choked >= CHOKED_FRAMES_NOTICED && state.problem?.code !== 'connection_slow'
  const problem = isNews ? ({ code: 'connection_slow', fatal: false } as const) : state.problem
  return [{ ...state, problem, dropped: { ...state.dropped, choked } }, []]
}
