/** The page without a browser: its real reducer, timers and socket; what it would play is counted. */

import { openSocket, type Socket } from '../../client/ports/socket.ts'
import type { Effect, Event, Stamped, TimerName } from '../../client/state/events.ts'
import { initialState, type State } from '../../client/state/model.ts'
import { reduce } from '../../client/state/reduce.ts'
import { createLoop } from '../../shared/loop.ts'

export type HeadlessPage = Readonly<{
  state: () => State
  dispatch: (event: Event) => void
  /** samples that came of each answer, and how many it was said to have */
  answers: ReadonlyMap<number, { received: number; total: number | undefined }>
  until: (holds: (state: State) => boolean) => Promise<void>
}>

/** Opens a page whose session starts by itself. */
export function openHeadlessPage(url: string): HeadlessPage {
  const initial = initialState({ language: 'en', theme: 'system', remembered: {} })
  const timers = new Map<TimerName, NodeJS.Timeout>()
  const answers = new Map<number, { received: number; total: number | undefined }>()
  const waiting = new Set<() => void>()
  let state: State = initial
  let socket: Socket | undefined
  const answer = (number: number) => {
    const one = answers.get(number) ?? { received: 0, total: undefined }
    answers.set(number, one)
    return one
  }
  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'askAccess':
        queueMicrotask(() => dispatch({ type: 'access.told', access: 'granted', offers: null }))
        return
      case 'openAudio':
        queueMicrotask(() => dispatch({ type: 'audio.opened' }))
        return
      case 'openMicrophone':
        queueMicrotask(() => dispatch({ type: 'microphone.opened' }))
        return
      case 'connect':
        socket?.giveUp()
        socket = openSocket(url, dispatch)
        return
      case 'send':
      case 'resend':
        socket?.send(effect.message)
        return
      case 'sendAudio':
        socket?.sendAudio(effect.pcm)
        return
      case 'play':
        answer(effect.answer).received += effect.pcm.length
        return
      case 'finish':
        answer(effect.answer).total = effect.samples
        return
      case 'hangUp':
        socket?.close()
        return
      case 'wake':
        clearTimeout(timers.get(effect.name))
        timers.set(
          effect.name,
          setTimeout(() => dispatch({ type: 'timer.rang', name: effect.name }), effect.afterMs),
        )
        return
      case 'rest':
        clearTimeout(timers.get(effect.name))
    }
  }
  const loop = createLoop<State, Stamped, Effect>(initial, reduce, perform, (now) => {
    state = now
    for (const check of [...waiting]) check()
  })
  function dispatch(event: Event): void {
    loop({ ...event, atMs: performance.now() })
  }
  const until = (holds: (state: State) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!holds(state)) return
        waiting.delete(check)
        resolve()
      }
      waiting.add(check)
      check()
    })
  dispatch({ type: 'page.opened', left: null })
  void until(({ access }) => access.needs === 'granted').then(() => dispatch({ type: 'session.pressed' }))
  return { state: () => state, dispatch, answers, until }
}
