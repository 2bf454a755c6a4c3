/** The stage: the orb that lives with the voices, the status, its sentence, and the controls. */

import type { Words } from '../i18n/words.ts'
import { isAudible } from '../state/answers.ts'
import type { State } from '../state/model.ts'
import {
  canInterrupt,
  hasMicrophone,
  isMicrophoneMissed,
  isRunning,
  type Status,
  sentenceOf,
  statusOf,
} from '../state/status.ts'
import { byId, onChange, setAttribute, setEnabled, setHidden, setText } from './dom.ts'
import type { Envelope } from './envelope.ts'
import { CALM_MS, LIVELY_MS, SPEAKING_MS } from './pace.ts'

/** What the meter shows as nothing and as all, in dB of full scale: a quiet room, and a voice close to the microphone. */
const QUIET_DB = -54
const LOUD_DB = -12

/** An RMS of 0…1 as a length of 0…1, in steps of a hundredth, as the ear hears it. */
export function loudness(rms: number): number {
  if (rms <= 0) return 0
  const share = (20 * Math.log10(rms) - QUIET_DB) / (LOUD_DB - QUIET_DB)
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100
}

/** As loud as a voice, which is shown before the server has noticed that somebody speaks. */
const VOICE = 0.35

/** Steps of the meter while somebody speaks, and in a room where nobody does. */
const FINE = 0.02
const COARSE = 0.15

/** What the meter shows next: it stands still until the level is a step away, for each move is a drawing. */
export const meterAfter = (shown: number, level: number, step: number): number =>
  level === 0 || Math.abs(level - shown) >= step ? level : shown

/** Finer than the eye sees the orb move. */
const inSteps = (glow: number): number => Math.round(glow * 50) / 50

/** How bright the orb is and how far the meter goes, 0…1. */
export type Look = Readonly<{ glow: number; meter: number }>

/** What is to be seen of the voices; both are a `loudness`. */
export type Voices = Readonly<{ status: Status; isRunning: boolean; microphone: number; voice: number }>

/**
 * The orb goes half of the way each time: what jumps in the voice glides in the light. Nothing is drawn in silence, so that ends it at
 * once.
 */
export function lookAfter({ glow, meter }: Look, { status, isRunning, microphone, voice }: Voices): Look {
  const level = status === 'speaking' ? voice : microphone
  const isLit = status === 'speaking' || (status === 'listening' && level > 0) || level > VOICE
  const step = status === 'listening' ? FINE : COARSE
  return { glow: isLit ? (glow + level) / 2 : 0, meter: meterAfter(meter, isRunning ? microphone : 0, step) }
}

/** A frame that shows the same costs nearly as much as one that does not. */
export const isOther = (shown: Look, next: Look): boolean =>
  inSteps(next.glow) !== inSteps(shown.glow) || next.meter !== shown.meter

/** What the microphone hears changes 25 times a second; beside it the log may grow, and the line counts what it carries. */
const ofLevel: ReadonlySet<string> = new Set(['level', 'clipHold', 'link'] satisfies readonly (keyof State)[])

/** Nothing but the level is new, and what is said of it and of the line is as it was. */
export const isLevelAlone = (before: State, now: State): boolean =>
  statusOf(before) === statusOf(now) &&
  before.clipHold > 0 === now.clipHold > 0 &&
  Object.entries(now).every(([name, value]) => ofLevel.has(name) || Reflect.get(before, name) === value)

/**
 * How long after the last drawing a state is drawn at the earliest: another status at once. `isLevel` when nothing but the microphone's
 * level is new.
 */
export function gapOf(before: State, state: State, isLevel: boolean): number {
  const status = statusOf(state)
  if (status !== statusOf(before)) return 0
  if (isLevel && status !== 'listening' && loudness(state.level) <= VOICE) return CALM_MS
  return status === 'speaking' ? SPEAKING_MS : LIVELY_MS
}

export type Stage = Readonly<{
  draw: (state: State, words: Words) => void
  /** Whether what moves with the voices would stand elsewhere if it were drawn now. */
  isMoved: (state: State) => boolean
}>

export function createStage(levelAt: Envelope['levelAt']): Stage {
  const orb = byId('orb')
  const status = byId('status')
  const sentence = byId('sentence')
  const session = byId('session')
  const sessionLabel = byId('session-label')
  const mute = byId('mute')
  const muteLabel = byId('mute-label')
  const interrupt = byId('interrupt')
  const send = byId('send')
  const meter = byId('level')
  const bar = byId('level-bar')

  const voice = ({ answers }: State): number => {
    const one = answers.followed.find(isAudible)
    return one ? levelAt(one.answer, one.playedSamples) : 0
  }

  let look: Look = { glow: 0, meter: 0 }
  const light = onChange((level: number) => orb.style.setProperty('--level', String(level)))
  const show = onChange((level: number) => {
    bar.style.transform = `scaleX(${level})`
    setAttribute(meter, 'aria-valuenow', String(level))
  })

  const nextOf = (state: State): Look =>
    lookAfter(look, {
      status: statusOf(state),
      isRunning: isRunning(state),
      microphone: loudness(state.level),
      voice: loudness(voice(state)),
    })

  const draw: Stage['draw'] = (state, words) => {
    const now = statusOf(state)
    look = nextOf(state)
    setAttribute(document.body, 'data-status', now)
    light(inSteps(look.glow))
    show(look.meter)
    setText(status, words.status[now])
    setText(sentence, words.sentence[sentenceOf(state)])

    setText(sessionLabel, isRunning(state) ? words.stop : words.start)
    // A session that is running outlives its ticket, and so does its Stop button.
    setHidden(session, !isRunning(state) && state.access.needs !== 'granted')
    setAttribute(session, 'data-running', isRunning(state) ? '' : null)
    const isMissed = isMicrophoneMissed(state)
    setEnabled(mute, hasMicrophone(state) || isMissed)
    setText(muteLabel, isMissed ? words.useMicrophone : words.mute)
    setAttribute(mute, 'aria-pressed', String(state.muted && !isMissed))
    setEnabled(interrupt, canInterrupt(state))
    setEnabled(send, isRunning(state) || state.access.needs === 'granted')
  }

  return {
    draw,
    isMoved: (state) => isOther(look, nextOf(state)),
  }
}
