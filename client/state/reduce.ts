/** The page as a pure function: what happened goes in, what is shown and what is to be done comes out. */

import { submitCode, takeAccess } from './access.ts'
import { chooseLabel } from './choices.ts'
import { countDown, tick } from './countdown.ts'
import type { Event, Stamped, TimerName } from './events.ts'
import { countReceived, countSent, leftOf, triesOn } from './link.ts'
import { record } from './log.ts'
import { askAgain, choke, mute, setMicrophone, takeAudio, takeLevel } from './microphone.ts'
import type { State, Step } from './model.ts'
import { beginPlayback, cut, drainPlayback, playFrame, progressPlayback, stopPlayback } from './playback.ts'
import { rest, wakeInTime } from './rest.ts'
import {
  changeNetwork,
  failSession,
  lookAtLink,
  loseSocket,
  redialCall,
  sendText,
  startSession,
  stopSession,
  switchVerbose,
  unchanged,
  wakeLink,
} from './session.ts'
import { canInterrupt, isRunning, isSpeechAwaited } from './status.ts'
import { isWanted, timerEffects } from './timers.ts'
import { isLeftAlone, settleApproval } from './transcript.ts'
import { takeMessage } from './wire.ts'

/** The only way the page changes. Events that have no place in the present state change nothing but the log. */
export function reduce(state: State, event: Stamped): Step {
  const [received, acknowledged] = countReceived(state.link, event)
  const counted = received === state.link || !isRunning(state) ? state : { ...state, link: received }
  const [done, wanted] = handle(counted, event)
  const [link, effects] = countSent(done.link, [...acknowledged, ...wanted])
  const handled = link === done.link ? done : { ...done, link }
  const after = handled.nudged && !isSpeechAwaited(handled) ? { ...handled, nudged: false } : handled
  const [woken, wakes] = wakeInTime(after)
  const timed = countDown(state, woken, event.atMs)
  const log = record(timed.log, event, effects)
  return [
    log === timed.log ? timed : { ...timed, log },
    [...wakes, ...effects, ...timerEffects(state, timed, event.atMs)],
  ]
}

function handle(state: State, event: Stamped): Step {
  switch (event.type) {
    case 'page.opened':
      return [{ ...state, left: event.left }, [{ type: 'askAccess' }]]
    case 'page.left':
      return leavePage(state, event.atMs)
    case 'page.visible':
      return wakeLink(state, event.atMs)
    case 'page.online':
      return changeNetwork(state, event.atMs)
    case 'page.outdated':
      return [{ ...state, problem: { code: 'version_mismatch', fatal: false } }, []]
    case 'part.failed':
      return [state, [{ type: 'askVersion' }]]
    case 'about.opened':
      return [{ ...state, about: true }, []]
    case 'access.told':
    case 'access.unknown':
    case 'code.accepted':
    case 'code.refused':
      return takeAccess(state, event)
    case 'code.submitted':
      return submitCode(state, event.code.trim())
    case 'session.pressed':
      if (isRunning(state)) return stopSession(state)
      return state.access.needs === 'granted' ? startSession(state) : unchanged(state)
    case 'interrupt.pressed':
      return interrupt(state)
    case 'mute.pressed':
      return mute(state)
    case 'approval.pressed':
      return answerApproval(state, event.id, event.approve)
    case 'text.submitted':
      return submitText(state, event.text.trim())
    case 'verbose.switched':
      return switchVerbose(state, event.on)
    case 'log.opened':
      return [{ ...state, log: { ...state.log, opened: true } }, []]
    case 'language.chosen':
      return [{ ...state, language: event.language }, [{ type: 'remember', name: 'language', value: event.language }]]
    case 'theme.chosen':
      return [{ ...state, theme: event.theme }, [{ type: 'remember', name: 'theme', value: event.theme }]]
    case 'offer.chosen':
      return chooseLabel(state, event.setting, event.label)
    case 'timer.fired':
      return ring(state, event.name, event.atMs)
    default:
      return isRunning(state) ? handleSession(state, event) : unchanged(state)
  }
}

type SessionEvent = Exclude<
  Event,
  {
    type:
      | `access.${string}`
      | `code.${string}`
      | `page.${string}`
      | `${string}.pressed`
      | `${string}.submitted`
      | `${string}.switched`
      | 'log.opened'
      | 'about.opened'
      | 'part.failed'
      | `${string}.chosen`
      | 'timer.fired'
  }
>

