/** How a session begins and ends: presses of Start and Stop, the devices, the socket's end. */

import type { ClientMessage } from '../../shared/client-messages.ts'
import { closeCodes, errorCodes, isResumable } from '../../shared/errors.ts'
import { choiceOf } from './choices.ts'
import type { Effect, SocketEvent } from './events.ts'
import {
  canResume,
  freshLink,
  LOOK_EVERY_MS,
  leftOf,
  linkTo,
  look,
  redial,
  relink,
  triesOn,
  waitToRedial,
} from './link.ts'
import { freshSession, type Phase, type Problem, type State, type Step } from './model.ts'
import { isRunning } from './status.ts'
import { append, beginSession, closeEntries, type Note } from './transcript.ts'

/** What every event comes to that has no place in the present state. */
export const unchanged = (state: State): Step => [state, []]

export const startSession = (state: State): Step => [
  {
    ...state,
    ...freshSession,
    link: linkTo(state.left),
    muted: state.left?.muted ?? false,
    phase: 'starting',
    transcript: beginSession(state.transcript),
  },
  // Side by side, and the socket first, for an audio context takes some milliseconds to make. What the server says meanwhile waits for the
  // player (ports/speaker.ts).
  [{ type: 'connect' }, { type: 'openAudio' }],
]

export const stopSession = (state: State): Step =>
  end(state, 'stopped', null, [{ type: 'send', message: { type: 'session.stop' } }])

/** A page that was loaded again, and fails before it has found its call, still knows that. */
export function failSession(state: State, code: Problem['code'], retryAfterSeconds?: number): Step {
  if (!isRunning(state)) return unchanged(state)
  const left = state.phase === 'starting' ? leftOf(state) : null
  const problem: Problem = { code, fatal: true, retryAfterSeconds }
  const [failed, effects] = end(state, isTimely(code) ? 'stopped' : 'failed', problem, [])
  return [{ ...failed, left }, effects]
}

/** An end that was announced is worth a sentence, but nothing has failed. */
const isTimely = (code: Problem['code']): boolean => code === 'session_idle' || code === 'session_limit'

/** Ends the session, after its `last` words. What was emulated stays known, so that the banner stays. */
function end(state: State, phase: Phase, problem: Problem | null, last: readonly Effect[]): Step {
  const note: Note = phase === 'failed' ? 'session.failed' : 'session.stopped'
  const { transcript, hello, dropped } = state
  const ended = append(closeEntries(transcript), { kind: 'note', note })
  return [
    { ...state, ...freshSession, phase, problem, hello, dropped, transcript: ended },
    [...last, { type: 'hangUp' }],
  ]
}

/** The server says hello, and then answers for the rest; the microphone may be asked for meanwhile. A later hello is that of another socket. */
export function greet(state: State, hello: NonNullable<State['hello']>): Step {
  const isFirst = state.phase === 'starting' && state.hello === null
  if (!isFirst && state.link.phase !== 'dialling') return unchanged(state)
  const asks: readonly Effect[] = [
    { type: 'send', message: askForCall(state) },
    ...(state.log.verbose ? [watchService(true)] : []),
  ]
  if (!isFirst) return [state, asks]
  // A page that begins again has it already.
  return state.microphone === 'off'
    ? [{ ...state, hello, microphone: 'asking' }, [...asks, { type: 'openMicrophone', frameMs: hello.frameMs }]]
    : [{ ...state, hello }, asks]
}

const watchService = (on: boolean): Effect => ({ type: 'send', message: { type: 'service.watch', on } })

/** Who wants every line of the log also gets the service's own names for what it does. */
export const switchVerbose = (state: State, on: boolean): Step => [
  { ...state, log: { ...state.log, verbose: on } },
  isRunning(state) && state.hello !== null ? [watchService(on)] : [],
]

/** A page that has a call asks for that one; one that was reloaded has nothing of it. */
function askForCall({ phase, link, choices }: State): ClientMessage {
  const { ticket, received } = link
  return link.phase === 'dialling' && ticket !== null
    ? { type: 'session.resume', ticket, received: phase === 'live' ? received : null }
    : { type: 'session.start', choice: choiceOf(choices) }
}

/** The call that the page was in is over: it begins another one. */
export const startAnew = (state: State): Step => [{ ...state, hello: null, link: freshLink }, [{ type: 'connect' }]]

