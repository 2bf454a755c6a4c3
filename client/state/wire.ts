/** What each message of the server does to the page. A message that comes too late, or twice, is an ordinary case. */

import type { ServerMessage } from '../../shared/messages.ts'
import type { State, Step } from './model.ts'
import { captionAnswer, completeAnswer, completeAudio, cut, settleAnswer, startAnswer, timeWord } from './playback.ts'
import { failSession, goLive, greet, resumeCall, sendFirst, startAnew, unchanged } from './session.ts'
import { isRunning } from './status.ts'
import {
  append,
  beginTool,
  beginUtterance,
  extendUtterance,
  finishTool,
  finishUtterance,
  settleApproval,
  type Transcript,
} from './transcript.ts'

/** Messages that belong to the session's opening or can come at any time. */
export function takeMessage(state: State, message: ServerMessage): Step {
  if (!isRunning(state)) return unchanged(state)
  switch (message.type) {
    case 'hello': {
      const { emulated, frameMs, textMaxLength } = message
      return greet({ ...state, emulated }, { frameMs, textMaxLength })
    }
    case 'session.ready':
      return goLive(state, message.ticket, message.resumeSeconds)
    case 'session.resumed':
      return resumeCall(state, message.received)
    case 'service.lost':
      return [{ ...state, serviceLost: true, utterance: null, awaiting: false }, []]
    case 'service.resumed':
      return [{ ...state, serviceLost: false, serviceWaits: null }, []]
    case 'service.waiting':
      return [{ ...state, serviceWaits: message.reason }, []]
    // For the log alone.
    case 'service.event':
    case 'service.cause':
      return unchanged(state)
    case 'ping':
      return [state, [{ type: 'send', message: { type: 'pong', nonce: message.nonce } }]]
    case 'session.ending': {
      const { reason, secondsLeft } = message
      return state.ending?.reason === 'limit' ? unchanged(state) : [{ ...state, ending: { reason, secondsLeft } }, []]
    }
    case 'session.continued':
      return state.ending?.reason === 'idle' ? [{ ...state, ending: null }, []] : unchanged(state)
    case 'error':
      if (message.code === 'resume_expired' && state.phase === 'starting') return startAnew(state)
      if (message.fatal) return failSession(state, message.code, message.retryAfterSeconds ?? undefined)
      return [{ ...state, awaiting: false, problem: { code: message.code, fatal: false } }, []]
    default:
      return state.phase === 'live' ? takeConversation(state, message) : unchanged(state)
  }
}

type Conversation = Exclude<
  ServerMessage,
  { type: 'hello' | `session.${string}` | `service.${string}` | 'ping' | 'error' }
>

function takeConversation(state: State, message: Conversation): Step {
  const write = (transcript: Transcript): State => ({ ...state, transcript })
  switch (message.type) {
    case 'speech.started':
      return [
        {
          ...write(beginUtterance(state.transcript, message.item)),
          utterance: message.item,
          awaiting: false,
          problem: null,
        },
        [],
      ]
    case 'speech.stopped':
      return state.utterance === null ? unchanged(state) : [{ ...state, utterance: null, awaiting: true }, []]
    case 'user.caption.delta':
      return [write(extendUtterance(state.transcript, message.item, message.delta)), []]
    case 'user.caption.done':
      return [write(finishUtterance(state.transcript, message.item, message.text)), []]
    case 'answer.started':
      return [startAnswer(state, message.answer), []]
    case 'answer.caption.delta':
      return [captionAnswer(state, message.answer, message.delta), []]
    case 'answer.word': {
      const { answer, startMs, durationMs, text } = message
      return [timeWord(state, answer, { startMs, durationMs, text }), []]
    }
    case 'answer.audio.done':
      return completeAudio(state, message.answer, message.samples)
    case 'answer.done':
      return completeAnswer(state, message.answer, message.text, message.heard)
    case 'answer.heard':
      return [settleAnswer(state, message.answer, message.characters, message.settled), []]
    // One of them ends a conversation that is told again.
    case 'answer.none':
    case 'answer.awaited':
      return sendFirst({ ...state, awaiting: message.type === 'answer.awaited', isRetold: false })
    case 'answers.cut':
      return cut(state, message.through)
    case 'tool.started':
      return [{ ...write(beginTool(state.transcript, message.call, message.name)), awaiting: true }, []]
    case 'tool.done':
      return [write(finishTool(state.transcript, message.call, message.name, message.ok)), []]
    case 'approval.asked': {
      const { type, ...asked } = message
      const entry = { ...asked, kind: 'approval', outcome: 'asked' } as const
      return [{ ...write(append(state.transcript, entry)), awaiting: false }, []]
    }
    case 'approval.closed':
      return [write(settleApproval(state.transcript, message.id, 'closed')), []]
  }
}
