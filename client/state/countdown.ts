/** What the page counts down: the end that a session comes to, and the wait that the service asks for. */

import type { State, Step } from './model.ts'

export const TICK_MS = 1000

const subjectOf = ({ ending, problem }: State): object | null => ending ?? (problem?.retryAfterSeconds ? problem : null)

/** Seconds that are left of the one or the other; 0 when there are none. */
export function secondsLeft({ ending, problem, countdown }: State): number {
  const seconds = ending?.secondsLeft ?? problem?.retryAfterSeconds ?? 0
  return Math.max(0, seconds - (countdown?.passedSeconds ?? 0))
}

/** Begins to count when there is something new to count. */
export function countDown(before: State, after: State, atMs: number): State {
  const subject = subjectOf(after)
  if (subjectOf(before) === subject) return after
  return { ...after, countdown: subject && { sinceMs: atMs, passedSeconds: 0 } }
}

/** By the clock and not by the ticks, of which a page that no one sees gets few. */
export function tick(state: State, atMs: number): Step {
  if (state.countdown === null) return [state, []]
  const { sinceMs } = state.countdown
  const countdown = { sinceMs, passedSeconds: Math.round((atMs - sinceMs) / TICK_MS) }
  return [{ ...state, countdown }, [{ type: 'setTimer', name: 'tick', afterMs: TICK_MS }]]
}
