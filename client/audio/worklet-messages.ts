/** What the page and its two worklets say to each other, and its worker to it; buffers are transferred, never copied. */

import type { PlayerEvent } from './types.ts'

export const PLAYER_PROCESSOR = 'player'
export const CAPTURE_PROCESSOR = 'capture'

export type PlayerOrder =
  | { type: 'play'; answer: number; offsetSamples: number; pcm: Int16Array }
  | { type: 'finish'; answer: number; samples: number }
  | { type: 'flush' }
  | { type: 'stop' }

/** Audio that could not be taken as it came. None of it is silent, none of it stops the player. */
export type PlaybackFault = Readonly<{
  type: 'playback.faulted'
  /**
   * - `gap`: this many samples never came; silence stands in for them, so that later ones keep their place
   * - `duplicate`: this many samples had come before and were dropped
   * - `late`: this many samples belonged to an answer already played or flushed and were dropped
   * - `overflow`: this many samples were dropped because the player, or what holds for it, has as much as it may
   */
  fault: 'gap' | 'duplicate' | 'late' | 'overflow'
  answer: number
  samples: number
}>

/** The audio thread gave up: nothing will sound any more. */
export type PlayerFailure = Readonly<{ type: 'player.failed' }>

/** Positions are those of the audio thread: the page still takes the device's latency off. */
export type PlayerReport = PlayerEvent | PlaybackFault

export type CaptureOrder = { type: 'mute'; muted: boolean } | { type: 'stop' }

/** One frame and what was measured on it, in one message; or the news that the microphone gives nothing but zeros. */
export type CaptureReport = { type: 'frame'; pcm: ArrayBuffer; rms: number; clipped: boolean } | { type: 'dead' }

export type CaptureProcessorOptions = Readonly<{ frameMs: number }>
