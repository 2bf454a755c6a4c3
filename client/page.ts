/** The page without a document: its reducer, its timers and its effects. What it needs of a browser comes in as ports. */

import type { Clock } from '../shared/clock.ts'
import { createLoop } from '../shared/loop.ts'
import { createTimers } from '../shared/timers.ts'
import type { SessionAudio } from './ports/audio.ts'
import type { Socket } from './ports/socket.ts'
import type { AccessEvent, Effect, Event, LeftCall, SocketEvent, Stamped, TimerName } from './state/events.ts'
import { initialState, type Settings, type State } from './state/model.ts'
import { reduce } from './state/reduce.ts'

export type Ports = Readonly<{
  clock: Clock
  askAccess: () => Promise<AccessEvent>
  isOutdated: () => Promise<boolean>
  giveCode: (code: string) => Promise<AccessEvent>
  /** Called inside the click that starts the session. */
  openAudio: (emit: (event: Event) => void) => SessionAudio
  openSocket: (emit: (event: SocketEvent) => void) => Socket
  remember: (name: Extract<Effect, { type: 'remember' }>['name'], value: string) => void
  keepCall: (left: LeftCall) => void
  clearDraft: (text: string) => void
  /** Called for each new state. */
  render: (state: State) => void
}>

export type Page = Readonly<{ initial: State; dispatch: (event: Event) => void }>

export function createPage(settings: Settings, ports: Ports): Page {
  const { clock } = ports
  const initial = initialState(settings)
  const timers = createTimers<TimerName>(clock, (name) => dispatch({ type: 'timer.fired', name }))
  let audio: SessionAudio | undefined
  let socket: Socket | undefined

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'askAccess':
        void ports.askAccess().then(dispatch)
        return
      case 'askVersion':
        void ports.isOutdated().then((outdated) => outdated && dispatch({ type: 'page.outdated' }))
        return
      case 'giveCode':
        void ports.giveCode(effect.code).then(dispatch)
        return
      case 'openAudio':
        audio = ports.openAudio(dispatch)
        return
      case 'connect':
        socket?.giveUp()
        socket = ports.openSocket(dispatch)
        return
      case 'hangUp':
        socket?.close()
        audio?.close()
        socket = undefined
        audio = undefined
        return
      case 'setTimer':
        timers.set(effect.name, effect.afterMs)
        return
      case 'clearTimer':
        timers.clear(effect.name)
        return
      case 'send':
      case 'resend':
        socket?.send(effect.message)
        return
      case 'sendAudio':
        socket?.sendAudio(effect.pcm)
        return
      case 'remember':
        ports.remember(effect.name, effect.value)
        return
      case 'keepCall':
        ports.keepCall(effect.left)
        return
      case 'clearDraft':
        ports.clearDraft(effect.text)
        return
      default:
        audio?.perform(effect)
    }
  }

  const loop = createLoop<State, Stamped, Effect>(initial, reduce, perform, ports.render)
  function dispatch(event: Event): void {
    loop({ ...event, atMs: clock.nowMs() })
  }
  return { initial, dispatch }
}
