/** Which timers a state wants; the difference between two states is what has to be set and cleared. */

import { secondsLeft, TICK_MS } from './countdown.ts'
import type { Effect, TimerName } from './events.ts'
import { LOOK_EVERY_MS, redialDelayMs } from './link.ts'
import type { State } from './model.ts'
import { isQuiet, isRunning, isSpeechAwaited } from './status.ts'

/** Longer than the server waits for the voice service, so that its explanation comes first; a server that says that it waits ends that by itself. */
const START_TIMEOUT_MS = 30_000
/** The lab's nudge: so long may the user be silent before the page says that it listens. */
const NUDGE_AFTER_MS = 3000
/** Long after the last sample has left the slowest loudspeaker, and longer than most pauses between two answers. */
const REST_AFTER_MS = 2000
/** After this without an answer the page offers the turn to the user again: not every sound is a question. */
const ANSWER_TIMEOUT_MS = 30_000

const timers: Readonly<
  Record<
    TimerName,
    Readonly<{ afterMs: number | ((state: State, atMs: number) => number); isWanted: (state: State) => boolean }>
  >
> = {
  start: { afterMs: START_TIMEOUT_MS, isWanted: (state) => state.phase === 'starting' && state.serviceWaits === null },
  nudge: { afterMs: NUDGE_AFTER_MS, isWanted: (state) => isSpeechAwaited(state) && !state.nudged },
  rest: { afterMs: REST_AFTER_MS, isWanted: (state) => isQuiet(state) && !state.resting },
  answer: { afterMs: ANSWER_TIMEOUT_MS, isWanted: (state) => state.awaiting },
  redial: {
    afterMs: (state) => redialDelayMs(state.link),
    isWanted: (state) => isRunning(state) && state.link.phase === 'waiting',
  },
  // While others are served first, only the server's pings tell that it is still there.
  look: {
    afterMs: LOOK_EVERY_MS,
    isWanted: (state) => state.phase === 'live' || (state.phase === 'starting' && state.serviceWaits !== null),
  },
  tick: { afterMs: TICK_MS, isWanted: (state) => secondsLeft(state) > 0 },
  giveUp: {
    // The server holds a call so long for a page that lost its socket, and the one that a page has left no longer for the pages after it.
    afterMs: ({ left, link }, atMs) => (left ? Math.max(0, left.untilMs - atMs) : link.resumeMs),
    isWanted: (state) => state.left !== null || (state.phase === 'live' && state.link.phase !== 'up'),
  },
}

const names = Object.keys(timers) as readonly TimerName[]

export const isWanted = (state: State, name: TimerName): boolean => timers[name].isWanted(state)

export const timerEffects = (before: State, after: State, atMs: number): readonly Effect[] =>
  names.flatMap((name): Effect[] => {
    const wanted = isWanted(after, name)
    // A question that is asked, or a tool that is called meanwhile, is waited for anew.
    const isAnew = name === 'answer' && before.transcript.nextKey !== after.transcript.nextKey
    if (wanted === isWanted(before, name) && !(wanted && isAnew)) return []
    if (!wanted) return [{ type: 'clearTimer', name }]
    const { afterMs } = timers[name]
    return [{ type: 'setTimer', name, afterMs: typeof afterMs === 'number' ? afterMs : afterMs(after, atMs) }]
  })