/** What devices and socket report; nothing of it outlives the session. */
function handleSession(state: State, event: SessionEvent): Step {
  switch (event.type) {
    // For the log alone.
    case 'audio.opened':
    case 'playback.underran':
      return unchanged(state)
    case 'audio.failed':
      return failAudio(state)
    case 'player.failed':
      return failSession(state, 'audio_unavailable')
    case 'microphone.opened':
      return [setMicrophone(state, 'open'), state.muted ? [{ type: 'setMuted', muted: true }] : []]
    case 'microphone.refused':
      return [setMicrophone(state, event.refusal), []]
    case 'microphone.dead':
      // One that was lost goes on giving zeros.
      return state.microphone === 'open' ? [setMicrophone(state, 'silent'), []] : unchanged(state)
    case 'audio.blocked':
      return [{ ...state, silenced: 'blocked' }, []]
    case 'audio.suspended':
      return [{ ...state, silenced: 'suspended' }, []]
    case 'audio.resumed':
      return [{ ...state, silenced: null }, []]
    case 'devices.changed':
      return askAgain(state)
    case 'microphone.lost':
      return [setMicrophone(state, 'lost'), []]
    case 'microphone.level':
      return takeLevel(state, event.rms, event.clipped)
    case 'microphone.audio':
      return takeAudio(state, event.pcm)
    case 'playback.started':
      return [beginPlayback(state, event.answer), []]
    case 'playback.progressed':
      return [progressPlayback(state, event), []]
    case 'playback.drained':
      return [drainPlayback(state, event.answer), []]
    case 'playback.flushed':
      return stopPlayback(state, event.stopped)
    case 'playback.faulted':
      return event.fault === 'overflow' ? spill(state) : unchanged(state)
    case 'socket.message':
      return takeMessage(state, event.message)
    case 'socket.audio':
      return state.phase === 'live' ? playFrame(state, event.frame) : unchanged(state)
    case 'socket.garbled':
      return doubt(state)
    case 'socket.choked':
      return choke(state, event.frames)
    case 'socket.closed':
      return loseSocket(state, event)
  }
}

/** The worklet may be gone, because the server is another one. */
function failAudio(state: State): Step {
  const [failed, effects] = failSession(state, 'audio_unavailable')
  return [failed, [...effects, { type: 'askVersion' }]]
}

/** Loaded again, the page finds what it needs to go on with the call, which is held from now on, or since the page before was left. */
function leavePage(state: State, atMs: number): Step {
  const known = state.left ?? leftOf(state)
  if (!known) return unchanged(state)
  const left = state.phase === 'live' ? { ...known, untilMs: atMs + known.resumeMs } : known
  return [state, [{ type: 'keepCall', left }]]
}

/** Silence at once, before the server knows of it; then tell it. */
function interrupt(state: State): Step {
  if (!canInterrupt(state)) return unchanged(state)
  const [after, effects] = cut({ ...state, awaiting: false }, state.answers.latest)
  return [after, [...effects, { type: 'send', message: { type: 'answer.interrupt' } }]]
}

/** Who types before there is a session starts one with it. */
function submitText(state: State, text: string): Step {
  if (text === '') return unchanged(state)
  if (state.phase === 'live' && !state.isRetold) return sendText(state, text)
  if (!isRunning(state) && state.access.needs !== 'granted') return unchanged(state)
  const [starting, effects] = isRunning(state) ? unchanged(state) : startSession(state)
  return [{ ...starting, firstText: text }, effects]
}

/** Given or not, the agent goes on. */
function answerApproval(state: State, id: string, approve: boolean): Step {
  const transcript = settleApproval(state.transcript, id, approve ? 'allowed' : 'denied')
  if (transcript === state.transcript) return unchanged(state)
  return [
    { ...state, transcript, awaiting: true },
    [{ type: 'send', message: { type: 'approval.answer', id, approve } }],
  ]
}

/** Before the server has said hello, what it says can only be another version's; later, one message is no reason to hang up. */
const doubt = (state: State): Step =>
  state.hello === null
    ? failSession(state, 'version_mismatch')
    : [{ ...state, dropped: { ...state.dropped, garbled: state.dropped.garbled + 1 } }, []]

const spill = (state: State): Step => [
  { ...state, dropped: { ...state.dropped, overfull: state.dropped.overfull + 1 } },
  [],
]

/** A timer that rings when its state has passed is late, and means nothing. */
function ring(state: State, name: TimerName, atMs: number): Step {
  if (!isWanted(state, name)) return unchanged(state)
  switch (name) {
    case 'start':
      return failSession(state, 'start_timeout')
    case 'rest':
      return rest(state)
    case 'nudge':
      return [{ ...state, nudged: true }, []]
    case 'redial':
      return redialCall(state, atMs)
    case 'look':
      return lookAtLink(state, atMs)
    case 'giveUp':
      if (state.phase !== 'live') return [{ ...state, left: null }, []]
      return triesOn(state.link, atMs) ? lookAtLink(state, atMs) : failSession(state, 'connection_lost')
    case 'tick':
      return tick(state, atMs)
    case 'answer': {
      const problem = isLeftAlone(state.transcript) ? ({ code: 'answer_failed', fatal: false } as const) : state.problem
      return [{ ...state, awaiting: false, problem }, []]
    }
  }
}
