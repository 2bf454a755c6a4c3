/** Which timers a state wants; the difference between two states is what has to be set and cleared. */

import type { Effect, TimerName } from './events.ts'
import type { State } from './model.ts'
import { isSpeechAwaited } from './status.ts'

/** Longer than the server waits for the voice service, so that its explanation comes first. */
export const START_TIMEOUT_MS = 30_000
/** The lab's nudge: so long may the talker be silent before the page says that it listens. */
export const NUDGE_AFTER_MS = 3000
/** After this without an answer the page offers the turn to the talker again: not every sound is a question. */
export const ANSWER_TIMEOUT_MS = 30_000

const timers: Readonly<Record<TimerName, Readonly<{ afterMs: number; isWanted: (state: State) => boolean }>>> = {
  start: { afterMs: START_TIMEOUT_MS, isWanted: (state) => state.phase === 'starting' },
  nudge: { afterMs: NUDGE_AFTER_MS, isWanted: (state) => isSpeechAwaited(state) && !state.nudged },
  answer: { afterMs: ANSWER_TIMEOUT_MS, isWanted: (state) => state.awaiting },
}

const names: readonly TimerName[] = ['start', 'nudge', 'answer']

export const isWanted = (state: State, name: TimerName): boolean => timers[name].isWanted(state)

export const timerEffects = (before: State, after: State): readonly Effect[] =>
  names.flatMap((name): Effect[] => {
    const wanted = isWanted(after, name)
    if (wanted === isWanted(before, name)) return []
    return wanted ? [{ type: 'wake', name, afterMs: timers[name].afterMs }] : [{ type: 'rest', name }]
  })
