/** What is told of the answer whose turn it is: that it sounds, how far it has come, and that it is over. */

import type { HeldAnswer } from './held-answer.ts'
import type { PlayerReport } from './worklet-messages.ts'

export type AnswerReports = Readonly<{
  /** It begins to sound, or goes on after a pause: told once, and never of an answer without sound. */
  sounds: (held: HeldAnswer) => void
  /** So much of it was played: told after each `everySamples`. */
  progresses: (held: HeldAnswer, playedSamples: number) => void
  drains: (held: HeldAnswer) => void
  /** Another one has its turn. */
  reset: () => void
}>

export function createAnswerReports(everySamples: number, report: (report: PlayerReport) => void): AnswerReports {
  let sounded = false
  let toldSamples = 0
  return {
    sounds: ({ answer, receivedSamples }) => {
      if (sounded || receivedSamples() === 0) return
      sounded = true
      report({ type: 'playback.started', answer })
    },
    progresses: ({ answer }, playedSamples) => {
      if (playedSamples - toldSamples < everySamples) return
      toldSamples = playedSamples
      report({ type: 'playback.progressed', answer, playedSamples })
    },
    drains: ({ answer }) => report({ type: 'playback.drained', answer }),
    reset: () => {
      sounded = false
      toldSamples = 0
    },
  }
}
