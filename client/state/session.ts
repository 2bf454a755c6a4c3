/** How a session begins and ends: presses of Start and Stop, the devices, the socket's end. */

import { closeCodes, isResumable } from '../../shared/errors.ts'
import type { Step as LoopStep } from '../../shared/loop.ts'
import type { Effect, SocketEvent } from './events.ts'
import { redial, relink, waitToRedial } from './link.ts'
import { freshSession, type Phase, type Problem, type State } from './model.ts'
import { isRunning } from './status.ts'
import { choiceOf } from './talker.ts'
import { append, beginSession, closeEntries, type Note } from './transcript.ts'

export type Step = LoopStep<State, Effect>

/** What every event comes to that has no place in the present state. */
export const unchanged = (state: State): Step => [state, []]

export const startSession = (state: State): Step => [
  { ...state, ...freshSession, phase: 'starting', transcript: beginSession(state.transcript) },
  [{ type: 'openAudio' }],
]

export const stopSession = (state: State): Step =>
  end(state, 'stopped', null, [{ type: 'send', message: { type: 'session.stop' } }])

export const failSession = (state: State, code: Problem['code']): Step =>
  isRunning(state) ? end(state, isTimely(code) ? 'stopped' : 'failed', { code, fatal: true }, []) : unchanged(state)

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

/** The server says hello, and then answers for the rest; the microphone may be asked for meanwhile. */
export const greet = (state: State, hello: NonNullable<State['hello']>): Step =>
  state.phase === 'starting' && state.hello === null
    ? [
        { ...state, hello, microphone: 'asking' },
        [
          { type: 'send', message: { type: 'session.start', choice: choiceOf(state.talker) } },
          { type: 'openMicrophone', frameMs: hello.frameMs },
        ],
      ]
    : askForCall(state)

/** A further hello is that of another socket, on which the page asks for its call. */
function askForCall(state: State): Step {
  const { phase, ticket, received } = state.link
  return phase === 'dialling' && ticket !== null
    ? [state, [{ type: 'send', message: { type: 'session.resume', ticket, received } }]]
    : unchanged(state)
}

export const goLive = (state: State, ticket: string): Step =>
  state.phase === 'starting' && state.hello !== null
    ? [
        {
          ...state,
          phase: 'live',
          link: { ...state.link, ticket },
          transcript: append(state.transcript, { kind: 'note', note: 'session.started' }),
        },
        [],
      ]
    : unchanged(state)

/** The call is found again, and has received so many messages of the talker. */
export function resumeCall(state: State, received: number): Step {
  if (state.link.phase !== 'dialling') return unchanged(state)
  const relinked = relink(state.link, received)
  return relinked ? [{ ...state, link: relinked[0] }, relinked[1]] : failSession(state, 'resume_expired')
}

/** Time for another attempt. */
export const redialCall = (state: State): Step => [{ ...state, link: redial(state.link) }, [{ type: 'connect' }]]

/** The socket is gone. When the server has told why, this comes after the end and changes nothing. */
export function loseSocket(state: State, { code, opened }: Extract<SocketEvent, { type: 'socket.closed' }>): Step {
  const { ticket } = state.link
  if (ticket !== null && state.phase === 'live' && isResumable(code))
    return [{ ...state, link: waitToRedial(state.link), level: 0, clipHold: 0 }, []]
  if (!opened) {
    const [failed, effects] = failSession(state, 'connection_failed')
    return [failed, [...effects, { type: 'askAccess' }]]
  }
  switch (code) {
    case closeCodes.normal:
      return isRunning(state) ? end(state, 'stopped', null, []) : unchanged(state)
    case closeCodes.policy:
    case closeCodes.tooLarge:
      return failSession(state, 'bad_message')
    case closeCodes.failure:
      return failSession(state, 'internal')
    case closeCodes.restart:
      return failSession(state, 'draining')
    case closeCodes.capacity:
      return failSession(state, 'busy')
    default:
      return failSession(state, 'connection_lost')
  }
}