export const goLive = (state: State, ticket: string, resumeSeconds: number): Step =>
  state.phase === 'starting' && state.hello !== null
    ? sendFirst(live({ ...state, link: { ...state.link, ticket, resumeMs: resumeSeconds * 1000 } }))
    : unchanged(state)

const live = (state: State): State => ({
  ...state,
  phase: 'live',
  link: { ...state.link, lookedAtMs: state.link.receivedAtMs },
  serviceWaits: null,
  transcript: append(state.transcript, { kind: 'note', note: 'session.started' }),
})

/** What was typed before the session had begun, or had been told again. */
export const sendFirst = (state: State): Step =>
  state.firstText === null ? unchanged(state) : sendText({ ...state, firstText: null }, state.firstText)

/** A text that is too long stays in the box, and the page says why. */
export function sendText(state: State, text: string): Step {
  if (text.length > (state.hello?.textMaxLength ?? 0))
    return [{ ...state, problem: { code: 'text_too_long', fatal: false } }, []]
  const transcript = append(state.transcript, { kind: 'user', item: null, text, final: true })
  return [
    { ...state, transcript, awaiting: true, problem: null },
    [
      { type: 'send', message: { type: 'text.send', text } },
      { type: 'clearDraft', text },
    ],
  ]
}

/** The call is found again, and has received so many messages of the user. */
export function resumeCall(state: State, received: number): Step {
  if (state.link.phase !== 'dialling') return unchanged(state)
  const relinked = relink(state.link, received)
  if (!relinked) return failSession(state, 'resume_expired')
  const linked = { ...state, link: relinked[0] }
  return [
    state.phase === 'live' ? linked : { ...live(linked), isRetold: true },
    [...relinked[1], watchService(state.log.verbose)],
  ]
}

/** Time for another attempt; a socket that is silent is given up for it. */
export const redialCall = (state: State, atMs: number): Step => [
  { ...state, link: redial(state.link, atMs), level: 0, clipHold: 0 },
  [{ type: 'connect' }],
]

/** Looks whether the server is still there, and comes back on another socket if it is not. */
export function lookAtLink(state: State, atMs: number): Step {
  const { link, isSilent } = look(state.link, atMs)
  if (isSilent && !canResume(link)) return failSession(state, 'connection_lost')
  const [looked, effects] = isSilent ? redialCall({ ...state, link }, atMs) : [{ ...state, link }, []]
  const again: readonly Effect[] = triesOn(state.link, atMs)
    ? [{ type: 'setTimer', name: 'giveUp', afterMs: link.resumeMs }]
    : []
  return [looked, [...effects, ...again, { type: 'setTimer', name: 'look', afterMs: LOOK_EVERY_MS }]]
}

/** The page was hidden or frozen: it does not wait for its next look or attempt. */
export function wakeLink(state: State, atMs: number): Step {
  if (state.phase !== 'live') return unchanged(state)
  return state.link.phase === 'waiting' ? redialCall(state, atMs) : lookAtLink(state, atMs)
}

/** Another network: what was open on the one before may hang for minutes. */
export const changeNetwork = (state: State, atMs: number): Step =>
  state.phase === 'live' && canResume(state.link) ? redialCall(state, atMs) : unchanged(state)

/** The socket is gone. When the server has told why, this comes after the end and changes nothing. */
export function loseSocket(
  state: State,
  { code, reason, opened }: Extract<SocketEvent, { type: 'socket.closed' }>,
): Step {
  // Before the call is found, a socket that never opened may have been refused for a reason.
  const mayRedial = state.phase === 'live' || (state.phase === 'starting' && opened)
  if (canResume(state.link) && mayRedial && isResumable(code))
    return [{ ...state, link: waitToRedial(state.link), level: 0, clipHold: 0 }, []]
  if (!opened) {
    const [failed, effects] = failSession(state, 'connection_failed')
    return [failed, [...effects, { type: 'askAccess' }]]
  }
  // The error itself may have been too much for a line that took nothing any more. A runtime gives no reason of ours.
  const told = errorCodes.find((one) => one === reason)
  if (told) return failSession(state, told)
  if (code === closeCodes.normal) return isRunning(state) ? end(state, 'stopped', null, []) : unchanged(state)
  return failSession(state, code === closeCodes.tooLarge ? 'bad_message' : 'connection_lost')
}
