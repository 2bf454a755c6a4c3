/** Ends a session that no one talks in, or that lasts too long: warned first, on the page and aloud, because every minute costs money. */

import { samplesToMs } from '../../shared/audio-format.ts'
import { closeCodes } from '../../shared/errors.ts'
import type { EndingReason, ServerMessage } from '../../shared/messages.ts'
import { endWith } from './ending.ts'
import { isBusy } from './gate.ts'
import { requestNotice } from './responses.ts'
import { chain, count, type SessionState, type SessionStep, tell } from './state.ts'

/** So long before the end the user is warned; half of a limit that is shorter than twice that. */
const WARN_BEFORE_MS: Readonly<Record<EndingReason, number>> = { idle: 30_000, limit: 60_000 }

/** How often a warning that cannot be spoken yet tries again: somebody is speaking. */
const SPEAK_AGAIN_AFTER_MS = 2_000

const warnBeforeMs = ({ options }: SessionState, reason: EndingReason): number =>
  Math.min(WARN_BEFORE_MS[reason], options.limits[reason] / 2)

/** Both clocks run from the start of the call, the one of silence not while there is no service; a page that asks for none has its own in the lobby. */
export const startLimits = (state: SessionState): SessionStep =>
  chain(state, sleepUntilDue('idle'), sleepUntilDue('limit'))

const isTalking = ({ link }: SessionState): boolean => link.utterance !== undefined

/** There is no service: whoever waits for it is not silent, and an end for silence that was announced is called off. */
export function stopListening(state: SessionState): SessionStep {
  const { pace, nowMs } = state
  const { idle } = pace.endings
  const unheard = { ...pace, unheardSinceMs: nowMs, endings: { ...pace.endings, idle: undefined } }
  return [{ ...state, pace: unheard }, idle === undefined ? [] : [tell({ type: 'session.continued' })]]
}

/** There is one (again): the time without it is nobody's silence. */
export function startListening(state: SessionState): SessionState {
  const { pace, nowMs } = state
  const talkedAtMs = pace.talkedAtMs + nowMs - (pace.unheardSinceMs ?? nowMs)
  return { ...state, pace: { ...pace, talkedAtMs, unheardSinceMs: undefined } }
}

/** The user did something. Whoever was warned of silence goes on. */
export function userActed(state: SessionState): SessionStep {
  const warned = state.pace.endings.idle !== undefined
  const endings = { ...state.pace.endings, idle: undefined }
  const acted = { ...state, pace: { ...state.pace, talkedAtMs: state.nowMs, endings } }
  if (!warned) return [acted, []]
  return chain(acted, (now) => [now, [tell({ type: 'session.continued' })]], sleepUntilDue('idle'))
}

/** Audio was sent to the page, which plays it after what it has already: until then an answer sounds. */
export const soundAdded = (state: SessionState, samples: number): SessionState => ({
  ...state,
  pace: {
    ...state.pace,
    soundsUntilMs: Math.max(state.nowMs, state.pace.soundsUntilMs) + samplesToMs(samples),
  },
})

export const soundCut = (state: SessionState): SessionState => ({
  ...state,
  pace: { ...state.pace, soundsUntilMs: state.nowMs },
})

/** A timer of the limits fired: it looks at the clock, because it is not moved by everything that is said. */
export function limitDue(state: SessionState, reason: EndingReason): SessionStep {
  const ending = state.pace.endings[reason]
  if (ending && state.nowMs >= ending.atMs) return endWith(state, closeCodes.normal, `session_${reason}`)
  if (ending) return speakWarning(state, reason)
  return state.nowMs >= dueMs(state, reason) ? warn(state, reason) : sleepUntilDue(reason)(state)
}

/** When the warning is due if nothing more happens. A user who speaks, listens, or waits for the service is not idle. */
function dueMs(state: SessionState, reason: EndingReason): number {
  const { startedAtMs, talkedAtMs, soundsUntilMs, unheardSinceMs } = state.pace
  const quietSinceMs =
    isTalking(state) || unheardSinceMs !== undefined ? state.nowMs : Math.max(talkedAtMs, soundsUntilMs)
  const sinceMs = reason === 'limit' ? startedAtMs : quietSinceMs
  return sinceMs + state.options.limits[reason] - warnBeforeMs(state, reason)
}

const sleepUntilDue =
  (reason: EndingReason) =>
  (state: SessionState): SessionStep => [
    state,
    [{ type: 'setTimer', timer: reason, afterMs: Math.max(0, dueMs(state, reason) - state.nowMs) }],
  ]

function warn(state: SessionState, reason: EndingReason): SessionStep {
  const leftMs = warnBeforeMs(state, reason)
  const endings = { ...state.pace.endings, [reason]: { atMs: state.nowMs + leftMs, spoken: false } }
  const warned = count({ ...state, pace: { ...state.pace, endings } }, 'warnings')
  return chain(
    warned,
    (now) => [now, warningsOf(now, reason).map(tell)],
    (now) => speakWarning(now, reason),
  )
}

/** What the page is told of the ends that were announced. */
export const warningsOf = (
  { pace, nowMs }: SessionState,
  ...reasons: readonly EndingReason[]
): readonly ServerMessage[] =>
  reasons.flatMap((reason) => {
    const ending = pace.endings[reason]
    if (!ending) return []
    return [{ type: 'session.ending', reason, secondsLeft: Math.max(0, Math.ceil((ending.atMs - nowMs) / 1000)) }]
  })

/** Says the warning once, as soon as no one else is speaking, and sleeps until the end. */
function speakWarning(state: SessionState, reason: EndingReason): SessionStep {
  const ending = state.pace.endings[reason]
  if (!ending) return [state, []]
  const leftMs = ending.atMs - state.nowMs
  const wake = (afterMs: number) =>
    [{ type: 'setTimer', timer: reason, afterMs: Math.max(0, Math.min(afterMs, leftMs)) }] as const
  if (ending.spoken) return [state, wake(leftMs)]
  const isThere = state.phase === 'live' && !state.link.lost
  const free = isThere && !isTalking(state) && !isBusy(state.gate) && state.nowMs >= state.pace.soundsUntilMs
  if (!free) return [state, wake(SPEAK_AGAIN_AFTER_MS)]
  const endings = { ...state.pace.endings, [reason]: { ...ending, spoken: true } }
  return chain(
    { ...state, pace: { ...state.pace, endings } },
    (now) => requestNotice(now, reason),
    (now) => [now, wake(leftMs)],
  )
}
