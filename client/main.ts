/** The page's entry: puts reducer, view and devices together. */

import { createLoop } from '../shared/loop.ts'
import { askAccess, giveCode } from './ports/access.ts'
import { type Devices, openDevices } from './ports/devices.ts'
import { loadSettings, remember, takeLeftCall } from './ports/settings.ts'
import type { Effect, Event, Stamped, TimerName } from './state/events.ts'
import { initialState } from './state/model.ts'
import { reduce } from './state/reduce.ts'
import { createEnvelope } from './view/envelope.ts'
import { listen } from './view/listeners.ts'
import { createView } from './view/view.ts'

/** Put in by the build, which alone knows the hashed names. */
declare const PLAYER_WORKLET_URL: string
declare const CAPTURE_WORKLET_URL: string

const urls = {
  socket: new URL('/ws', location.href.replace(/^http/, 'ws')).href,
  playerWorklet: PLAYER_WORKLET_URL,
  captureWorklet: CAPTURE_WORKLET_URL,
}

const timers = new Map<TimerName, number>()
let devices: Devices | undefined

function perform(effect: Effect): void {
  switch (effect.type) {
    case 'askAccess':
      void askAccess().then(dispatch)
      return
    case 'giveCode':
      void giveCode(effect.code).then(dispatch)
      return
    case 'openAudio':
      devices = openDevices(urls, dispatch)
      return
    case 'hangUp':
      devices?.close()
      devices = undefined
      return
    case 'wake':
      clearTimeout(timers.get(effect.name))
      timers.set(
        effect.name,
        window.setTimeout(() => dispatch({ type: 'timer.rang', name: effect.name }), effect.afterMs),
      )
      return
    case 'rest':
      clearTimeout(timers.get(effect.name))
      return
    case 'remember':
      remember(effect.name, effect.value)
      return
    case 'clearDraft':
      view.clearDraft()
      return
    case 'play':
      // First, for the player takes the samples away.
      envelope.add(effect.answer, effect.offsetSamples, effect.pcm)
      devices?.perform(effect)
      return
    default:
      devices?.perform(effect)
  }
}

const initial = initialState(loadSettings())
const envelope = createEnvelope()
const view = createView(envelope.levelAt, dispatch)
const loop = createLoop<typeof initial, Stamped, Effect>(initial, reduce, perform, view.render)

function dispatch(event: Event): void {
  loop({ ...event, atMs: performance.now() })
}

view.render(initial)
listen(dispatch)
addEventListener('pagehide', () => dispatch({ type: 'page.left' }))
addEventListener('pageshow', () => dispatch({ type: 'page.woke' }))
document.addEventListener('resume', () => dispatch({ type: 'page.woke' }))
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') dispatch({ type: 'page.woke' })
})
addEventListener('online', () => dispatch({ type: 'page.online' }))
dispatch({ type: 'page.opened', left: takeLeftCall() })
